package device

import (
	"context"
	"net"
	"net/netip"
	"sync"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ifs/recordfs"
	"github.com/iosim/iosim/internal/clock"
)

// loaderNet is the loader's way out: its first port, once that has an address.
type loaderNet struct {
	wire ifs.Net
	port string
	clk  clock.Clock

	mu   sync.Mutex
	addr netip.Addr
}

var _ ifs.Net = (*loaderNet)(nil)

// setAddress gives the port its address; an invalid one takes it away.
func (n *loaderNet) setAddress(a netip.Addr) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.addr = a
}

func (n *loaderNet) local(netip.Addr) netip.Addr {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.addr
}

// reaches reports whether there is a way to an address. Those of the machine itself
// need none.
func (n *loaderNet) reaches(to netip.Addr) bool { return n.local(to).IsValid() || to.IsLoopback() }

// Lookup implements ifs.Net.
func (n *loaderNet) Lookup(ctx context.Context, host string) (netip.Addr, error) {
	return n.wire.Lookup(ctx, host)
}

// Via implements ifs.Net.
func (n *loaderNet) Via(to netip.Addr) string {
	if n.local(to).IsValid() {
		return n.port
	}
	return ""
}

// DialContext implements ifs.Net.
func (n *loaderNet) DialContext(ctx context.Context, address string) (net.Conn, error) {
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return nil, &ifs.Error{Op: ifs.OpOpen, Kind: ifs.KindBadHost, Err: err}
	}
	recordfs.Towards(ctx, to.Addr())
	if !n.reaches(to.Addr()) {
		return nil, &ifs.Error{Op: ifs.OpOpen, Kind: ifs.KindUnreachable}
	}
	c, err := n.wire.DialContext(ifs.WithSource(ctx, n.local(to.Addr())), address)
	return recordfs.Conn(ctx, c, n.local, to, err), err
}

// ListenPacket implements ifs.Net.
func (n *loaderNet) ListenPacket(ctx context.Context, remote netip.Addr) (ifs.PacketConn, error) {
	recordfs.Towards(ctx, remote)
	if !n.reaches(remote) {
		return recordfs.Packets(ctx, Nowhere(n.clk), n.local, remote), nil
	}
	c, err := n.wire.ListenPacket(ifs.WithSource(ctx, n.local(remote)), remote)
	if err != nil {
		return nil, err
	}
	return recordfs.Packets(ctx, c, n.local, remote), nil
}

// Listen implements ifs.Net.
func (n *loaderNet) Listen(ctx context.Context, remote netip.Addr) (net.Listener, error) {
	if !n.reaches(remote) {
		return nil, &ifs.Error{Op: ifs.OpOpen, Kind: ifs.KindUnreachable}
	}
	l, err := n.wire.Listen(ifs.WithSource(ctx, n.local(remote)), remote)
	if err != nil {
		return nil, err
	}
	return recordfs.Listener(ctx, l, n.local, remote), nil
}
