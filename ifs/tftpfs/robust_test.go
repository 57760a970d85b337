package tftpfs

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net/netip"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/tftp"
)

// Strangers are told so and change nothing.
func TestForeignTransferID(t *testing.T) {
	data := pattern(3000)
	g, k := &giver{data: data}, &taker{}
	other := netip.AddrPortFrom(serverAddr, 4000)
	elsewhere := netip.MustParseAddrPort("10.9.9.9:3000")
	for _, m := range []model{g, k} {
		r := newRig(func(c *fakeConn, b []byte, to netip.AddrPort) {
			if to == other || to == elsewhere {
				return
			}
			if len(c.sent) > 1 {
				c.deliver(other, tftp.AppendData(nil, 2, make([]byte, 512)))
				c.deliver(elsewhere, tftp.AppendACK(nil, 2))
				c.deliver(other, tftp.AppendError(nil, tftp.DiskFull, "not yours"))
			}
			for _, b := range m.packet(b) {
				c.reply(b)
			}
		}, Config{}, realTime())
		var got []byte
		var err error
		if m == model(g) {
			got, _, err = get(t.Context(), r, image)
		} else {
			err = put(t.Context(), r, image, data, -1)
			got = k.data
		}
		if err != nil || !bytes.Equal(got, data) {
			t.Errorf("%d bytes, %v", len(got), err)
		}
		_ = r.Close()
		refusals := map[netip.AddrPort]int{}
		for i, p := range r.net.conns[0].packets(t) {
			if p.Op == tftp.ERROR {
				if p.Code != tftp.UnknownTID {
					t.Errorf("error code %d", p.Code)
				}
				refusals[r.net.conns[0].sent[i].peer]++
			}
		}
		if refusals[other] == 0 || refusals[elsewhere] == 0 || refusals[transferID] != 0 {
			t.Errorf("strangers were told so: %v", refusals)
		}
	}
}

// A stranger who answers back does not keep a transfer busy.
func TestTalkativeStranger(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(func(c *fakeConn, b []byte, to netip.AddrPort) {
			c.deliver(netip.MustParseAddrPort("10.9.9.9:1"), []byte("what"))
		}, Config{}, realTime())
		_, err := r.Open(t.Context(), image)
		if n := len(r.net.conns[0].sent); ifs.KindOf(err) != ifs.KindTimeout || n > 100 {
			t.Errorf("%v, %d datagrams", err, n)
		}
	})
}

