package scpfs

import (
	"bufio"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
	"golang.org/x/crypto/ssh"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/internal/peertest"
	"github.com/iosim/iosim/internal/sshclient"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// loopback is a device's net on this machine.
type loopback struct{}

func (loopback) Lookup(_ context.Context, host string) (netip.Addr, error) {
	return netip.ParseAddr(host)
}
func (loopback) Via(netip.Addr) string { return "GigabitEthernet0/0" }
func (loopback) DialContext(ctx context.Context, address string) (net.Conn, error) {
	return new(net.Dialer).DialContext(ctx, "tcp", address)
}
func (loopback) ListenPacket(context.Context, netip.Addr) (ifs.PacketConn, error) {
	return nil, net.ErrClosed
}
func (loopback) Listen(context.Context, netip.Addr) (net.Listener, error) { return nil, net.ErrClosed }

func newFS() *FS { return New(loopback{}, clock.Simulated(time.Unix(0, 0)), nil) }

func parse(t testing.TB, s string) ifs.Name {
	t.Helper()
	n, err := ifs.ParseName(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func get(ctx context.Context, f *FS, n ifs.Name) ([]byte, error) {
	r, err := f.Open(ctx, n)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

func put(ctx context.Context, f *FS, n ifs.Name, b []byte, size int64) error {
	w, err := f.Create(ctx, n, size)
	if err != nil {
		return err
	}
	for len(b) > 0 {
		k := min(len(b), ifs.BufferSize)
		if _, err := w.Write(b[:k]); err != nil {
			return errors.Join(err, w.Abort())
		}
		b = b[k:]
	}
	return w.Commit()
}

func wantKind(t *testing.T, what string, err error, op ifs.Op, k ifs.Kind) {
	t.Helper()
	var e *ifs.Error
	if !errors.As(err, &e) || e.Op != op || e.Kind != k {
		t.Errorf("%s: %v, want %s: %s", what, err, op, k)
	}
}

// Files go both ways with OpenSSH's server.
func TestOpenSSH(t *testing.T) {
	s := peertest.SSHD(t)
	f := newFS()
	url := func(path string) ifs.Name {
		return parse(t, fmt.Sprintf("scp://%s:%s@%s/%s", s.User, s.Password, s.Addr, path))
	}
	for _, size := range []int64{0, 1, 5<<20 + 1} {
		from := filepath.Join(s.Root, fmt.Sprintf("it's file %d", size))
		peertest.RandomFile(t, from, size, 3)
		want, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		var lines []string
		ctx := ifs.WithTrace(t.Context(), &ifs.Trace{Line: func(_ ifs.Direction, proto, text string) { lines = append(lines, proto+" "+text) }})
		got, err := get(ctx, f, url(from))
		if err != nil || string(got) != string(want) {
			t.Errorf("%d bytes of %d: %v", len(got), size, err)
		}
		if text := fmt.Sprintf("scp C0644 %d it's file %[1]d", size); strings.Join(lines, "|") != text {
			t.Errorf("trace %q, want %q", lines, text)
		}
		for _, announced := range []int64{size, -1} {
			to := filepath.Join(s.Root, fmt.Sprintf("up%d%d", size, announced))
			if err := put(t.Context(), f, url(to), want, announced); err != nil {
				t.Errorf("put %d: %v", size, err)
			}
			if peertest.MD5(t, to) != peertest.MD5(t, from) {
				t.Errorf("put of %d bytes differs", size)
			}
		}
	}
	_, err := get(t.Context(), f, url(filepath.Join(s.Root, "none")))
	wantKind(t, "missing", err, ifs.OpOpen, ifs.KindNotExist)
	_, err = get(t.Context(), f, url(s.Root))
	wantKind(t, "directory", err, ifs.OpOpen, ifs.KindIsDir)
	wantKind(t, "no directory", put(t.Context(), f, url(filepath.Join(s.Root, "no/where")), []byte("x"), 1), ifs.OpWrite, ifs.KindNotExist)
	bad := url(filepath.Join(s.Root, "none"))
	bad.Password = "wrong"
	_, err = get(t.Context(), f, bad)
	wantKind(t, "password", err, ifs.OpOpen, ifs.KindAuth)
	wantKind(t, "short", put(t.Context(), f, url(filepath.Join(s.Root, "s")), []byte("x"), 2), ifs.OpWrite, ifs.KindLength)
	ctx, cancel := context.WithCancel(t.Context())
	r, err := f.Open(ctx, url(filepath.Join(s.Root, "it's file 5242881")))
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	_, err = io.Copy(io.Discard, r)
	wantKind(t, "stopped", err, ifs.OpRead, ifs.KindAborted)
	r.Close()
}

// liar is an SSH server that says what a test wants when scp is run.
func liar(t *testing.T, scp func(c ssh.Channel, in *bufio.Reader)) ifs.Name {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromKey(key)
	if err != nil {
		t.Fatal(err)
	}
	conf := &ssh.ServerConfig{PasswordCallback: func(ssh.ConnMetadata, []byte) (*ssh.Permissions, error) { return nil, nil }}
	conf.AddHostKey(signer)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	t.Cleanup(func() { l.Close(); <-done })
	go func() {
		defer close(done)
		raw, err := l.Accept()
		if err != nil {
			return
		}
		defer raw.Close()
		conn, chans, reqs, err := ssh.NewServerConn(raw, conf)
		if err != nil {
			return
		}
		go ssh.DiscardRequests(reqs)
		for nc := range chans {
			c, reqs, err := nc.Accept()
			if err != nil {
				return
			}
			if r, ok := <-reqs; ok {
				_ = r.Reply(r.Type == "exec", nil)
			}
			go ssh.DiscardRequests(reqs)
			scp(c, bufio.NewReader(c))
			c.Close()
		}
		_ = conn.Wait()
	}()
	return parse(t, fmt.Sprintf("scp://u:p@%s/file", l.Addr()))
}

func TestLyingSources(t *testing.T) {
	for _, tt := range []struct {
		name, says string
		op         ifs.Op
		kind       ifs.Kind
	}{
		{"out of its directory", "C0644 4 ../x\n", ifs.OpOpen, ifs.KindProtocol},
		{"parent", "C0644 4 ..\n", ifs.OpOpen, ifs.KindProtocol},
		{"no name", "C0644 4 \n", ifs.OpOpen, ifs.KindProtocol},
		{"negative", "C0644 -4 x\n", ifs.OpOpen, ifs.KindProtocol},
		{"no number", "C0644 99999999999999999999 x\n", ifs.OpOpen, ifs.KindProtocol},
		{"no mode", "Cxyz 4 x\n", ifs.OpOpen, ifs.KindProtocol},
		{"empty", "\n", ifs.OpOpen, ifs.KindProtocol},
		{"banner", "Welcome!\n", ifs.OpOpen, ifs.KindProtocol},
		{"endless line", "C" + strings.Repeat("0", 1<<20), ifs.OpOpen, ifs.KindProtocol},
		{"directory", "D0755 0 x\n", ifs.OpOpen, ifs.KindIsDir},
		{"fault", "\x01scp: something else\n", ifs.OpOpen, ifs.KindUnknown},
		{"nothing", "", ifs.OpOpen, ifs.KindIO},
		{"short", "C0644 4 x\nab", ifs.OpRead, ifs.KindLength},
		{"no end", "C0644 4 x\nabcd", ifs.OpRead, ifs.KindIO},
		{"fault at the end", "C0644 4 x\nabcd\x02disk has gone\n", ifs.OpRead, ifs.KindUnknown},
		{"good", "T1 0 1 0\nC0644 4 x\nabcd\x00", "", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			n := liar(t, func(c ssh.Channel, in *bufio.Reader) {
				go func() { _, _ = io.Copy(io.Discard, in) }()
				_, _ = io.WriteString(c, tt.says)
			})
			b, err := get(t.Context(), newFS(), n)
			if tt.kind == 0 && tt.op == "" {
				if err != nil || string(b) != "abcd" {
					t.Errorf("%q, %v", b, err)
				}
				return
			}
			wantKind(t, "get", err, tt.op, tt.kind)
		})
	}
}

func TestLyingSinks(t *testing.T) {
	for _, tt := range []struct {
		name, first, second, third string
		kind                       ifs.Kind
	}{
		{"fault at once", "\x01scp: no\n", "", "", ifs.KindUnknown},
		{"refused", "\x00", "\x01scp: x: Permission denied\n", "", ifs.KindPermission},
		{"full", "\x00", "\x00", "\x01scp: x: No space left on device\n", ifs.KindFull},
		{"rubbish", "hello\n", "", "", ifs.KindProtocol},
		{"gone", "\x00", "\x00", "", ifs.KindIO},
	} {
		t.Run(tt.name, func(t *testing.T) {
			n := liar(t, func(c ssh.Channel, in *bufio.Reader) {
				_, _ = io.WriteString(c, tt.first)
				if tt.second == "" {
					return
				}
				if _, err := in.ReadString('\n'); err != nil {
					return
				}
				_, _ = io.WriteString(c, tt.second)
				_, _ = io.ReadFull(in, make([]byte, 5))
				_, _ = io.WriteString(c, tt.third)
			})
			wantKind(t, "put", put(t.Context(), newFS(), n, []byte("abcd"), 4), ifs.OpWrite, tt.kind)
		})
	}
}

// A silent server costs a device its time-out; the user's stop costs nothing.
func TestSilence(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	f := newFS()
	f.patience = 0
	n := parse(t, "scp://u:p@"+l.Addr().String()+"/x")
	_, err = get(t.Context(), f, n)
	wantKind(t, "silent", err, ifs.OpOpen, ifs.KindTimeout)
	if d := f.clk.Now().Sub(time.Unix(0, 0)); d < sshclient.IdleTimeout {
		t.Errorf("it took %v", d)
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	_, err = get(ctx, newFS(), n)
	wantKind(t, "stopped", err, ifs.OpOpen, ifs.KindAborted)
	_, err = get(t.Context(), f, parse(t, "scp:x"))
	wantKind(t, "no host", err, ifs.OpOpen, ifs.KindNoHost)
	_, err = get(t.Context(), f, parse(t, "scp://127.0.0.1/dir/"))
	wantKind(t, "directory", err, ifs.OpOpen, ifs.KindInvalid)
}

func TestQuote(t *testing.T) {
	for in, want := range map[string]string{
		"flash:x.bin": "flash:x.bin", "a b": "'a b'", "it's": `'it'\''s'`, "$(reboot)": "'$(reboot)'", "-rf": "./-rf", "": "",
	} {
		if got := quote(in); got != want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
}

func FuzzRecord(f *testing.F) {
	for _, s := range []string{"C0644 4 x", "C0644 4 ../x", "D0755 0 x", "T1 0 1 0", "\x01no", "C", "C0644 4", "E", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, err := parseRecord(s)
		if err == nil && r.kind == 'C' && (r.size < 0 || strings.ContainsAny(s[strings.LastIndexByte(s, ' ')+1:], "/")) {
			t.Errorf("%q is taken: %+v", s, r)
		}
	})
}
