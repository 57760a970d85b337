package ifs

import (
	"context"
	"net"
	"net/netip"
	"time"
)

// Net is a device's only way out. Addresses are those of the lab; an
// implementation maps them to real sockets, and does so nowhere else. Errors are
// *Error: KindBadHost, KindUnreachable, KindRefused, KindTimeout.
type Net interface {
	// Lookup finds the address of a host's name or of a typed address.
	// KindBadHost if there is none.
	Lookup(ctx context.Context, host string) (netip.Addr, error)
	// Via is the name of the interface that leads to addr, "" if none does.
	Via(addr netip.Addr) string
	// DialContext opens a TCP connection to a lab address "10.1.1.1:21".
	DialContext(ctx context.Context, address string) (net.Conn, error)
	// ListenPacket opens a UDP socket of the device for talking to remote. Where
	// there is no way to remote the socket works, and nobody answers.
	ListenPacket(ctx context.Context, remote netip.Addr) (PacketConn, error)
	// Listen opens a TCP port of the device for connections from remote (active
	// FTP). Its Addr is what remote can reach.
	Listen(ctx context.Context, remote netip.Addr) (net.Listener, error)
}

// PacketConn is a UDP socket by lab addresses, without an allocation a packet.
type PacketConn interface {
	// ReadFromAddrPort receives one datagram. After the deadline, and after Close,
	// it returns an error for which os.IsTimeout or net.ErrClosed holds.
	ReadFromAddrPort(b []byte) (int, netip.AddrPort, error)
	WriteToAddrPort(b []byte, to netip.AddrPort) (int, error)
	// SetReadDeadline is in real time.
	SetReadDeadline(t time.Time) error
	LocalAddrPort() netip.AddrPort
	Close() error
}

type sourceKey struct{}

// WithSource says which of its addresses a device sends from under ctx.
func WithSource(ctx context.Context, a netip.Addr) context.Context {
	return context.WithValue(ctx, sourceKey{}, a)
}

// SourceFrom is the address that WithSource has said, invalid without.
func SourceFrom(ctx context.Context) netip.Addr {
	a, _ := ctx.Value(sourceKey{}).(netip.Addr)
	return a
}
