package network

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"os"
	"syscall"
	"time"

	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ifs/tftpfs"
	"github.com/iosim/iosim/internal/clock"
	wiretap "github.com/iosim/iosim/internal/wire"
	"github.com/iosim/iosim/lab/spec"
)

// Uplink is a node's way into the network, as ifs.Net: the one place where the lab's
// addresses become those of real sockets.
type Uplink struct {
	network *Network
	from    string // the node's entry in the lab file
	clk     clock.Clock
	source  netip.Addr // of a host; a device says its own (ifs.WithSource)
	self    Self       // nil for a host
}

var _ ifs.Net = (*Uplink)(nil)

// Lookup implements ifs.Net: the lab has no name server; devices know names by
// their own configuration.
func (u *Uplink) Lookup(_ context.Context, host string) (netip.Addr, error) {
	if a, err := netip.ParseAddr(host); err == nil {
		return a, nil
	}
	return netip.Addr{}, &ifs.Error{Op: ifs.OpOpen, Name: ifs.Name{Path: host}, Kind: ifs.KindBadHost}
}

// Via implements ifs.Net; the device knows its interfaces, the network does not.
func (u *Uplink) Via(netip.Addr) string { return "" }

// link is the shaper of the cable to addr, nil where it is unbounded.
func (u *Uplink) link(ctx context.Context, addr netip.Addr) *shaper {
	node, ok := u.node(addr)
	if !ok {
		return nil
	}
	l, ok := u.network.linkOf(u.from, node)
	if !ok {
		return nil
	}
	return &shaper{clk: u.clk, link: l, rand: u.network.random(), capture: wiretap.From(ctx)}
}

// node is the host or device with the address.
func (u *Uplink) node(addr netip.Addr) (string, bool) {
	if host, ok := u.network.Addresses.HostAt(addr); ok {
		return host, true
	}
	if d, ok := u.network.deviceAt(addr); ok {
		return d.Name(), true
	}
	return "", false
}

// dialWait is how long, in device time, a TCP connection is waited for.
const dialWait = 30 * time.Second

// DialContext implements ifs.Net.
func (u *Uplink) DialContext(ctx context.Context, address string) (net.Conn, error) {
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return nil, &ifs.Error{Op: ifs.OpOpen, Kind: ifs.KindBadHost, Err: err}
	}
	addrs := u.network.Addresses
	if machineOnly(ap.Addr()) && !addrs.loopback {
		return u.dialSelf(ctx, ap)
	}
	if d, ok := u.network.deviceAt(ap.Addr()); ok {
		if c, ok, err := d.Dial(ctx, u.sourceOf(ctx), ap.Port()); ok {
			return u.shaped(ctx, c, ap.Addr(), err)
		}
	}
	real, ok := addrs.real(Port{TCP, ap})
	if control := ifs.DataOf(ctx); !ok && control.Addr() == ap.Addr() {
		real, ok = addrs.data(control, ap.Port())
	}
	if _, known := u.node(ap.Addr()); !ok && known {
		return nil, &ifs.Error{Op: ifs.OpOpen, Kind: ifs.KindRefused}
	}
	if !ok {
		if err := u.clk.Sleep(ctx, dialWait); err != nil {
			return nil, err
		}
		return nil, &ifs.Error{Op: ifs.OpOpen, Kind: ifs.KindTimeout}
	}
	c, err := u.dial(ctx, ap, real)
	if err != nil {
		return nil, dialError(err)
	}
	return u.shaped(ctx, c, ap.Addr(), nil)
}

// dialSelf connects the device with itself: a loopback address is never this machine's.
// Where the device answers nothing the connection is refused [UNSOURCED].
func (u *Uplink) dialSelf(ctx context.Context, to netip.AddrPort) (net.Conn, error) {
	if u.self != nil && to.Addr().Unmap().IsLoopback() {
		if c, ok, err := u.self(ctx, to.Addr().Unmap(), to.Port()); ok {
			return c, err
		}
	}
	return nil, &ifs.Error{Op: ifs.OpOpen, Kind: ifs.KindRefused}
}

