package sftpfs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.uber.org/goleak"

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

func put(ctx context.Context, f *FS, n ifs.Name, b []byte) error {
	w, err := f.Create(ctx, n, int64(len(b)))
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
		return parse(t, fmt.Sprintf("sftp://%s:%s@%s/%s", s.User, s.Password, s.Addr, path))
	}
	for _, size := range []int64{0, 1, 32 << 10, 5<<20 + 1} {
		from := filepath.Join(s.Root, fmt.Sprintf("it's file %d", size))
		peertest.RandomFile(t, from, size, 3)
		want, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		got, err := get(t.Context(), f, url(from))
		if err != nil || string(got) != string(want) {
			t.Errorf("%d bytes of %d: %v", len(got), size, err)
		}
		to := filepath.Join(s.Root, fmt.Sprintf("up%d", size))
		if err := put(t.Context(), f, url(to), want); err != nil {
			t.Errorf("put %d: %v", size, err)
		}
		if peertest.MD5(t, to) != peertest.MD5(t, from) {
			t.Errorf("put of %d bytes differs", size)
		}
	}
	_, err := get(t.Context(), f, url(filepath.Join(s.Root, "none")))
	wantKind(t, "missing", err, ifs.OpOpen, ifs.KindNotExist)
	_, err = get(t.Context(), f, url(s.Root))
	wantKind(t, "directory", err, ifs.OpOpen, ifs.KindIsDir)
	wantKind(t, "no directory", put(t.Context(), f, url(filepath.Join(s.Root, "no/where")), []byte("x")), ifs.OpWrite, ifs.KindNotExist)
	bad := url(filepath.Join(s.Root, "none"))
	bad.Password = "wrong"
	_, err = get(t.Context(), f, bad)
	wantKind(t, "password", err, ifs.OpOpen, ifs.KindAuth)
}

// The user's stop ends a transfer at once and leaves no part of a new file.
func TestAbort(t *testing.T) {
	s := peertest.SSHD(t)
	f := newFS()
	big := filepath.Join(s.Root, "big")
	peertest.RandomFile(t, big, 16<<20, 1)
	url := func(path string) ifs.Name {
		return parse(t, fmt.Sprintf("sftp://%s:%s@%s/%s", s.User, s.Password, s.Addr, path))
	}
	ctx, cancel := context.WithCancel(t.Context())
	r, err := f.Open(ctx, url(big))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(r, make([]byte, 100_000)); err != nil {
		t.Fatal(err)
	}
	cancel()
	_, err = io.Copy(io.Discard, r)
	wantKind(t, "stopped", err, ifs.OpRead, ifs.KindAborted)
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	if r, err = f.Open(t.Context(), url(big)); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Read(make([]byte, 10)); err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil { // early, as more does
		t.Error(err)
	}
	for _, stop := range []bool{true, false} {
		ctx, cancel := context.WithCancel(t.Context())
		fresh := filepath.Join(s.Root, "fresh")
		w, err := f.Create(ctx, url(fresh), -1)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(make([]byte, 1_000_000)); err != nil {
			t.Fatal(err)
		}
		if stop {
			cancel()
			for err == nil {
				_, err = w.Write(make([]byte, 100_000))
			}
			wantKind(t, "stopped", err, ifs.OpWrite, ifs.KindAborted)
		}
		if err := w.Abort(); err != nil {
			t.Error(err)
		}
		cancel()
		if _, err := os.Stat(fresh); err == nil {
			t.Errorf("stopped %v: part of the file is left", stop)
		}
	}
}

func TestDirectories(t *testing.T) {
	s := peertest.SSHD(t)
	f, ctx := newFS(), t.Context()
	n := func(path string) ifs.Name {
		return parse(t, fmt.Sprintf("sftp://%s:%s@%s/%s", s.User, s.Password, s.Addr, filepath.Join(s.Root, path)))
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(f.Mkdir(ctx, n("my dir")))
	must(put(ctx, f, n("my dir/a file"), []byte("twelve bytes")))
	rows, err := f.ReadDir(ctx, n("my dir"))
	must(err)
	if len(rows) != 1 || rows[0].Name != "a file" || rows[0].Size != 12 || rows[0].Dir || rows[0].ModTime.IsZero() {
		t.Errorf("rows %+v", rows)
	}
	e, err := f.Stat(ctx, n("my dir/a file"))
	must(err)
	if e.Name != "a file" || e.Size != 12 {
		t.Errorf("entry %+v", e)
	}
	_, err = f.ReadDir(ctx, n("none"))
	wantKind(t, "list nothing", err, ifs.OpOpen, ifs.KindNotExist)
	_, err = f.ReadDir(ctx, n("my dir/a file"))
	wantKind(t, "list a file", err, ifs.OpOpen, ifs.KindNotDir)
	wantKind(t, "mkdir", f.Mkdir(ctx, n("my dir")), ifs.OpMkdir, ifs.KindExist)
	wantKind(t, "rmdir", f.Rmdir(ctx, n("my dir")), ifs.OpRmdir, ifs.KindNotEmpty)
	wantKind(t, "rmdir nothing", f.Rmdir(ctx, n("none")), ifs.OpRmdir, ifs.KindNotExist)
	wantKind(t, "rmdir a file", f.Rmdir(ctx, n("my dir/a file")), ifs.OpRmdir, ifs.KindNotDir)
	wantKind(t, "delete a directory", f.Remove(ctx, n("my dir")), ifs.OpDelete, ifs.KindIsDir)
	wantKind(t, "delete nothing", f.Remove(ctx, n("none")), ifs.OpDelete, ifs.KindNotExist)
	must(f.Rename(ctx, n("my dir/a file"), n("my dir/b")))
	wantKind(t, "rename nothing", f.Rename(ctx, n("none"), n("c")), ifs.OpRename, ifs.KindNotExist)
	must(f.Remove(ctx, n("my dir/b")))
	must(f.Rmdir(ctx, n("my dir")))
}

// A silent server costs a device its time-out.
func TestSilence(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	f := newFS()
	f.patience = 0
	n := parse(t, "sftp://u:p@"+l.Addr().String()+"/x")
	_, err = get(t.Context(), f, n)
	wantKind(t, "silent", err, ifs.OpOpen, ifs.KindTimeout)
	if d := f.clk.Now().Sub(time.Unix(0, 0)); d < sshclient.IdleTimeout {
		t.Errorf("it took %v", d)
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	_, err = get(ctx, newFS(), n)
	wantKind(t, "stopped", err, ifs.OpOpen, ifs.KindAborted)
	_, err = get(t.Context(), f, parse(t, "sftp:x"))
	wantKind(t, "no host", err, ifs.OpOpen, ifs.KindNoHost)
}
