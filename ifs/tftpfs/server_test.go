package tftpfs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/peertest"
	"github.com/iosim/iosim/internal/tftp"
)

// folder serves the files of a folder of this machine.
type folder string

func (d folder) Open(_ context.Context, r Request) (ifs.File, error) {
	f, err := os.Open(filepath.Join(string(d), filepath.Base(r.File)))
	if err != nil {
		return nil, folderError(err)
	}
	info, err := f.Stat()
	return folderFile{f, info.Size()}, err
}

type folderFile struct {
	*os.File
	size int64
}

func (f folderFile) Size() int64 { return f.size }

func (d folder) Create(_ context.Context, r Request, size int64) (ifs.Writer, error) {
	switch {
	case r.File == "taken":
		return nil, &ifs.Error{Op: ifs.OpWrite, Kind: ifs.KindExist}
	case r.File == "locked":
		return nil, &ifs.Error{Op: ifs.OpWrite, Kind: ifs.KindPermission}
	case size > 1<<30:
		return nil, &ifs.Error{Op: ifs.OpWrite, Kind: ifs.KindNoSpace}
	}
	f, err := os.CreateTemp(string(d), ".new-*")
	return &folderWriter{File: f, name: filepath.Join(string(d), filepath.Base(r.File))}, err
}

type folderWriter struct {
	*os.File
	name string
	n    int
	done bool
}

func (w *folderWriter) Write(b []byte) (int, error) {
	if w.n += len(b); filepath.Base(w.name) == "small-disk" && w.n > 2000 {
		return 0, &ifs.Error{Op: ifs.OpWrite, Kind: ifs.KindFull}
	}
	return w.File.Write(b)
}

func (w *folderWriter) Commit() error {
	w.done = true
	return errors.Join(w.Close(), os.Rename(w.File.Name(), w.name))
}

func (w *folderWriter) Abort() error {
	if w.done {
		return nil
	}
	w.done = true
	return errors.Join(w.Close(), os.Remove(w.File.Name()))
}

func folderError(err error) error {
	kind := ifs.KindIO
	switch {
	case errors.Is(err, fs.ErrNotExist):
		kind = ifs.KindNotExist
	case errors.Is(err, fs.ErrPermission):
		kind = ifs.KindPermission
	}
	return &ifs.Error{Op: ifs.OpOpen, Kind: kind, Err: err}
}

func udp(t testing.TB) *net.UDPConn {
	t.Helper()
	c, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	_ = c.SetReadBuffer(4 << 20)
	return c
}

// startServer serves a fresh folder until the end of the test.
func startServer(t testing.TB, change func(*Server)) peertest.TFTPServer {
	t.Helper()
	root := t.TempDir()
	s := &Server{Files: folder(root), Listen: func(context.Context, netip.AddrPort) (ifs.PacketConn, error) {
		c, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
		if err != nil {
			return nil, err
		}
		_ = c.SetReadBuffer(4 << 20)
		return Socket(c), nil
	}}
	if change != nil {
		change(s)
	}
	c := udp(t)
	addr := c.LocalAddr().(*net.UDPAddr).AddrPort()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- s.Serve(ctx, Plain(c)) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return peertest.TFTPServer{Addr: addr, Root: root}
}

// The client of this package against the server of this package.
func TestServerWithOwnClient(t *testing.T) { getAndPut(t, startServer(t, nil), true, true) }

// exchange sends a datagram to addr and gives the first answer.
func exchange(t *testing.T, c *net.UDPConn, to netip.AddrPort, b []byte) (tftp.Packet, netip.AddrPort) {
	t.Helper()
	if _, err := c.WriteToUDPAddrPort(b, to); err != nil {
		t.Fatal(err)
	}
	return answer(t, c)
}

func answer(t *testing.T, c *net.UDPConn) (tftp.Packet, netip.AddrPort) {
	t.Helper()
	_ = c.SetReadDeadline(time.Now().Add(10 * time.Second))
	buf := make([]byte, 1<<16)
	n, from, err := c.ReadFromUDPAddrPort(buf)
	if err != nil {
		t.Fatal(err)
	}
	p, err := tftp.Parse(buf[:n])
	if err != nil {
		t.Fatal(err)
	}
	return p, from
}