// dial opens the real connection, and notes for a host's server which node calls.
func (u *Uplink) dial(ctx context.Context, to, real netip.AddrPort) (net.Conn, error) {
	d := net.Dialer{Timeout: clock.RealTimeout(u.clk, dialWait)}
	from := u.sourceOf(ctx)
	host, _ := u.network.Addresses.HostAt(to.Addr())
	if !u.network.Addresses.asks(to) || !from.IsValid() {
		return d.DialContext(ctx, "tcp", real.String())
	}
	u.network.Addresses.dials.RLock()
	defer u.network.Addresses.dials.RUnlock()
	c, err := d.DialContext(ctx, "tcp", real.String())
	if err == nil {
		u.network.Addresses.calls(AddrPort(c.LocalAddr()).Port(), u.network.seenFrom(host, from))
	}
	return c, err
}

// shaped is a connection over the cable to an address.
func (u *Uplink) shaped(ctx context.Context, c net.Conn, to netip.Addr, err error) (net.Conn, error) {
	if err != nil {
		return nil, err
	}
	if s := u.link(ctx, to); s != nil {
		return newShapedConn(c, s), nil
	}
	return c, nil
}

func dialError(err error) error {
	kind := ifs.KindUnreachable
	switch {
	case errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, syscall.ECONNREFUSED):
		kind = ifs.KindRefused
	case os.IsTimeout(err):
		kind = ifs.KindTimeout
	}
	return &ifs.Error{Op: ifs.OpOpen, Kind: kind, Err: err}
}

// Listen implements ifs.Net: active FTP gives the server the real address, as no
// host, ours or foreign, could reach the lab's.
func (u *Uplink) Listen(ctx context.Context, remote netip.Addr) (net.Listener, error) {
	network, address := "tcp4", "127.0.0.1:0"
	if real, ok := u.network.Addresses.real(Port{TCP, netip.AddrPortFrom(remote, 21)}); ok && real.Addr().Is6() {
		network, address = "tcp6", "[::1]:0"
	}
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, network, address)
	if host, ok := u.network.Addresses.HostAt(remote); ok && err == nil {
		if f := u.network.firewall(host); f != spec.FirewallOff {
			return behindFirewall(ln, f, u.clk)
		}
		if from := u.sourceOf(ctx); from.IsValid() && u.network.nat(host) == spec.NATDevices {
			return behindTranslator(ln, from)
		}
	}
	return ln, err
}

// ListenPacket implements ifs.Net.
func (u *Uplink) ListenPacket(ctx context.Context, remote netip.Addr) (ifs.PacketConn, error) {
	if _, known := u.node(remote); !known && !u.network.Addresses.leavesLab(remote) {
		return device.Nowhere(u.clk), nil
	}
	network, local := "udp4", "127.0.0.1:0"
	switch {
	case remote.Is6() && !remote.Is4In6():
		network, local = "udp6", "[::1]:0"
	case u.network.Addresses.open:
		local = "0.0.0.0:0"
	}
	var lc net.ListenConfig
	pc, err := lc.ListenPacket(ctx, network, local)
	if err != nil {
		return nil, &ifs.Error{Op: ifs.OpOpen, Kind: ifs.KindUnreachable, Err: err}
	}
	udp := pc.(*net.UDPConn)
	_ = udp.SetReadBuffer(socketBuffer) // a smaller one works, only slower
	_ = udp.SetWriteBuffer(socketBuffer)
	p := &packetConn{PacketConn: tftpfs.Socket(udp), addrs: u.network.Addresses, remote: remote, shaper: u.link(ctx, remote),
		instant: clock.Jumps(u.clk), capture: wiretap.From(ctx)}
	host, ok := u.network.Addresses.HostAt(remote)
	if from := u.sourceOf(ctx); from.IsValid() {
		u.network.Addresses.bind(p.LocalAddrPort().Port(), u.network.seenFrom(host, from))
	}
	if ok && u.network.firewall(host) == spec.FirewallDrop {
		return &filteredConn{PacketConn: p, capture: p.capture, instant: p.instant}, nil
	}
	return p, nil
}

// sourceOf is the node's own address.
func (u *Uplink) sourceOf(ctx context.Context) netip.Addr {
	if u.source.IsValid() {
		return u.source
	}
	return ifs.SourceFrom(ctx)
}
