package ifs

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"os"
	"time"

	"github.com/iosim/iosim/internal/safego"
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

// errorPause is the pause of a server after an error of its socket, in real time.
const errorPause = time.Millisecond

// ServePackets calls handle with each datagram that arrives at conn, in order, until ctx
// ends, and closes conn. Longer datagrams are cut to size bytes; b is valid until handle
// returns. It returns nil after the end of ctx, and net.ErrClosed or
// os.ErrDeadlineExceeded, perhaps wrapped, if conn is closed or its deadline passes
// before. Any other error of the socket, such as an ICMP error for an earlier answer, is
// skipped.
func ServePackets(ctx context.Context, conn PacketConn, size int, handle func(from netip.AddrPort, b []byte)) error {
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.SetReadDeadline(time.Unix(1, 0)) })()
	buf := make([]byte, size)
	for {
		n, from, err := conn.ReadFromAddrPort(buf)
		switch {
		case ctx.Err() != nil:
			return nil
		case errors.Is(err, net.ErrClosed), errors.Is(err, os.ErrDeadlineExceeded):
			return err
		case err != nil:
			time.Sleep(errorPause)
			continue
		}
		_ = safego.Do(ctx, "datagram", func() error { // a panic is reported; the next datagram is another client's
			handle(from, buf[:n])
			return nil
		})
	}
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

type dataKey struct{}

// WithData returns a copy of ctx for opening a data connection to a port that the server at
// control has named.
func WithData(ctx context.Context, control netip.AddrPort) context.Context {
	return context.WithValue(ctx, dataKey{}, control)
}

// DataOf returns the server set by WithData, or the zero AddrPort.
func DataOf(ctx context.Context) netip.AddrPort {
	control, _ := ctx.Value(dataKey{}).(netip.AddrPort)
	return control
}