// Each code of RFC 1350 has its case.
func TestServerErrorCodes(t *testing.T) {
	s := startServer(t, nil)
	for _, tt := range []struct {
		name string
		ask  []byte
		want tftp.ErrorCode
	}{
		{"missing file", tftp.AppendRequest(nil, tftp.RRQ, "none", "octet"), tftp.FileNotFound},
		{"no access", tftp.AppendRequest(nil, tftp.WRQ, "locked", "octet"), tftp.AccessViolated},
		{"announced too long", tftp.AppendRequest(nil, tftp.WRQ, "f", "octet", tftp.Number(tftp.TSize, 1<<40)), tftp.DiskFull},
		{"no message", []byte{0, 9, 0, 0}, tftp.IllegalOp},
		{"no name", []byte("\x00\x01abc"), tftp.IllegalOp},
		{"an ACK at the port of requests", tftp.AppendACK(nil, 1), tftp.IllegalOp},
		{"unknown mode", tftp.AppendRequest(nil, tftp.RRQ, "none", "binary"), tftp.IllegalOp},
		{"too long a request", tftp.AppendRequest(nil, tftp.RRQ, string(bytes.Repeat([]byte("a"), 600)), "octet"), tftp.IllegalOp},
		{"taken name", tftp.AppendRequest(nil, tftp.WRQ, "taken", "octet"), tftp.FileExists},
		{"mail", tftp.AppendRequest(nil, tftp.WRQ, "user", "mail"), tftp.NoSuchUser},
	} {
		c := udp(t)
		if p, _ := exchange(t, c, s.Addr, tt.ask); p.Op != tftp.ERROR || p.Code != tt.want || p.Text == "" {
			t.Errorf("%s: %+v", tt.name, p)
		}
		c.Close()
	}
	// 3 in the middle: the disk fills up, and nothing is left.
	data := make([]byte, 9000)
	err := put(t.Context(), real(Config{}), at(s.Addr, "small-disk"), data, -1)
	if ifs.KindOf(err) != ifs.KindFull {
		t.Error(err)
	}
	if left, _ := os.ReadDir(s.Root); len(left) != 0 {
		t.Errorf("%v is left", left)
	}
	// 5: a datagram from another port.
	peertest.RandomFile(t, filepath.Join(s.Root, "f"), 2000, 1)
	c, stranger := udp(t), udp(t)
	defer c.Close()
	defer stranger.Close()
	_, tid := exchange(t, c, s.Addr, tftp.AppendRequest(nil, tftp.RRQ, "f", "octet"))
	if p, from := exchange(t, stranger, tid, tftp.AppendACK(nil, 1)); p.Op != tftp.ERROR || p.Code != tftp.UnknownTID || from != tid {
		t.Errorf("a stranger hears %+v", p)
	}
	if p, _ := exchange(t, c, tid, tftp.AppendACK(nil, 1)); p.Op != tftp.DATA || p.Block != 2 {
		t.Errorf("the transfer does not go on: %+v", p)
	}
	_, _ = c.WriteToUDPAddrPort(tftp.AppendError(nil, 0, "enough"), tid)
}

// What options are granted, and how (RFC 2347 to 2349, 7440).
func TestServerGrants(t *testing.T) {
	o := func(words ...string) (out []tftp.Option) {
		for i := 0; i < len(words); i += 2 {
			out = append(out, tftp.Option{Name: words[i], Value: words[i+1]})
		}
		return out
	}
	for _, tt := range []struct {
		asked []tftp.Option
		write bool
		want  string
	}{
		{nil, false, "[]"},
		{o("tsize", "0", "blksize", "1468"), false, "[{tsize 1000} {blksize 1468}]"},
		{o("BLKSIZE", "8192", "WindowSize", "16"), false, "[{blksize 8192} {windowsize 16}]"},
		{o("windowsize", "65535", "blksize", "65464"), false, "[{windowsize 64} {blksize 65464}]"},
		{o("blksize", "65535"), false, "[{blksize 65464}]"},
		{o("blksize", "8", "windowsize", "65535"), false, "[{blksize 8} {windowsize 1024}]"},
		{o("blksize", "7", "windowsize", "0", "timeout", "256", "tsize", "-1", "multicast", ""), false, "[]"},
		{o("timeout", "3", "timeout", "4"), false, "[{timeout 3}]"},
		{o("tsize", "77"), true, "[{tsize 77}]"},
	} {
		if _, got := grant(tt.asked, 1000, tt.write); fmt.Sprint(got) != tt.want {
			t.Errorf("%v: %v, not %s", tt.asked, got, tt.want)
		}
	}
}

