package tftpfs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/internal/tftp"
)

func get(ctx context.Context, fs ifs.FS, name ifs.Name) ([]byte, int64, error) {
	f, err := fs.Open(ctx, name)
	if err != nil {
		return nil, 0, err
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	return b, f.Size(), err
}

func put(ctx context.Context, fs ifs.FS, name ifs.Name, data []byte, size int64) error {
	w, err := fs.Create(ctx, name, size)
	if err != nil {
		return err
	}
	if _, err := io.Copy(w, bytes.NewReader(data)); err != nil {
		return errors.Join(err, w.Abort())
	}
	return w.Commit()
}

func TestReadAndWrite(t *testing.T) {
	for _, size := range []int{0, 1, 511, 512, 513, 1024, 100_000} {
		for _, c := range []Config{{}, {BlockSize: 8}, {BlockSize: 1468, WindowSize: 16}, {AskTimeout: true}, {BlockSize: 65464, WindowSize: 65535}} {
			for _, options := range []bool{false, true} {
				synctest.Test(t, func(t *testing.T) {
					data := pattern(size)
					g, k := &giver{data: data}, &taker{}
					if options {
						g.grant, k.grant = generous(size), generous(size)
					}
					r := newRig(serve(g), c, realTime())
					got, told, err := get(t.Context(), r, image)
					if err != nil || !bytes.Equal(got, data) {
						t.Errorf("%d bytes, %+v: read %d, %v", size, c, len(got), err)
					}
					if want := int64(size); options && told != want || !options && told != -1 {
						t.Errorf("%d bytes: size %d", size, told)
					}
					_ = r.Close()
					r = newRig(serve(k), c, realTime())
					if err := put(t.Context(), r, image, data, int64(size)); err != nil || !bytes.Equal(k.data, data) {
						t.Errorf("%d bytes, %+v: wrote %d, %v", size, c, len(k.data), err)
					}
				})
			}
		}
	}
}

func TestRequests(t *testing.T) {
	for _, c := range []struct {
		config      Config
		size        int64
		read, write string
	}{
		{Config{}, -1, "\x00\x01image\x00octet\x00tsize\x000\x00", "\x00\x02image\x00octet\x00"},
		{Config{BlockSize: 512, WindowSize: 1}, 100, "\x00\x01image\x00octet\x00tsize\x000\x00", "\x00\x02image\x00octet\x00tsize\x00100\x00"},
		{Config{BlockSize: 8192, WindowSize: 16, AskTimeout: true, Timeout: 2500 * time.Millisecond}, 7,
			"\x00\x01image\x00octet\x00tsize\x000\x00blksize\x008192\x00timeout\x003\x00windowsize\x0016\x00",
			"\x00\x02image\x00octet\x00tsize\x007\x00blksize\x008192\x00timeout\x003\x00windowsize\x0016\x00"},
		{Config{Mode: "netascii"}, 7, "\x00\x01image\x00netascii\x00tsize\x000\x00", "\x00\x02image\x00netascii\x00"},
		{Config{BlockSize: 1, WindowSize: 1 << 30}, -1, "\x00\x01image\x00octet\x00tsize\x000\x00blksize\x008\x00windowsize\x0065535\x00",
			"\x00\x02image\x00octet\x00blksize\x008\x00windowsize\x0065535\x00"},
		{Config{BlockSize: 1 << 30, WindowSize: 1 << 30}, -1, "\x00\x01image\x00octet\x00tsize\x000\x00blksize\x0065464\x00windowsize\x0065535\x00",
			"\x00\x02image\x00octet\x00blksize\x0065464\x00windowsize\x0064\x00"},
	} {
		refuse := func(c *fakeConn, _ []byte, to netip.AddrPort) {
			if to != requests {
				t.Errorf("sent to %v", to)
			}
			c.reply(tftp.AppendError(nil, tftp.FileNotFound, "no"))
		}
		r := newRig(refuse, c.config, realTime())
		_, err := r.Open(t.Context(), image)
		_, err2 := r.Create(t.Context(), image, c.size)
		if ifs.KindOf(err) != ifs.KindNotExist || ifs.KindOf(err2) != ifs.KindNotExist {
			t.Errorf("%v, %v", err, err2)
		}
		for i, want := range []string{c.read, c.write} {
			if got := r.net.conns[i].sent; len(got) != 1 || string(got[0].b) != want {
				t.Errorf("sent %q, not %q", got[0].b, want)
			}
			if !r.net.conns[i].closed {
				t.Error("a socket was left open")
			}
		}
	}
}

func TestNames(t *testing.T) {
	long := strings.Repeat("n", 503)
	for _, c := range []struct {
		name ifs.Name
		kind ifs.Kind
	}{
		{ifs.Name{Host: "", Path: "f"}, ifs.KindNoHost},
		{ifs.Name{Host: ":69", Path: "f"}, ifs.KindNoHost},
		{ifs.Name{Host: "no-such-host", Path: "f"}, ifs.KindBadHost},
		{ifs.Name{Host: "10.1.1.1:0", Path: "f"}, ifs.KindBadHost},
		{ifs.Name{Host: "10.1.1.1:65536", Path: "f"}, ifs.KindBadHost},
		{ifs.Name{Host: "10.1.1.1:tftp", Path: "f"}, ifs.KindBadHost},
		{ifs.Name{Host: "10.1.1.1", Path: ""}, ifs.KindInvalid},
		{ifs.Name{Host: "10.1.1.1", Path: "a\x00b"}, ifs.KindInvalid},
		{ifs.Name{Host: "10.1.1.1", Path: long + "x"}, ifs.KindInvalid},
	} {
		r := newRig(nil, Config{}, realTime())
		_, err := r.Open(t.Context(), c.name)
		_, err2 := r.Create(t.Context(), c.name, -1)
		if ifs.KindOf(err) != c.kind || ifs.KindOf(err2) != c.kind || len(r.net.conns) != 0 {
			t.Errorf("%.60q: %v, %v, %d sockets", c.name, err, err2, len(r.net.conns))
		}
	}
	// The longest name leaves no room for options.
	name := image.With(long)
	name.Host = "10.1.1.1:6969"
	g := &giver{data: []byte("x"), grant: generous(1)}
	r := newRig(serve(g), Config{BlockSize: 1468}, realTime())
	defer r.Close()
	got, size, err := get(t.Context(), r, name)
	if string(got) != "x" || size != -1 || err != nil {
		t.Errorf("%q, %d, %v", got, size, err)
	}
	first := r.net.conns[0].sent[0]
	if len(first.b) != 512 || first.peer.Port() != 6969 {
		t.Errorf("%d bytes to %v", len(first.b), first.peer)
	}
	if r.Info() != (ifs.Info{Size: -1, Free: -1, Type: ifs.Network, Access: ifs.ReadWrite}) {
		t.Errorf("%+v", r.Info())
	}
}

func TestErrorsOfTheServer(t *testing.T) {
	for _, c := range []struct {
		code tftp.ErrorCode
		text string
		open ifs.Kind // as the answer to a request
		mid  ifs.Kind // in the transfer
	}{
		{tftp.FileNotFound, "", ifs.KindNotExist, ifs.KindNotExist},
		{tftp.AccessViolated, "x", ifs.KindPermission, ifs.KindPermission},
		{tftp.DiskFull, "x", ifs.KindNoSpace, ifs.KindFull},
		{tftp.IllegalOp, "x", ifs.KindProtocol, ifs.KindProtocol},
		{tftp.UnknownTID, "x", ifs.KindProtocol, ifs.KindProtocol},
		{tftp.FileExists, "x", ifs.KindExist, ifs.KindExist},
		{tftp.NoSuchUser, "x", ifs.KindPermission, ifs.KindPermission},
		{tftp.BadOptions, "x", ifs.KindProtocol, ifs.KindProtocol},
		{tftp.NotDefined, "Permission denied", ifs.KindPermission, ifs.KindPermission},
		{tftp.NotDefined, "No such file or directory", ifs.KindNotExist, ifs.KindNotExist},
		{tftp.NotDefined, `Could not find file 'C:\TFTP-Root\f'.`, ifs.KindNotExist, ifs.KindNotExist}, // SolarWinds
		{tftp.NotDefined, "File <f> : No such file or directory", ifs.KindNotExist, ifs.KindNotExist},  // tftpd32
		{tftp.NotDefined, "Access is denied.", ifs.KindPermission, ifs.KindPermission},                 // Windows
		{tftp.NotDefined, "No space left on device", ifs.KindNoSpace, ifs.KindFull},
		{tftp.NotDefined, "File exists", ifs.KindExist, ifs.KindExist},
		{tftp.NotDefined, "Is a directory", ifs.KindIsDir, ifs.KindIsDir},
		{tftp.NotDefined, "Not a directory", ifs.KindNotDir, ifs.KindNotDir},
		{tftp.NotDefined, "Read-only file system", ifs.KindReadOnly, ifs.KindReadOnly},
		{tftp.NotDefined, "timeout", ifs.KindTimeout, ifs.KindTimeout},
		{tftp.NotDefined, "\x1b[2Jwhim", ifs.KindPermission, ifs.KindIO},
		{77, "", ifs.KindPermission, ifs.KindIO},
	} {
		answer := tftp.AppendError(nil, c.code, c.text)
		r := newRig(func(conn *fakeConn, _ []byte, _ netip.AddrPort) { conn.reply(answer) }, Config{}, realTime())
		_, err := r.Open(t.Context(), image)
		_, err2 := r.Create(t.Context(), image, -1)
		var e *ifs.Error
		if !errors.As(err, &e) || e.Kind != c.open || e.Op != ifs.OpOpen || e.Name != image || ifs.KindOf(err2) != c.open {
			t.Errorf("%d %q: %v, %v", c.code, c.text, err, err2)
		}
		if strings.ContainsRune(err.Error(), '\x1b') {
			t.Errorf("%q", err.Error())
		}
		for _, conn := range r.net.conns {
			for _, p := range conn.packets(t) {
				if p.Op == tftp.ERROR {
					t.Error("an ERROR was answered with an ERROR")
				}
			}
		}

		r = newRig(func(conn *fakeConn, b []byte, _ netip.AddrPort) {
			switch p, _ := tftp.Parse(b); {
			case p.Op == tftp.RRQ:
				conn.reply(tftp.AppendData(nil, 1, make([]byte, 512)))
			case p.Op == tftp.WRQ:
				conn.reply(tftp.AppendACK(nil, 0))
			case p.Op == tftp.ERROR:
				t.Error("an ERROR was answered with an ERROR")
			default:
				conn.reply(answer)
			}
		}, Config{}, realTime())
		got, _, err := get(t.Context(), r, image)
		if !errors.As(err, &e) || e.Kind != c.mid || e.Op != ifs.OpRead || len(got) != 512 {
			t.Errorf("reading, %d %q: %v", c.code, c.text, err)
		}
		if err = put(t.Context(), r, image, make([]byte, 600), -1); !errors.As(err, &e) || e.Kind != c.mid || e.Op != ifs.OpWrite {
			t.Errorf("writing, %d %q: %v", c.code, c.text, err)
		}
	}
}

func TestRefusedOptionsAreLeftOut(t *testing.T) {
	for _, answer := range [][]byte{
		tftp.AppendError(nil, tftp.BadOptions, "no options"),
		tftp.AppendError(nil, tftp.IllegalOp, "Illegal TFTP operation"),
		tftp.AppendError(nil, tftp.NotDefined, "what?"),
	} {
		data := pattern(1000)
		g, k := &giver{data: data}, &taker{}
		r := newRig(func(c *fakeConn, b []byte, _ netip.AddrPort) {
			p, _ := tftp.Parse(b)
			if len(p.Options) > 0 {
				c.reply(answer)
				return
			}
			m := model(g)
			if k.sinceReal || p.Op == tftp.WRQ {
				m = k
			}
			for _, b := range m.packet(b) {
				c.reply(b)
			}
		}, Config{BlockSize: 1468}, realTime())
		got, size, err := get(t.Context(), r, image)
		if err != nil || !bytes.Equal(got, data) || size != -1 {
			t.Errorf("%q: %d bytes, size %d, %v", answer, len(got), size, err)
		}
		if err := put(t.Context(), r, image, data, 1000); err != nil || !bytes.Equal(k.data, data) {
			t.Errorf("%q: %v", answer, err)
		}
		if len(r.net.conns) != 4 {
			t.Errorf("%d sockets", len(r.net.conns))
		}
		_ = r.Close()
	}
}

func TestOACKs(t *testing.T) {
	nines := strings.Repeat("9", 1000)
	for _, c := range []struct {
		oack string
		ok   bool
	}{
		{"", true},
		{"TSIZE\x001000\x00", true},
		{"BlkSize\x001024\x00tsize\x001000\x00WINDOWSIZE\x004\x00timeout\x004\x00", true},
		{"blksize\x008\x00", true},
		{"blksize\x001469\x00", false}, {"blksize\x007\x00", false}, {"blksize\x000\x00", false}, {"blksize\x00-1\x00", false},
		{"blksize\x00" + nines + "\x00", false}, {"blksize\x00\x00", false}, {"blksize\x001024 \x00", false},
		{"windowsize\x0017\x00", false}, {"windowsize\x000\x00", false}, {"windowsize\x0016x\x00", false},
		{"timeout\x005\x00", false}, {"timeout\x000\x00", false},
		{"tsize\x009223372036854775808\x00", false}, {"tsize\x00" + nines + "\x00", false}, {"tsize\x00-5\x00", false},
		{"multicast\x00,,1\x00", false}, {"tsize\x001000\x00TSIZE\x001000\x00", false}, {"blksize\x00512", false}, {"blksize", false}, {"\x00", false},
	} {
		for _, write := range []bool{false, true} {
			data := pattern(1000)
			g, k := &giver{data: data}, &taker{}
			oack := []byte("\x00\x06" + c.oack)
			if p, err := tftp.Parse(oack); err == nil {
				grant := func([]tftp.Option) []tftp.Option { return p.Options }
				g.grant, k.grant = grant, grant
			}
			var refusals []tftp.Packet
			config := Config{BlockSize: 1468, WindowSize: 16, AskTimeout: true, Timeout: 4 * time.Second}
			r := newRig(func(conn *fakeConn, b []byte, _ netip.AddrPort) {
				p, _ := tftp.Parse(b)
				switch {
				case p.Op == tftp.ERROR:
					refusals = append(refusals, p)
				case !c.ok:
					conn.reply(oack)
				default:
					for _, m := range []model{g, k} {
						for _, b := range m.packet(b) {
							conn.reply(b)
						}
					}
				}
			}, config, realTime())
			var got []byte
			var err error
			if write {
				err = put(t.Context(), r, image, data, 1000)
				got = k.data
			} else {
				got, _, err = get(t.Context(), r, image)
			}
			if c.ok {
				if err != nil || !bytes.Equal(got, data) {
					t.Errorf("%.60q: %d bytes, %v", c.oack, len(got), err)
				}
			} else if ifs.KindOf(err) != ifs.KindProtocol || len(refusals) != 1 || refusals[0].Code != tftp.BadOptions {
				t.Errorf("%.60q: %v, told the server %+v", c.oack, err, refusals)
			}
			_ = r.Close()
		}
	}
}

// Servers that lie end a transfer with the right error and within a bounded time.
func TestLyingServers(t *testing.T) {
	full := func(n uint16) []byte { return tftp.AppendData(nil, n, make([]byte, 512)) }
	size := func(n int64) []byte { return tftp.AppendOACK(nil, tftp.Number(tftp.TSize, n)) }
	for _, c := range []struct {
		name    string
		answers [][]byte // to the first, second ... datagram; the last again and again
		kind    ifs.Kind
		code    tftp.ErrorCode // sent to the server; 99: none
	}{
		{"block 0 as DATA", [][]byte{full(0)}, ifs.KindProtocol, tftp.IllegalOp},
		{"block 0 again and again", [][]byte{full(1), full(0)}, ifs.KindTimeout, 99},
		{"a block from nowhere", [][]byte{full(1), full(700)}, ifs.KindTimeout, 99},
		{"the first block again and again", [][]byte{full(1), full(1)}, ifs.KindTimeout, 99},
		{"a block too long", [][]byte{full(1), tftp.AppendData(nil, 2, make([]byte, 513))}, ifs.KindProtocol, tftp.IllegalOp},
		{"a first block too long", [][]byte{tftp.AppendData(nil, 1, make([]byte, 2000))}, ifs.KindProtocol, tftp.IllegalOp},
		{"more than announced", [][]byte{size(600), full(1), full(2), full(3)}, ifs.KindLength, tftp.NotDefined},
		{"less than announced", [][]byte{size(600), full(1), tftp.AppendData(nil, 2, nil)}, ifs.KindLength, 99},
		{"garbage", [][]byte{full(1), []byte("\xff\xff\xff\xff\xff")}, ifs.KindTimeout, 99},
		{"short", [][]byte{full(1), {0, 3}, {0}, {}}, ifs.KindTimeout, 99},
		{"garbage from the start", [][]byte{[]byte("HTTP/1.0 400 Bad Request")}, ifs.KindTimeout, 99},
		{"requests", [][]byte{full(1), []byte("\x00\x01f\x00octet\x00")}, ifs.KindTimeout, 99},
		{"ACKs", [][]byte{tftp.AppendACK(nil, 0), tftp.AppendACK(nil, 1)}, ifs.KindTimeout, 99},
		{"OACK in the middle", [][]byte{size(9999), full(1), size(1)}, ifs.KindTimeout, 99},
		{"ERROR in the middle", [][]byte{full(1), tftp.AppendError(nil, tftp.AccessViolated, "")}, ifs.KindPermission, 99},
	} {
		synctest.Test(t, func(t *testing.T) {
			answers := c.answers
			told := tftp.ErrorCode(99)
			r := newRig(func(conn *fakeConn, b []byte, _ netip.AddrPort) {
				if p, _ := tftp.Parse(b); p.Op == tftp.ERROR {
					told = p.Code
					return
				}
				conn.reply(answers[0])
				if len(answers) > 1 {
					answers = answers[1:]
				}
			}, Config{}, realTime())
			began := r.clock.Now()
			_, _, err := get(t.Context(), r, image)
			if ifs.KindOf(err) != c.kind || told != c.code {
				t.Errorf("%s: %v, told the server %d", c.name, err, told)
			}
			if d := r.clock.Now().Sub(began); d > 3*time.Minute {
				t.Errorf("%s: took %v", c.name, d)
			}
			if n := len(r.net.conns[0].sent); n > 120 {
				t.Errorf("%s: %d datagrams", c.name, n)
			}
			_ = r.Close()
			if !r.net.conns[0].closed {
				t.Errorf("%s: the socket was left open", c.name)
			}
		})
	}
}

func TestSilentServer(t *testing.T) {
	for name, clk := range map[string]func() clock.Clock{
		"real": realTime, "simulated": func() clock.Clock { return clock.Simulated(start()) },
	} {
		synctest.Test(t, func(t *testing.T) {
			timeouts := 0
			ctx := ifs.WithTrace(t.Context(), &ifs.Trace{
				Timeout:   func() { timeouts++ },
				Connected: func(ifs.Name, string) { t.Error("connected to a silent server") },
			})
			r := newRig(nil, Config{Timeout: 3 * time.Second, Retries: 4}, clk())
			began, real := r.clock.Now(), time.Now()
			_, err := r.Open(ctx, image)
			if ifs.KindOf(err) != ifs.KindTimeout || timeouts != 5 || len(r.net.conns[0].sent) != 5 {
				t.Errorf("%s: %v, %d time-outs, %d requests", name, err, timeouts, len(r.net.conns[0].sent))
			}
			if d := r.clock.Now().Sub(began); d != (3+6+12+12+12)*time.Second {
				t.Errorf("%s: took %v of device time", name, d)
			}
			if d := time.Since(real); name == "simulated" && d > 5*clock.RealTimeout(r.clock, 3*time.Second)+time.Second {
				t.Errorf("%s: took %v of real time", name, d)
			}
			time.Sleep(time.Second) // the simulated clock's own goroutine ends
		})
	}
}

// A packet conn that knows its wire to be empty need not make anybody wait.
func TestEarlyTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		clk := clock.Simulated(start())
		n := &emptyNet{}
		_, err := New(n, clk, func() Config { return Config{Timeout: time.Second, Retries: 2} }).Open(t.Context(), image)
		if ifs.KindOf(err) != ifs.KindTimeout || clk.Now().Sub(start()) != 7*time.Second {
			t.Errorf("%v after %v", err, clk.Now().Sub(start()))
		}
		time.Sleep(time.Second)
	})
}

