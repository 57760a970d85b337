package accept

import (
	"errors"
	"io"
	"net"
	"net/netip"
	"syscall"
)

// Conn is a connection that counts until it is closed. It passes on what the connection
// below can do beside net.Conn.
type Conn struct {
	net.Conn
	from  netip.Addr
	leave func()
}

// Source is the client's address, by which it is counted.
func (c *Conn) Source() netip.Addr { return c.from }

// Source is the client's address of a connection that a Taker has taken, also below others
// such as that of TLS; the remote address of any other.
func Source(c net.Conn) netip.Addr {
	for below := c; ; {
		switch b := below.(type) {
		case interface{ Source() netip.Addr }:
			return b.Source()
		case interface{ NetConn() net.Conn }:
			below = b.NetConn()
		default:
			return remote(c)
		}
	}
}

// Close implements net.Conn.
func (c *Conn) Close() error {
	defer c.leave()
	return c.Conn.Close()
}

// SetLinger is that of net.TCPConn.
func (c *Conn) SetLinger(sec int) error {
	if l, ok := c.Conn.(interface{ SetLinger(int) error }); ok {
		return l.SetLinger(sec)
	}
	return errors.ErrUnsupported
}

// CloseWrite is that of net.TCPConn.
func (c *Conn) CloseWrite() error {
	if l, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return l.CloseWrite()
	}
	return errors.ErrUnsupported
}

// SyscallConn implements syscall.Conn.
func (c *Conn) SyscallConn() (syscall.RawConn, error) {
	if s, ok := c.Conn.(syscall.Conn); ok {
		return s.SyscallConn()
	}
	return nil, errors.ErrUnsupported
}

// ReadFrom implements io.ReaderFrom: the system may copy a file itself.
func (c *Conn) ReadFrom(r io.Reader) (int64, error) { return io.Copy(c.Conn, r) }