// A lost ACK, a lost OACK and a repeated request cost a repeat each and nothing
// else; the last block of a write is acknowledged when the file is there.
func TestServerRepeats(t *testing.T) {
	s := startServer(t, func(s *Server) { s.Timeout = 50 * time.Millisecond })
	peertest.RandomFile(t, filepath.Join(s.Root, "f"), 700, 1)
	c := udp(t)
	defer c.Close()
	ask := tftp.AppendRequest(nil, tftp.RRQ, "f", "octet", tftp.Number(tftp.TSize, 0))
	p, tid := exchange(t, c, s.Addr, ask)
	again, from := exchange(t, c, s.Addr, ask) // the request once more: the OACK comes again, from the same transfer
	if p.Op != tftp.OACK || again.Op != tftp.OACK || from != tid {
		t.Fatalf("%+v, then %+v from %v", p, again, from)
	}
	for block := range uint16(3) {
		first, _ := exchange(t, c, tid, tftp.AppendACK(nil, block))
		for first.Op == tftp.OACK || first.Op == tftp.DATA && first.Block <= block {
			first, _ = answer(t, c) // a repeat that was under way
		}
		if block == 2 {
			break
		}
		second, _ := answer(t, c) // silence: it comes again
		if first.Op != tftp.DATA || first.Block != block+1 || second.Block != first.Block || !bytes.Equal(first.Data, second.Data) {
			t.Fatalf("%+v, %+v", first.Block, second.Block)
		}
		if block == 1 {
			_, _ = c.WriteToUDPAddrPort(tftp.AppendACK(nil, 2), tid)
			break
		}
	}
	w := udp(t)
	defer w.Close()
	p, tid = exchange(t, w, s.Addr, tftp.AppendRequest(nil, tftp.WRQ, "up", "octet"))
	for range 2 { // the second is what a client sends that has not got the ACK
		if _, err := w.WriteToUDPAddrPort(tftp.AppendData(nil, 1, []byte("hello")), tid); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		for p.Op == tftp.ACK && p.Block == 0 {
			p, _ = answer(t, w)
		}
		if b, err := os.ReadFile(filepath.Join(s.Root, "up")); p.Op != tftp.ACK || p.Block != 1 || string(b) != "hello" {
			t.Errorf("%+v, %q, %v", p, b, err)
		}
		p = tftp.Packet{Op: tftp.ACK}
	}
}