type emptyNet struct{ fakeNet }

func (n *emptyNet) ListenPacket(ctx context.Context, a netip.Addr) (ifs.PacketConn, error) {
	c, _ := n.fakeNet.ListenPacket(ctx, a)
	return emptyConn{c}, nil
}

type emptyConn struct{ ifs.PacketConn }

func (c emptyConn) ReadFromAddrPort([]byte) (int, netip.AddrPort, error) {
	return 0, netip.AddrPort{}, context.DeadlineExceeded
}

func TestHooks(t *testing.T) {
	var log []string
	note := func(format string, args ...any) { log = append(log, fmt.Sprintf(format, args...)) }
	ctx := ifs.WithTrace(t.Context(), &ifs.Trace{
		Connected:  func(n ifs.Name, via string) { note("connected %v via %s", n, via) },
		OutOfOrder: func() { note("odd") },
		Timeout:    func() { note("time-out") },
		Packet: func(dir ifs.Direction, local, remote netip.AddrPort, b []byte) {
			p, _ := tftp.Parse(b)
			arrow := map[ifs.Direction]string{ifs.Sent: "->", ifs.Received: "<-"}[dir]
			note("%v %s %v %v %d", local, arrow, remote, p.Op, p.Block)
		},
	})
	r := newRig(func(c *fakeConn, b []byte, _ netip.AddrPort) {
		switch p, _ := tftp.Parse(b); {
		case p.Op == tftp.RRQ:
			c.reply(tftp.AppendData(nil, 1, make([]byte, 512)))
			c.reply(tftp.AppendData(nil, 1, make([]byte, 512)))
			c.reply(tftp.AppendData(nil, 2, nil))
		}
	}, Config{}, realTime())
	defer r.Close()
	if _, _, err := get(ctx, r, image); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"10.1.1.2:40001 -> 10.1.1.1:69 RRQ 0",
		"10.1.1.2:40001 <- 10.1.1.1:3000 DATA 1",
		"10.1.1.2:40001 -> 10.1.1.1:3000 ACK 1",
		"connected tftp://10.1.1.1/image via GigabitEthernet0/0",
		"10.1.1.2:40001 <- 10.1.1.1:3000 DATA 1",
		"odd",
		"10.1.1.2:40001 -> 10.1.1.1:3000 ACK 1",
		"10.1.1.2:40001 <- 10.1.1.1:3000 DATA 2",
		"10.1.1.2:40001 -> 10.1.1.1:3000 ACK 2",
	}
	if !slices.Equal(log, want) {
		t.Errorf("%s", strings.Join(log, "\n"))
	}
}
