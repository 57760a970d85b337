package tftpfs

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/iosim/iosim/internal/tftp"
)

// faults are the chances, in per cent, of what happens to one datagram.
type faults struct{ loss, double, swap, damage int }

// network is the network between a state machine and a model: two queues.
type network struct {
	rng       *rand.Rand
	faults    faults
	up, down  [][]byte
	delivered int
}

func (n *network) put(q *[][]byte, b []byte) {
	b = slices.Clone(b)
	dice := func(percent int) bool { return n.rng.IntN(100) < percent }
	if dice(n.faults.loss) {
		return
	}
	if dice(n.faults.damage) { // the checksum of UDP lets nothing else through
		b = append([]byte{0xff}, b[:n.rng.IntN(4)]...)
	}
	*q = append(*q, b)
	if dice(n.faults.double) {
		*q = append(*q, b)
	}
	if k := len(*q); k > 1 && dice(n.faults.swap) {
		i := n.rng.IntN(k)
		(*q)[i], (*q)[k-1] = (*q)[k-1], (*q)[i]
	}
}

type model interface {
	packet([]byte) [][]byte
	expire() [][]byte
}

// run lets a machine and a model talk until the machine ends; out is called
// after every step and says whether it has ended. No time-out occurs while
// something is under way.
func (n *network) run(m machine, server model, first []byte, out func(o outcome) (sent [][]byte, end bool), limit int) error {
	n.put(&n.up, first)
	for range limit {
		var o outcome
		switch {
		case len(n.down) > 0 && (len(n.up) == 0 || n.rng.IntN(2) == 0):
			b := n.down[0]
			n.down = n.down[1:]
			n.delivered++
			o = m.packet(b)
		case len(n.up) > 0:
			b := n.up[0]
			n.up = n.up[1:]
			n.delivered++
			for _, b := range server.packet(b) {
				n.put(&n.down, b)
			}
			continue
		case n.rng.IntN(3) == 0:
			for _, b := range server.expire() {
				n.put(&n.down, b)
			}
			continue
		default:
			o = m.expire()
		}
		if o.send != nil {
			n.put(&n.up, o.send)
		}
		if o.err != nil {
			return o.err
		}
		sent, end := out(o)
		for _, b := range sent {
			n.put(&n.up, b)
		}
		if end {
			return nil
		}
	}
	return fmt.Errorf("no end after %d steps", limit)
}

// read fetches data through a network with faults.
func read(n *network, g *giver, c Config, limit int) ([]byte, error) {
	req, asked, ok := request(tftp.RRQ, "f", tftp.Octet, readTerms(c))
	if !ok {
		return nil, fmt.Errorf("request too long")
	}
	r := newReceiver(req, asked, c.Retries, true)
	var got []byte
	err := n.run(r, g, req, func(o outcome) ([][]byte, bool) {
		got = append(got, o.data...)
		return nil, r.complete
	}, limit)
	if err == nil {
		err = r.end()
	}
	return got, err
}

// write sends data through a network with faults.
func write(n *network, k *taker, c Config, data []byte, limit int) error {
	req, asked, _ := request(tftp.WRQ, "f", tftp.Octet, writeTerms(c, int64(len(data))))
	s := newSender(req, asked, c.Retries)
	rest := data
	return n.run(s, k, req, func(outcome) (sent [][]byte, end bool) {
		if !s.answered {
			return nil, false
		}
		for {
			rest = rest[s.put(rest):]
			if len(rest) == 0 {
				s.finish()
			}
			b, _ := s.next()
			if b == nil {
				return sent, s.drained()
			}
			sent = append(sent, slices.Clone(b))
		}
	}, limit)
}

func pattern(size int) []byte {
	b := make([]byte, size)
	r := rand.NewChaCha8([32]byte{1})
	_, _ = r.Read(b)
	return b
}

func drawTransfer(t *rapid.T) (*network, Config, []byte, bool) {
	n := &network{
		rng: rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1)),
		faults: faults{
			loss:   rapid.IntRange(0, 30).Draw(t, "loss"),
			double: rapid.IntRange(0, 20).Draw(t, "double"),
			swap:   rapid.IntRange(0, 20).Draw(t, "swap"),
			damage: rapid.IntRange(0, 10).Draw(t, "damage"),
		},
	}
	c := Config{
		BlockSize:  rapid.SampledFrom([]int{8, 9, 16, 100, 512, 1468}).Draw(t, "block"),
		WindowSize: rapid.SampledFrom([]int{1, 1, 2, 3, 16, 64}).Draw(t, "window"),
		Retries:    1000,
	}.withDefaults()
	blocks := rapid.IntRange(0, 70).Draw(t, "blocks")
	size := max(0, blocks*c.BlockSize+rapid.IntRange(-1, 1).Draw(t, "more"))
	return n, c, pattern(size), rapid.Bool().Draw(t, "options")
}

func TestReadThroughFaults(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, c, data, options := drawTransfer(t)
		g := &giver{data: data}
		if options {
			g.grant = generous(len(data))
		}
		got, err := read(n, g, c, 200_000)
		if err != nil || !bytes.Equal(got, data) {
			t.Fatalf("%d of %d bytes, %v", len(got), len(data), err)
		}
		if blocks := len(data)/min(c.BlockSize, 512) + 3; n.delivered > 40*blocks*(c.WindowSize+1)+400 {
			t.Fatalf("%d datagrams for %d blocks", n.delivered, blocks)
		}
	})
}