// A client that vanished leaves a transfer behind; the next that has its port is not
// made to wait for the end of that, and does not hear of it.
func TestServerPortOfAnother(t *testing.T) {
	ended := make(chan error, 10)
	s := startServer(t, func(s *Server) {
		s.Timeout = 20 * time.Millisecond
		s.Retries = 1 << 20
		s.Begin = func(ctx context.Context, _ Request) (context.Context, func(error), error) {
			return ctx, func(err error) { ended <- err }, nil
		}
	})
	peertest.RandomFile(t, filepath.Join(s.Root, "f"), 5000, 1)
	c := udp(t)
	defer c.Close()
	// until drops what the transfer before has sent.
	until := func(want func(tftp.Packet) bool) netip.AddrPort {
		t.Helper()
		for {
			if p, from := answer(t, c); p.Op == tftp.ERROR {
				t.Fatalf("%+v", p)
			} else if want(p) {
				return from
			}
		}
	}
	ask := func(op tftp.Opcode) {
		t.Helper()
		if _, err := c.WriteToUDPAddrPort(tftp.AppendRequest(nil, op, "f", "octet"), s.Addr); err != nil {
			t.Fatal(err)
		}
	}
	data := func(block uint16) func(tftp.Packet) bool {
		return func(p tftp.Packet) bool { return p.Op == tftp.DATA && p.Block == block }
	}
	ask(tftp.RRQ)
	first := until(data(1))
	if _, err := c.WriteToUDPAddrPort(tftp.AppendACK(nil, 1), first); err != nil {
		t.Fatal(err)
	}
	until(data(2))
	until(data(2)) // it is not answered
	ask(tftp.RRQ)
	if second := until(data(1)); second == first {
		t.Error("it began once more in the same transfer")
	}
	ask(tftp.WRQ) // another request, of a file that the one before has not let go
	up := until(func(p tftp.Packet) bool { return p.Op == tftp.ACK && p.Block == 0 })
	if _, err := c.WriteToUDPAddrPort(tftp.AppendData(nil, 1, []byte("new")), up); err != nil {
		t.Fatal(err)
	}
	until(func(p tftp.Packet) bool { return p.Op == tftp.ACK && p.Block == 1 })
	if b, err := os.ReadFile(filepath.Join(s.Root, "f")); string(b) != "new" {
		t.Errorf("%q, %v", b, err)
	}
	for i, want := range []ifs.Kind{ifs.KindAborted, ifs.KindAborted, ifs.KindUnknown} {
		if err := <-ended; ifs.KindOf(err) != want || (err == nil) != (i == 2) {
			t.Errorf("transfer %d: %v", i, err)
		}
	}
}

// Two hundred clients at once, none of which fails.
func TestServerManyClients(t *testing.T) {
	s := startServer(t, nil)
	const size = 40_000
	peertest.RandomFile(t, filepath.Join(s.Root, "f"), size, 1)
	want, err := os.ReadFile(filepath.Join(s.Root, "f"))
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for i := range 200 {
		wg.Go(func() {
			c := Config{BlockSize: []int{512, 1468}[i%2], WindowSize: []int{1, 4}[i/2%2]}
			fs := New(plainLoopback{}, wallClock, func() Config { return c })
			defer fs.Close()
			if i%4 == 3 {
				name := fmt.Sprintf("up%d", i)
				if err := put(t.Context(), fs, at(s.Addr, name), want, size); err != nil {
					t.Error(i, err)
				} else if got, err := os.ReadFile(filepath.Join(s.Root, name)); err != nil || !bytes.Equal(got, want) {
					t.Error(i, len(got), err)
				}
				return
			}
			if got, n, err := get(t.Context(), fs, at(s.Addr, "f")); err != nil || n != size || !bytes.Equal(got, want) {
				t.Error(i, len(got), err)
			}
		})
	}
	wg.Wait()
}

// plainLoopback is loopback with sockets that do not hold a processor.
type plainLoopback struct{ loopback }

func (plainLoopback) ListenPacket(context.Context, netip.Addr) (ifs.PacketConn, error) {
	c, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return nil, err
	}
	return Plain(c), nil
}

// Beyond the limit clients are told; a client that goes away does not stay.
func TestServerLimit(t *testing.T) {
	var mu sync.Mutex
	ended := make(chan error, 10)
	s := startServer(t, func(s *Server) {
		s.Limit, s.Timeout, s.Retries = 2, time.Second, 1 // the third client comes before the first two are given up
		s.Begin = func(ctx context.Context, r Request) (context.Context, func(error), error) {
			mu.Lock()
			defer mu.Unlock()
			if r.File == "secret" {
				return ctx, nil, &ifs.Error{Op: ifs.OpOpen, Kind: ifs.KindPermission}
			}
			return ctx, func(err error) { ended <- err }, nil
		}
	})
	peertest.RandomFile(t, filepath.Join(s.Root, "f"), 700, 1)
	ask := tftp.AppendRequest(nil, tftp.RRQ, "f", "octet")
	for i := range 3 {
		c := udp(t)
		defer c.Close()
		p, _ := exchange(t, c, s.Addr, ask)
		if busy := p.Op == tftp.ERROR && p.Code == tftp.NotDefined; busy != (i == 2) {
			t.Errorf("client %d: %+v", i, p)
		}
	}
	for range 2 {
		if err := <-ended; ifs.KindOf(err) != ifs.KindTimeout {
			t.Error(err)
		}
	}
	c := udp(t)
	defer c.Close()
	if p, _ := exchange(t, c, s.Addr, tftp.AppendRequest(nil, tftp.RRQ, "secret", "octet")); p.Code != tftp.AccessViolated {
		t.Errorf("%+v", p)
	}
}

