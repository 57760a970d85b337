package lab

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
)

// wire is the cables of one device: the one place where the lab's addresses
// become those of real sockets.
type wire struct {
	from   string // the device's entry in the lab file
	lab    *Lab
	clk    clock.Clock
	addrs  *addressMap
	source netip.Addr // of a host; a device says its own (ifs.WithSource)
}

var _ ifs.Net = (*wire)(nil)

// Lookup implements ifs.Net: the lab has no name server; devices know names by
// their own configuration.
func (w *wire) Lookup(_ context.Context, host string) (netip.Addr, error) {
	if a, err := netip.ParseAddr(host); err == nil {
		return a, nil
	}
	return netip.Addr{}, &ifs.Error{Op: ifs.OpOpen, Name: ifs.Name{Path: host}, Kind: ifs.KindBadHost}
}

// Via implements ifs.Net; the device knows its interfaces, the wire does not.
func (w *wire) Via(netip.Addr) string { return "" }

// link is the shaper of the cable to addr, nil where it is unbounded.
func (w *wire) link(ctx context.Context, addr netip.Addr) *shaper {
	node, ok := w.node(addr)
	if !ok {
		return nil
	}
	l, ok := w.lab.linkOf(w.from, node)
	if !ok {
		return nil
	}
	return &shaper{clk: w.clk, link: l, rand: w.lab.random(), capture: wiretap.From(ctx)}
}

// node is the host or device with the address.
func (w *wire) node(addr netip.Addr) (string, bool) {
	if host, ok := w.addrs.hostAt(addr); ok {
		return host, true
	}
	if n, ok := w.lab.deviceAt(addr); ok {
		return n.name, true
	}
	return "", false
}

// dialWait is how long, in device time, a TCP connection is waited for.
const dialWait = 30 * time.Second

// DialContext implements ifs.Net.
func (w *wire) DialContext(ctx context.Context, address string) (net.Conn, error) {
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return nil, &ifs.Error{Op: ifs.OpOpen, Kind: ifs.KindBadHost, Err: err}
	}
	if c, ok, err := w.dialDevice(ctx, ap); ok {
		return w.shaped(ctx, c, ap.Addr(), err)
	}
	real, ok := w.addrs.real(ap)
	if _, known := w.node(ap.Addr()); !ok && known {
		return nil, &ifs.Error{Op: ifs.OpOpen, Kind: ifs.KindRefused}
	}
	if !ok {
		if err := w.clk.Sleep(ctx, dialWait); err != nil {
			return nil, err
		}
		return nil, &ifs.Error{Op: ifs.OpOpen, Kind: ifs.KindTimeout}
	}
	c, err := w.dial(ctx, ap, real)
	if err != nil {
		return nil, dialError(err)
	}
	return w.shaped(ctx, c, ap.Addr(), nil)
}

// dial opens the real connection, and tells a host's server who comes.
func (w *wire) dial(ctx context.Context, to, real netip.AddrPort) (net.Conn, error) {
	d := net.Dialer{Timeout: clock.RealTimeout(w.clk, dialWait)}
	from := w.sourceOf(ctx)
	host, _ := w.addrs.hostAt(to.Addr())
	if !w.addrs.asks(to) || !from.IsValid() {
		return d.DialContext(ctx, "tcp", real.String())
	}
	w.addrs.dials.RLock()
	defer w.addrs.dials.RUnlock()
	c, err := d.DialContext(ctx, "tcp", real.String())
	if err == nil {
		w.addrs.calls(addrPortOf(c.LocalAddr()).Port(), w.lab.seenFrom(host, from))
	}
	return c, err
}

// shaped is a connection over the cable to an address.
func (w *wire) shaped(ctx context.Context, c net.Conn, to netip.Addr, err error) (net.Conn, error) {
	if err != nil {
		return nil, err
	}
	if s := w.link(ctx, to); s != nil {
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
func (w *wire) Listen(ctx context.Context, remote netip.Addr) (net.Listener, error) {
	network, address := "tcp4", "127.0.0.1:0"
	if real, ok := w.addrs.real(netip.AddrPortFrom(remote, 21)); ok && real.Addr().Is6() {
		network, address = "tcp6", "[::1]:0"
	}
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, network, address)
	if host, ok := w.addrs.hostAt(remote); ok && err == nil {
		if f := w.lab.shield(host); f != firewallOff {
			return behindFirewall(ln, f, w.clk)
		}
		if from := w.sourceOf(ctx); from.IsValid() && w.lab.nat(host) == natDevices {
			return behindTranslator(ln, from)
		}
	}
	return ln, err
}

// socketBuffer is asked of the system for both directions of a UDP socket, in
// bytes: room for a window of large blocks.
const socketBuffer = 4 << 20

// ListenPacket implements ifs.Net.
func (w *wire) ListenPacket(ctx context.Context, remote netip.Addr) (ifs.PacketConn, error) {
	if _, known := w.node(remote); !known && !remote.IsLoopback() && !w.addrs.open {
		return device.Nowhere(w.clk), nil
	}
	network, local := "udp4", "127.0.0.1:0"
	switch {
	case remote.Is6() && !remote.Is4In6():
		network, local = "udp6", "[::1]:0"
	case w.addrs.open:
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
	p := &packetConn{PacketConn: tftpfs.Socket(udp), addrs: w.addrs, remote: remote, shaper: w.link(ctx, remote),
		instant: clock.Jumps(w.clk), capture: wiretap.From(ctx)}
	host, ok := w.addrs.hostAt(remote)
	if from := w.sourceOf(ctx); from.IsValid() {
		w.addrs.bind(p.LocalAddrPort().Port(), w.lab.seenFrom(host, from))
	}
	if ok && w.lab.shield(host) == firewallDrop {
		return &filteredConn{PacketConn: p, capture: p.capture, instant: p.instant}, nil
	}
	return p, nil
}
