package lab

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"sync"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ifs/tftpfs"
)

// tftpPorts are the sockets of the devices' TFTP servers. A device has one when
// somebody in the lab has asked it for a file, or when Serve tells it.
type tftpPorts struct {
	mu   sync.Mutex
	open map[*node]*tftpPlace
}

type tftpPlace struct {
	conn  *net.UDPConn
	serve sync.Once
}

// tftpSocket is where the TFTP server of a device answers, on the loopback; port is
// the number that is wanted, 0 for any.
func (l *Lab) tftpSocket(n *node, port uint16) (*net.UDPConn, error) {
	l.tftp.mu.Lock()
	defer l.tftp.mu.Unlock()
	if p, ok := l.tftp.open[n]; ok {
		return p.conn, nil
	}
	c, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: int(port)})
	if err != nil {
		return nil, err
	}
	if l.tftp.open == nil {
		l.tftp.open = map[*node]*tftpPlace{}
	}
	l.tftp.open[n] = &tftpPlace{conn: c}
	return c, nil
}

// serveTFTP starts the server behind the socket of a device.
func (l *Lab) serveTFTP(n *node) {
	l.tftp.mu.Lock()
	p := l.tftp.open[n]
	l.tftp.mu.Unlock()
	p.serve.Do(func() {
		d := n.device()
		listen := func(context.Context, netip.AddrPort) (ifs.PacketConn, error) {
			c, err := transferSocket()
			if err != nil {
				return nil, err
			}
			return &serverConn{tftpfs.Plain(c), l.addrs}, nil
		}
		l.serve(func() { _ = d.ServeUDP(l.life, tftpPort, &serverConn{tftpfs.Plain(p.conn), l.addrs}, listen) })
	})
}

// close closes the sockets, also those that nobody has served.
func (t *tftpPorts) close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, p := range t.open {
		_ = p.conn.Close()
	}
}

// deviceSocket is the real socket behind a port of a device's address.
func (l *Lab) deviceSocket(at netip.AddrPort) (netip.AddrPort, bool) {
	n, ok := l.deviceAt(at.Addr())
	if !ok {
		return netip.AddrPort{}, false
	}
	switch {
	case at.Port() == tftpPort:
		c, err := l.tftpSocket(n, 0)
		if err != nil {
			return netip.AddrPort{}, false
		}
		l.serveTFTP(n)
		return c.LocalAddr().(*net.UDPAddr).AddrPort(), true
	case at.Port() >= 1024: // that of a transfer: it has the same number
		return netip.AddrPortFrom(loopback, at.Port()), true
	}
	return netip.AddrPort{}, false
}

var loopback = netip.AddrFrom4([4]byte{127, 0, 0, 1})

// serverConn is a UDP socket of a server. Its peers have their addresses of the
// lab, programs that are not of the lab those of the machine.
type serverConn struct {
	ifs.PacketConn
	addrs *addressMap
}

// ReadFromAddrPort implements ifs.PacketConn.
func (c *serverConn) ReadFromAddrPort(b []byte) (int, netip.AddrPort, error) {
	n, from, err := c.PacketConn.ReadFromAddrPort(b)
	if a, ok := c.addrs.source(from.Port()); ok {
		from = netip.AddrPortFrom(a, from.Port())
	}
	return n, from, err
}

// WriteToAddrPort implements ifs.PacketConn.
func (c *serverConn) WriteToAddrPort(b []byte, to netip.AddrPort) (int, error) {
	return c.PacketConn.WriteToAddrPort(b, netip.AddrPortFrom(loopback, to.Port()))
}

// Net is the way from a host to the lab's other addresses: what a client on that host
// would use.
func (l *Lab) Net(host string) (ifs.Net, error) {
	for _, h := range l.hosts {
		if h.Name == host {
			return &wire{from: host, lab: l, clk: l.opt.Clock, addrs: l.addrs, source: h.Address}, nil
		}
	}
	return nil, fmt.Errorf("there is no host %q", host)
}
