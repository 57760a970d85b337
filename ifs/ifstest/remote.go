package ifstest

import (
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/iosim/iosim/ifs"
)

// Loopback is an ifs.Net on which lab addresses are real ones. It supports TCP in
// both directions, but not UDP.
type Loopback struct{}

// Lookup implements ifs.Net. It accepts only addresses.
func (Loopback) Lookup(_ context.Context, host string) (netip.Addr, error) {
	a, err := netip.ParseAddr(host)
	if err != nil {
		return a, &ifs.Error{Op: ifs.OpOpen, Kind: ifs.KindBadHost, Err: err}
	}
	return a, nil
}

// Via implements ifs.Net.
func (Loopback) Via(netip.Addr) string { return "GigabitEthernet0/0" }

// DialContext implements ifs.Net.
func (Loopback) DialContext(ctx context.Context, address string) (net.Conn, error) {
	return new(net.Dialer).DialContext(ctx, "tcp", address)
}

// ListenPacket implements ifs.Net.
func (Loopback) ListenPacket(context.Context, netip.Addr) (ifs.PacketConn, error) {
	return nil, errors.ErrUnsupported
}

// Listen implements ifs.Net.
func (Loopback) Listen(ctx context.Context, remote netip.Addr) (net.Listener, error) {
	host := "127.0.0.1:0"
	if remote.Is6() {
		host = "[::1]:0"
	}
	return new(net.ListenConfig).Listen(ctx, "tcp", host)
}

// ParseName is ifs.ParseName for a valid name.
func ParseName(t testing.TB, s string) ifs.Name {
	t.Helper()
	n, err := ifs.ParseName(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Get reads a whole file.
func Get(ctx context.Context, f ifs.FS, n ifs.Name) ([]byte, error) {
	r, err := f.Open(ctx, n)
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(r)
	if e := r.Close(); err == nil {
		err = e
	}
	return b, err
}

// Put writes a whole file in pieces of the size that ifs.Copy uses.
func Put(ctx context.Context, f ifs.FS, n ifs.Name, b []byte) error {
	return PutAnnounced(ctx, f, n, b, int64(len(b)))
}

// PutAnnounced is Put with size as the announced length in bytes, -1 for none.
func PutAnnounced(ctx context.Context, f ifs.FS, n ifs.Name, b []byte, size int64) error {
	w, err := f.Create(ctx, n, size)
	if err != nil {
		return err
	}
	for len(b) > 0 {
		k := min(len(b), ifs.BufferSize)
		if _, err := w.Write(b[:k]); err != nil {
			_ = w.Abort() // the error is that of the write
			return err
		}
		b = b[k:]
	}
	return w.Commit()
}

// WantKind fails the test unless err itself, not one it wraps, is an *ifs.Error of the
// operation and kind.
func WantKind(t testing.TB, what string, err error, op ifs.Op, k ifs.Kind) {
	t.Helper()
	e, ok := err.(*ifs.Error)
	if !ok || e.Op != op || e.Kind != k {
		t.Errorf("%s: %v, want %s: %s", what, err, op, k)
	}
}

// Silence checks a client against a server that accepts connections and never
// answers. impatient, which does not wait in real time, must give up after limit of
// clk's time; a cancelled context must end the wait of patient. A name without a
// host must be refused.
func Silence(t *testing.T, scheme string, impatient, patient ifs.FS, clk ifs.Clock, limit time.Duration) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	n := ParseName(t, scheme+"://u:p@"+l.Addr().String()+"/x")
	begin := clk.Now()
	_, err = Get(t.Context(), impatient, n)
	WantKind(t, "silent", err, ifs.OpOpen, ifs.KindTimeout)
	if d := clk.Now().Sub(begin); d < limit {
		t.Errorf("it took %v", d)
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	_, err = Get(ctx, patient, n)
	WantKind(t, "stopped", err, ifs.OpOpen, ifs.KindAborted)
	_, err = Get(t.Context(), impatient, ParseName(t, scheme+":x"))
	WantKind(t, "no host", err, ifs.OpOpen, ifs.KindNoHost)
}