// An answer to a broadcast comes from some server's own address (AutoInstall).
func TestBroadcast(t *testing.T) {
	g := &giver{data: pattern(600)}
	r := newRig(serve(g), Config{}, realTime())
	defer r.Close()
	name := image
	name.Host = "255.255.255.255"
	if got, _, err := get(t.Context(), r, name); err != nil || len(got) != 600 {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}

// Datagrams of old transfers before the first answer do not count as that.
func TestStraysBeforeTheAnswer(t *testing.T) {
	data := pattern(600)
	g, k := &giver{data: data}, &taker{}
	stray := netip.AddrPortFrom(serverAddr, 5000)
	script := func(m model) script {
		return func(c *fakeConn, b []byte, to netip.AddrPort) {
			if len(c.sent) == 1 {
				c.deliver(stray, tftp.AppendData(nil, 9, make([]byte, 512)))
				c.deliver(stray, tftp.AppendACK(nil, 9))
				c.deliver(stray, []byte{1, 2, 3})
			}
			serve(m)(c, b, to)
		}
	}
	r := newRig(script(g), Config{}, realTime())
	defer r.Close()
	if got, _, err := get(t.Context(), r, image); err != nil || !bytes.Equal(got, data) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	r = newRig(script(k), Config{}, realTime())
	if err := put(t.Context(), r, image, data, -1); err != nil || !bytes.Equal(k.data, data) {
		t.Errorf("%d bytes, %v", len(k.data), err)
	}
}

// The end of the context stops a transfer at once, whatever it waits for, and
// sends the server an ERROR.
func TestCancel(t *testing.T) {
	hang := errors.New("no more")
	for _, c := range []struct {
		name         string
		answers      int // of the server before it falls silent
		do           func(ctx context.Context, fs *FS) error
		foreignCount bool
	}{
		{"request of a read", 0, func(ctx context.Context, fs *FS) error { _, _, err := get(ctx, fs, image); return err }, false},
		{"read", 2, func(ctx context.Context, fs *FS) error { _, _, err := get(ctx, fs, image); return err }, true},
		{"request of a write", 0, func(ctx context.Context, fs *FS) error { return put(ctx, fs, image, make([]byte, 5000), -1) }, false},
		{"write", 2, func(ctx context.Context, fs *FS) error { return put(ctx, fs, image, make([]byte, 5000), -1) }, true},
		{"commit", 1, func(ctx context.Context, fs *FS) error { return put(ctx, fs, image, nil, -1) }, true},
	} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancelCause(t.Context())
			answers := 0
			g, k := &giver{data: pattern(5000)}, &taker{}
			r := newRig(func(conn *fakeConn, b []byte, _ netip.AddrPort) {
				if answers == c.answers {
					time.AfterFunc(time.Second/2, func() { cancel(hang) })
				}
				if answers++; answers > c.answers {
					return
				}
				for _, m := range []model{g, k} {
					for _, b := range m.packet(b) {
						conn.reply(b)
					}
				}
			}, Config{}, realTime())
			began := time.Now()
			err := c.do(ctx, r.FS)
			if ifs.KindOf(err) != ifs.KindAborted {
				t.Errorf("%s: %v", c.name, err)
			}
			if d := time.Since(began); d != time.Second/2 {
				t.Errorf("%s: ended after %v", c.name, d)
			}
			all := r.net.conns[0].packets(t)
			last := all[len(all)-1]
			if told := last.Op == tftp.ERROR && last.Code == tftp.NotDefined; told != c.foreignCount {
				t.Errorf("%s: the last message is %+v", c.name, last)
			}
			if !r.net.conns[0].closed {
				t.Errorf("%s: the socket was left open", c.name)
			}
		})
	}
}

func TestCancelBeforeTheBegin(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r := newRig(nil, Config{}, realTime())
	if _, err := r.Open(ctx, image); ifs.KindOf(err) != ifs.KindAborted {
		t.Error(err)
	}
	if _, err := r.Create(ctx, image, 1); ifs.KindOf(err) != ifs.KindAborted {
		t.Error(err)
	}
}

// A caller that gives up sends the server one ERROR.
func TestAbortAndClose(t *testing.T) {
	r := newRig(serve(&giver{data: pattern(5000)}), Config{}, realTime())
	f, err := r.Open(t.Context(), image)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(f, make([]byte, 700)); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
	if _, err := f.Read(make([]byte, 1)); ifs.KindOf(err) != ifs.KindIO {
		t.Errorf("read after Close: %v", err)
	}
	w, err := newWriter(t, r)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(make([]byte, 700)); err != nil {
		t.Fatal(err)
	}
	for _, end := range []func() error{w.Abort, w.Commit, w.Abort} {
		if err := end(); err != nil {
			t.Error(err)
		}
	}
	if _, err := w.Write([]byte("x")); ifs.KindOf(err) != ifs.KindIO {
		t.Errorf("write after Abort: %v", err)
	}
	for _, c := range r.net.conns {
		errs := 0
		for _, p := range c.packets(t) {
			if p.Op == tftp.ERROR {
				errs++
			}
		}
		if errs != 1 || !c.closed {
			t.Errorf("%d ERRORs, closed %v", errs, c.closed)
		}
	}
}

func newWriter(t *testing.T, r *rig) (ifs.Writer, error) {
	r.net.script = serve(&taker{})
	return r.Create(t.Context(), image, -1)
}