func TestWriteThroughFaults(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, c, data, options := drawTransfer(t)
		k := &taker{}
		if options {
			k.grant = generous(0)
		}
		err := write(n, k, c, data, 200_000)
		if err != nil || !k.done || !bytes.Equal(k.data, data) {
			t.Fatalf("%d of %d bytes, %v", len(k.data), len(data), err)
		}
	})
}

// With few retries a bad network ends transfers: with all bytes or with an error.
func TestFewRetriesEndCleanly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, c, data, _ := drawTransfer(t)
		n.faults.loss = rapid.IntRange(20, 100).Draw(t, "much loss")
		c.Retries = rapid.IntRange(0, 3).Draw(t, "retries")
		got, err := read(n, &giver{data: data, grant: generous(len(data))}, c, 200_000)
		if err == nil && !bytes.Equal(got, data) || err != nil && err != errNoAnswer {
			t.Fatalf("read: %d of %d bytes, %v", len(got), len(data), err)
		}
		n.up, n.down = nil, nil
		k := &taker{}
		err = write(n, k, c, data, 200_000)
		if err == nil && !bytes.Equal(k.data, data) || err != nil && err != errNoAnswer {
			t.Fatalf("write: %d of %d bytes, %v", len(k.data), len(data), err)
		}
	})
}

// A loss-free network needs two datagrams a block and no more.
func TestNoDatagramTooMany(t *testing.T) {
	data := pattern(100 * 512)
	quiet := func() *network { return &network{rng: rand.New(rand.NewPCG(1, 1))} }
	for _, c := range []struct{ window, read, write int }{
		{1, 1 + 1 + 1 + 2*101, 1 + 1 + 2*101},
		{16, 1 + 1 + 1 + 101 + 7, 1 + 1 + 101 + 7},
	} {
		config := Config{WindowSize: c.window, BlockSize: 512}.withDefaults()
		n := quiet()
		if got, err := read(n, &giver{data: data, grant: generous(len(data))}, config, 10000); err != nil || !bytes.Equal(got, data) {
			t.Fatal(len(got), err)
		}
		if n.delivered+len(n.up) != c.read {
			t.Errorf("window %d: %d datagrams for a read, not %d", c.window, n.delivered+len(n.up), c.read)
		}
		n = quiet()
		if err := write(n, &taker{grant: generous(0)}, config, data, 10000); err != nil {
			t.Fatal(err)
		}
		if n.delivered != c.write {
			t.Errorf("window %d: %d datagrams for a write, not %d", c.window, n.delivered, c.write)
		}
	}
}

// Every datagram twice: each block is taken once, and no block goes out again.
func TestEverythingTwice(t *testing.T) {
	data := pattern(50*512 + 1)
	for _, window := range []int{1, 4} {
		n := &network{rng: rand.New(rand.NewPCG(1, 1)), faults: faults{double: 100}}
		c := Config{WindowSize: window}.withDefaults()
		if got, err := read(n, &giver{data: data, grant: generous(len(data))}, c, 10000); err != nil || !bytes.Equal(got, data) {
			t.Fatal(len(got), err)
		}
		n = &network{rng: n.rng, faults: n.faults}
		k := &taker{grant: generous(0)}
		if err := write(n, k, c, data, 10000); err != nil || !bytes.Equal(k.data, data) {
			t.Fatal(len(k.data), err)
		}
	}
}

func TestRollover(t *testing.T) {
	data := pattern(8*(2*65536+100) + 3)
	for _, c := range []struct {
		window int
		toOne  bool
		faults faults
	}{
		{1, false, faults{}}, {1, true, faults{}}, {16, false, faults{}}, {16, true, faults{}}, {64, true, faults{}},
		{1, false, faults{loss: 5, double: 5}}, {1, true, faults{loss: 5, double: 5}},
		{7, false, faults{loss: 5, double: 5, swap: 5}}, {7, true, faults{loss: 2, double: 2, swap: 2}},
	} {
		name := fmt.Sprintf("window %d toOne %v faults %v", c.window, c.toOne, c.faults)
		config := Config{BlockSize: 8, WindowSize: c.window, Retries: 1000}.withDefaults()
		n := &network{rng: rand.New(rand.NewPCG(3, 4)), faults: c.faults}
		got, err := read(n, &giver{data: data, grant: generous(len(data)), toOne: c.toOne}, config, 5_000_000)
		if err != nil || !bytes.Equal(got, data) {
			t.Errorf("read, %s: %d of %d bytes, %v", name, len(got), len(data), err)
		}
		if c.toOne {
			continue
		}
		n = &network{rng: n.rng, faults: c.faults}
		k := &taker{grant: generous(0)}
		if err := write(n, k, config, data, 5_000_000); err != nil || !bytes.Equal(k.data, data) {
			t.Errorf("write, %s: %d of %d bytes, %v", name, len(k.data), len(data), err)
		}
	}
}