// Text comes and goes by the rules of netascii, with the own client and a real one.
func TestServerNetascii(t *testing.T) {
	s := startServer(t, nil)
	text := bytes.Repeat([]byte("one line\nanother\r with a CR\n\n"), 300)
	if err := os.WriteFile(filepath.Join(s.Root, "text"), text, 0o644); err != nil {
		t.Fatal(err)
	}
	fs := real(Config{Mode: "netascii"})
	defer fs.Close()
	got, size, err := get(t.Context(), fs, at(s.Addr, "text"))
	if err != nil || !bytes.Equal(got, text) || size != -1 {
		t.Errorf("%d of %d bytes, size %d, %v", len(got), len(text), size, err)
	}
	up := func(name string) {
		t.Helper()
		if b, err := os.ReadFile(filepath.Join(s.Root, name)); err != nil || !bytes.Equal(b, text) {
			t.Errorf("%s: %d of %d bytes, %v", name, len(b), len(text), err)
		}
	}
	if err := put(t.Context(), fs, at(s.Addr, "own"), text, int64(len(text))); err != nil {
		t.Fatal(err)
	}
	up("own")
	peertest.Need(t, "tftp")
	host, port := hostPort(s)
	dir := t.TempDir()
	peertest.Run(t, dir, "tftp", "-m", "ascii", host, port, "-c", "get", "text", "got")
	if b, err := os.ReadFile(filepath.Join(dir, "got")); err != nil || !bytes.Equal(b, text) {
		t.Errorf("tftp-hpa got %d of %d bytes, %v", len(b), len(text), err)
	}
	peertest.Run(t, dir, "tftp", "-m", "ascii", host, port, "-c", "put", "got", "hpa")
	up("hpa")
}

// Anything may come in: the server goes on and leaves nothing behind.
func TestServerGarbage(t *testing.T) {
	s := startServer(t, nil)
	peertest.RandomFile(t, filepath.Join(s.Root, "f"), 5000, 1)
	c := udp(t)
	defer c.Close()
	rng := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		b := make([]byte, rng.IntN(600))
		for i := range b {
			b[i] = byte(rng.IntN(256))
		}
		if len(b) > 1 && rng.IntN(2) == 0 {
			b[0], b[1] = 0, byte(rng.IntN(7))
		}
		_, _ = c.WriteToUDPAddrPort(b, s.Addr)
	}
	if got, _, err := get(t.Context(), real(Config{}), at(s.Addr, "f")); err != nil || len(got) != 5000 {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}

// FuzzServer feeds the serving half of a transfer anything: it ends or waits.
func FuzzServer(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, in []byte) {
		options := []tftp.Option{tftp.Number(tftp.BlkSize, 16), tftp.Number(tftp.WindowSize, 3), tftp.Number(tftp.TSize, 9)}
		got, answer := grant(options, 9, true)
		r := newReceiver(tftp.AppendOACK(nil, answer...), plain(), 3, false)
		r.terms, r.hold = got, true
		var bytes int64
		cut(in, func(b []byte, timeout bool) bool {
			o := r.expire
			if !timeout {
				o = func() outcome { return r.packet(b) }
			}
			out := o()
			checkOutcome(t, out, tftp.OACK, tftp.ACK)
			if bytes += int64(len(out.data)); out.err == nil && bytes != r.got {
				t.Fatalf("%d bytes given, %d counted", bytes, r.got)
			}
			return out.err == nil
		})
		s := newSender(tftp.AppendOACK(nil, answer...), plain(), 3)
		s.offer = got
		cut(in, func(b []byte, timeout bool) bool {
			var out outcome
			if timeout {
				out = s.expire()
			} else {
				out = s.packet(b)
			}
			checkOutcome(t, out, tftp.OACK)
			if out.err == nil && s.answered {
				s.put([]byte("some bytes of a file"))
				for range 10 {
					s.next()
				}
			}
			return out.err == nil
		})
	})
}