// A lost last ACK: the server's repeat is answered after the caller has gone.
func TestDally(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &giver{data: pattern(600)}
		r := newRig(serve(g), Config{}, realTime())
		if _, _, err := get(t.Context(), r, image); err != nil {
			t.Fatal(err)
		}
		c := r.net.conns[0]
		sent := len(c.sent)
		last := tftp.AppendData(nil, 2, g.data[512:])
		c.reply(last)
		c.deliver(netip.MustParseAddrPort("10.9.9.9:1"), last)
		c.reply(tftp.AppendData(nil, 1, g.data[:512]))
		c.reply(tftp.AppendData(nil, 3, make([]byte, 9000)))
		c.reply(tftp.AppendError(nil, 0, ""))
		synctest.Wait()
		if got := c.packets(t)[sent:]; len(got) != 1 || got[0].Op != tftp.ACK || got[0].Block != 2 {
			t.Errorf("answered %+v", got)
		}
		time.Sleep(maxDally + time.Second)
		if !c.isClosed() {
			t.Error("the socket was left open")
		}
		// The end of the context and of the file system end it too.
		for _, end := range []func(context.CancelFunc){
			func(cancel context.CancelFunc) { cancel() },
			func(context.CancelFunc) { _ = r.Close() },
		} {
			ctx, cancel := context.WithCancel(t.Context())
			*g = giver{data: g.data}
			if _, _, err := get(ctx, r, image); err != nil {
				t.Fatal(err)
			}
			end(cancel)
			synctest.Wait()
			if c := r.net.conns[len(r.net.conns)-1]; !c.isClosed() {
				t.Error("the socket was left open")
			}
			cancel()
		}
		// There is a bound to their number.
		for range maxDallies + 5 {
			*g = giver{data: g.data}
			if _, _, err := get(t.Context(), r, image); err != nil {
				t.Fatal(err)
			}
		}
		open := 0
		for _, c := range r.net.conns {
			if !c.isClosed() {
				open++
			}
		}
		if open != maxDallies {
			t.Errorf("%d sockets dally", open)
		}
		_ = r.Close()
	})
}

// A reader or writer that is slow itself does not take that for silence.
func TestSlowCaller(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx := ifs.WithTrace(t.Context(), &ifs.Trace{Timeout: func() { t.Error("time-out") }})
		data := pattern(5 * 512)
		r := newRig(serve(&giver{data: data}), Config{}, realTime())
		f, err := r.Open(ctx, image)
		if err != nil {
			t.Fatal(err)
		}
		for range 5 {
			time.Sleep(time.Hour)
			if _, err := io.ReadFull(f, make([]byte, 512)); err != nil {
				t.Fatal(err)
			}
		}
		_ = f.Close()
		_ = r.Close()
		k := &taker{}
		r.net.script = serve(k)
		w, err := r.Create(ctx, image, -1)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 10 {
			time.Sleep(time.Hour)
			if _, err := w.Write(data[i*256:][:256]); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(time.Hour)
		if err := w.Commit(); err != nil || !bytes.Equal(k.data, data) {
			t.Error(err)
		}
	})
}

