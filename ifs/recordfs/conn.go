package recordfs

import (
	"context"
	"net"
	"net/netip"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/wire"
)

// Local is the address of a device in its packets to another; invalid where there
// is none.
type Local func(to netip.Addr) netip.Addr

// Conn records a connection to an address, or the failure to open one, if ctx has a
// recorder.
func Conn(ctx context.Context, c net.Conn, local Local, to netip.AddrPort, err error) net.Conn {
	rec := wire.From(ctx)
	if rec == nil {
		return c
	}
	var at netip.AddrPort
	if err == nil {
		at, _ = netip.ParseAddrPort(c.LocalAddr().String())
	}
	if a := local(to.Addr()); a.IsValid() {
		at = netip.AddrPortFrom(a, at.Port())
	}
	if err != nil {
		rec.Fail(at, to)
		return c
	}
	return rec.Conn(ctx, c, at, to, false)
}

// Packets records a socket for talking to an address, if ctx has a recorder.
func Packets(ctx context.Context, c ifs.PacketConn, local Local, to netip.Addr) ifs.PacketConn {
	rec := wire.From(ctx)
	if rec == nil {
		return c
	}
	return rec.Packets(c, local(to))
}

// Listener records the connections that it accepts from a host, if ctx has a
// recorder.
func Listener(ctx context.Context, l net.Listener, local Local, from netip.Addr) net.Listener {
	rec := wire.From(ctx)
	if rec == nil {
		return l
	}
	return &listener{l, local, ctx, rec, from}
}

// ftpDataPort is where a server's data connections of active FTP come from (RFC 959,
// 3.2). A server on this machine may have to use another.
const ftpDataPort = 20

type listener struct {
	net.Listener
	local Local
	ctx   context.Context
	rec   *wire.Recorder
	from  netip.Addr
}

func (l *listener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	at, _ := netip.ParseAddrPort(c.LocalAddr().String())
	if a := l.local(l.from); a.IsValid() {
		at = netip.AddrPortFrom(a, at.Port())
	}
	return l.rec.Conn(l.ctx, c, at, netip.AddrPortFrom(l.from, ftpDataPort), true), nil
}
