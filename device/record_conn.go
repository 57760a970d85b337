package device

import (
	"context"
	"net"
	"net/netip"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/wire"
)

// LocalAddr is the device's address towards another, invalid where there is none.
func (d *Device) LocalAddr(to netip.Addr) netip.Addr {
	d.mu.Lock()
	rom := d.rommonAddr
	d.mu.Unlock()
	if rom.IsValid() {
		return rom
	}
	if i, ok := d.Route(to); ok && i.Addr.IsValid() {
		return i.Addr.Addr()
	}
	return netip.Addr{}
}

// tapConn records a connection to an address under ctx, if that has a recorder.
func (r *router) tapConn(ctx context.Context, c net.Conn, to netip.AddrPort, err error) net.Conn {
	rec := wire.From(ctx)
	if rec == nil {
		return c
	}
	var at netip.AddrPort
	if err == nil {
		at, _ = netip.ParseAddrPort(c.LocalAddr().String())
	}
	if a := r.local(to.Addr()); a.IsValid() {
		at = netip.AddrPortFrom(a, at.Port())
	}
	if err != nil {
		rec.Fail(at, to)
		return c
	}
	return rec.Conn(c, at, to, false)
}

// tapPackets records a socket for talking to an address, likewise.
func (r *router) tapPackets(ctx context.Context, c ifs.PacketConn, to netip.Addr) ifs.PacketConn {
	rec := wire.From(ctx)
	if rec == nil {
		return c
	}
	return rec.Packets(c, r.local(to))
}

// ftpDataPort is where a server's data connections of active FTP come from (RFC 959,
// 3.2). A server on this machine may have to use another.
const ftpDataPort = 20

// tapListener records the connections that it accepts from a host.
type tapListener struct {
	net.Listener
	r    *router
	rec  *wire.Recorder
	from netip.Addr
}

func (l *tapListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	at, _ := netip.ParseAddrPort(c.LocalAddr().String())
	if a := l.r.local(l.from); a.IsValid() {
		at = netip.AddrPortFrom(a, at.Port())
	}
	return l.rec.Conn(c, at, netip.AddrPortFrom(l.from, ftpDataPort), true), nil
}