// A thousand transfers each way over a bad network, sockets and time-outs
// included: the right bytes or a clean error.
func TestBadNetwork(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	failed := 0
	for i := range 2000 {
		synctest.Test(t, func(t *testing.T) {
			data := pattern(rng.IntN(20_000))
			m := []model{&giver{data: data, grant: generous(len(data))}, &taker{grant: generous(0)}}[i%2]
			var mu sync.Mutex // over the dice and the model
			lossy := func(deliver func()) {
				mu.Lock()
				n, late := rng.IntN(100), time.Duration(rng.IntN(50))*time.Millisecond
				mu.Unlock()
				switch {
				case n < 20:
				case n < 30:
					deliver()
					deliver()
				case n < 40: // others come first
					time.AfterFunc(late, deliver)
				default:
					deliver()
				}
			}
			serve := func(c *fakeConn, step func() [][]byte) {
				mu.Lock()
				out := step()
				mu.Unlock()
				for _, b := range out {
					lossy(func() { c.reply(b) })
				}
			}
			c := Config{BlockSize: []int{512, 1468}[rng.IntN(2)], WindowSize: []int{1, 8}[rng.IntN(2)], Retries: 8}
			var conn atomic.Pointer[fakeConn]
			r := newRig(func(c *fakeConn, b []byte, _ netip.AddrPort) {
				conn.Store(c)
				lossy(func() { serve(c, func() [][]byte { return m.packet(b) }) })
			}, c, realTime())
			stop := make(chan struct{})
			go func() { // the server's own time-outs
				for {
					select {
					case <-time.After(1700 * time.Millisecond):
						if c := conn.Load(); c != nil {
							serve(c, m.expire)
						}
					case <-stop:
						return
					}
				}
			}()
			var got []byte
			var err error
			if k, ok := m.(*taker); ok {
				err = put(t.Context(), r, image, data, int64(len(data)))
				mu.Lock()
				got = bytes.Clone(k.data)
				mu.Unlock()
			} else {
				got, _, err = get(t.Context(), r, image)
			}
			close(stop)
			_ = r.Close()
			time.Sleep(time.Minute) // late datagrams
			switch kind := ifs.KindOf(err); {
			case err == nil && !bytes.Equal(got, data):
				t.Errorf("transfer %d: %d of %d bytes and no error", i, len(got), len(data))
			case err != nil && kind != ifs.KindTimeout:
				t.Errorf("transfer %d: %v", i, err)
			case err != nil:
				failed++
			}
		})
	}
	if failed > 200 {
		t.Errorf("%d of 2000 transfers failed", failed)
	}
}

// Blocks cost no allocation, in either direction, and hardly a deadline.
func TestNoAllocationPerBlock(t *testing.T) {
	const blocks = 2000
	chunk := make([]byte, 512)
	answer := tftp.AppendData(nil, 0, chunk)
	c := &echo{answer: answer}
	r := New(echoNet{c: c}, realTime(), nil)
	f, err := r.Open(t.Context(), image)
	if err != nil {
		t.Fatal(err)
	}
	if n := testing.AllocsPerRun(blocks, func() {
		if _, err := io.ReadFull(f, chunk); err != nil {
			t.Error(err)
		}
	}); n != 0 {
		t.Errorf("%v allocations a block read", n)
	}
	_ = f.Close()
	_ = r.Close()
	w, err := r.Create(t.Context(), image, -1)
	if err != nil {
		t.Fatal(err)
	}
	if n := testing.AllocsPerRun(blocks, func() {
		if _, err := w.Write(chunk); err != nil {
			t.Error(err)
		}
	}); n != 0 {
		t.Errorf("%v allocations a block written", n)
	}
	if err := w.Abort(); err != nil {
		t.Error(err)
	}
	if c.moves > 20 {
		t.Errorf("the deadline was set %d times", c.moves)
	}
}

// echo answers RRQ and ACK n with DATA n+1, WRQ with ACK 0 and DATA n with ACK n.
type echo struct {
	fakeConn
	answer []byte
	next   []byte
	ack    [4]byte
}

type echoNet struct {
	loopback
	c *echo
}

func (n echoNet) ListenPacket(context.Context, netip.Addr) (ifs.PacketConn, error) {
	n.c.changed = make(chan struct{})
	return n.c, nil
}

func (c *echo) WriteToAddrPort(b []byte, _ netip.AddrPort) (int, error) {
	block := uint16(b[2])<<8 | uint16(b[3])
	switch tftp.Opcode(b[1]) {
	case tftp.RRQ:
		block = 0
		fallthrough
	case tftp.ACK:
		c.answer[2], c.answer[3] = byte((block+1)>>8), byte(block+1)
		c.next = c.answer
	case tftp.WRQ:
		c.next = tftp.AppendACK(c.ack[:0], 0)
	case tftp.DATA:
		c.next = tftp.AppendACK(c.ack[:0], block)
	}
	return len(b), nil
}

func (c *echo) ReadFromAddrPort(b []byte) (int, netip.AddrPort, error) {
	return copy(b, c.next), transferID, nil
}
