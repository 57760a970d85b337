package ifs

import (
	"context"
	"net"
	"net/netip"
	"time"
)

// Net is the network as seen by a device. Addresses are those of the lab; only the
// implementation maps them to sockets of the host. Errors are *Error of
// KindBadHost, KindUnreachable, KindRefused or KindTimeout.
type Net interface {
	// Lookup resolves a host name or a typed address. The error is of KindBadHost
	// if it cannot.
	Lookup(ctx context.Context, host string) (netip.Addr, error)
	// Via returns the name of the interface on the route to addr, or "" if there is
	// no route.
	Via(addr netip.Addr) string
	// DialContext opens a TCP connection to a lab address such as "10.1.1.1:21".
	DialContext(ctx context.Context, address string) (net.Conn, error)
	// ListenPacket opens a UDP socket of the device for datagrams to and from
	// remote. Without a route to remote it succeeds, and no answer ever arrives.
	ListenPacket(ctx context.Context, remote netip.Addr) (PacketConn, error)
	// Listen opens a TCP port of the device for connections from remote, as active
	// FTP needs it (RFC 959 section 3.2). Its Addr is the address remote can
	// connect to.
	Listen(ctx context.Context, remote netip.Addr) (net.Listener, error)
}

// PacketConn is a UDP socket addressed by lab addresses. It does not allocate per
// packet.
type PacketConn interface {
	// ReadFromAddrPort receives one datagram. After the deadline, and after Close,
	// it returns an error for which os.IsTimeout or net.ErrClosed holds.
	ReadFromAddrPort(b []byte) (int, netip.AddrPort, error)
	WriteToAddrPort(b []byte, to netip.AddrPort) (int, error)
	// SetReadDeadline sets the deadline in real time, not in device time.
	SetReadDeadline(t time.Time) error
	LocalAddrPort() netip.AddrPort
	Close() error
}

type sourceKey struct{}

// WithSource returns a copy of ctx under which the device sends from its address a.
func WithSource(ctx context.Context, a netip.Addr) context.Context {
	return context.WithValue(ctx, sourceKey{}, a)
}

// SourceFrom returns the address set by WithSource, or the zero Addr.
func SourceFrom(ctx context.Context) netip.Addr {
	a, _ := ctx.Value(sourceKey{}).(netip.Addr)
	return a
}
