package ftpfs

import (
	"context"
	"io"
	"net"
	"net/netip"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/clock"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var epoch = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)

// loopback is a device's net on this machine: lab addresses are real ones.
type loopback struct{}

func (loopback) Lookup(_ context.Context, host string) (netip.Addr, error) {
	a, err := netip.ParseAddr(host)
	if err != nil {
		return a, &ifs.Error{Op: ifs.OpOpen, Kind: ifs.KindBadHost, Err: err}
	}
	return a, nil
}

func (loopback) Via(netip.Addr) string { return "GigabitEthernet0/0" }

func (loopback) DialContext(ctx context.Context, address string) (net.Conn, error) {
	return new(net.Dialer).DialContext(ctx, "tcp", address)
}

func (loopback) ListenPacket(context.Context, netip.Addr) (ifs.PacketConn, error) {
	return nil, net.ErrClosed
}

func (loopback) Listen(ctx context.Context, remote netip.Addr) (net.Listener, error) {
	host := "127.0.0.1:0"
	if remote.Is6() {
		host = "[::1]:0"
	}
	return new(net.ListenConfig).Listen(ctx, "tcp", host)
}

// newFS is a file system that does not wait long for those who are silent.
func newFS(passive bool) *FS {
	f := New(loopback{}, clock.Simulated(epoch), func() Config { return Config{Passive: passive, Anonymous: "R1@"} })
	f.patience = 20 * time.Second // for real servers on a busy machine
	return f
}

func parse(t testing.TB, s string) ifs.Name {
	t.Helper()
	n, err := ifs.ParseName(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// wantKind fails unless err has the operation and the kind, and is not a bare one.
func wantKind(t testing.TB, err error, op ifs.Op, kind ifs.Kind) {
	t.Helper()
	e, ok := err.(*ifs.Error)
	if !ok || e.Op != op || e.Kind != kind {
		t.Errorf("error %v, want %s: %s", err, op, kind)
	}
}

// pipeNet gives one connection at port 21, and any number elsewhere that bring
// four bytes and take all.
type pipeNet struct {
	loopback
	conn net.Conn
}

func (p *pipeNet) DialContext(_ context.Context, address string) (net.Conn, error) {
	if address == "127.0.0.1:21" {
		return p.conn, nil
	}
	if address == "127.0.0.1:1" {
		return nil, &ifs.Error{Op: ifs.OpOpen, Kind: ifs.KindRefused}
	}
	a, b := net.Pipe()
	go func() {
		defer b.Close()
		go func() { _, _ = io.Copy(io.Discard, b) }()
		_, _ = io.WriteString(b, "data")
	}()
	return a, nil
}
