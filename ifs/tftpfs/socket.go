package tftpfs

import (
	"net"
	"net/netip"

	"github.com/iosim/iosim/ifs"
)

// Socket makes a PacketConn of a UDP socket whose addresses need no mapping. In
// lock-step transfers with a server outside this process it is a fifth faster
// than the plain socket on Linux, see socket_linux.go. It takes c over.
func Socket(c *net.UDPConn) ifs.PacketConn { return socket(c) }

// Plain makes a PacketConn of a UDP socket: a server's, which many clients wait
// for at once. It takes c over.
func Plain(c *net.UDPConn) ifs.PacketConn { return udpConn{c} }

// udpConn is a plain socket.
type udpConn struct{ *net.UDPConn }

func (c udpConn) ReadFromAddrPort(b []byte) (int, netip.AddrPort, error) {
	return c.ReadFromUDPAddrPort(b)
}

func (c udpConn) WriteToAddrPort(b []byte, to netip.AddrPort) (int, error) {
	return c.WriteToUDPAddrPort(b, to)
}

func (c udpConn) LocalAddrPort() netip.AddrPort {
	return c.LocalAddr().(*net.UDPAddr).AddrPort()
}
