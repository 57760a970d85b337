package network

import (
	"context"
	"net"
	"net/netip"

	"github.com/iosim/iosim/ifs"
)

// Loopback is where the lab's servers have their real sockets.
var Loopback = netip.AddrFrom4([4]byte{127, 0, 0, 1})

// socketBuffer is asked of the system for both directions of a UDP socket, in
// bytes: room for a window of large blocks.
const socketBuffer = 4 << 20

// ListenUDP opens the socket of a server's transfer on a free port of the loopback.
func ListenUDP() (*net.UDPConn, error) {
	c, err := net.ListenUDP("udp4", net.UDPAddrFromAddrPort(netip.AddrPortFrom(Loopback, 0)))
	if err != nil {
		return nil, err
	}
	_ = c.SetReadBuffer(socketBuffer) // a smaller one works, only slower
	return c, nil
}

// AddrPort is the address of a TCP socket.
func AddrPort(a net.Addr) netip.AddrPort { return a.(*net.TCPAddr).AddrPort() }

// Pair is two ends of a TCP connection on the loopback: a is the one that dialed. An error
// is an *ifs.Error.
func Pair(ctx context.Context) (a, b net.Conn, err error) {
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp4", "127.0.0.1:0")
	if err != nil {
		return nil, nil, dialError(err)
	}
	defer ln.Close()
	var d net.Dialer
	if a, err = d.DialContext(ctx, "tcp4", ln.Addr().String()); err != nil {
		return nil, nil, dialError(err)
	}
	for {
		if b, err = ln.Accept(); err != nil {
			_ = a.Close()
			return nil, nil, dialError(err)
		}
		if b.RemoteAddr().String() == a.LocalAddr().String() {
			return a, b, nil
		}
		_ = b.Close() // of another program on this machine
	}
}

// ServerConn is a UDP socket of a server in the lab: its peers have their addresses of the
// lab, programs that are not of the lab those of the machine.
func (n *Network) ServerConn(c ifs.PacketConn) ifs.PacketConn {
	return &serverConn{PacketConn: c, addrs: n.Addresses}
}

// TransferConn is ServerConn for the socket of a transfer with one peer. What the peer
// sent before it closed its socket is still the peer's, though no node has the port then.
func (n *Network) TransferConn(c ifs.PacketConn, peer netip.AddrPort) ifs.PacketConn {
	return &serverConn{c, n.Addresses, peer}
}

type serverConn struct {
	ifs.PacketConn
	addrs *AddressMap
	peer  netip.AddrPort // of the transfer; the zero AddrPort for a server's port
}

// ReadFromAddrPort implements ifs.PacketConn.
func (c *serverConn) ReadFromAddrPort(b []byte) (int, netip.AddrPort, error) {
	n, from, err := c.PacketConn.ReadFromAddrPort(b)
	if from.Port() == c.peer.Port() && c.peer.IsValid() {
		return n, c.peer, err
	}
	if a, ok := c.addrs.Source(from.Port()); ok {
		from = netip.AddrPortFrom(a, from.Port())
	}
	return n, from, err
}

// WriteToAddrPort implements ifs.PacketConn.
func (c *serverConn) WriteToAddrPort(b []byte, to netip.AddrPort) (int, error) {
	return c.PacketConn.WriteToAddrPort(b, netip.AddrPortFrom(Loopback, to.Port()))
}
