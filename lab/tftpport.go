package lab

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"sync"

	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ifs/tftpfs"
)

// tftpPorts are the sockets of the devices' TFTP servers. A device has one when
// somebody in the lab has asked it for a file, or when Serve tells it.
type tftpPorts struct {
	mu   sync.Mutex
	open map[*device.Device]netip.AddrPort
}

// tftpPort is where the TFTP server of a device answers, on the loopback; port is
// the number that is wanted, 0 for any.
func (l *Lab) tftpPort(d *device.Device, port uint16) (netip.AddrPort, error) {
	l.tftp.mu.Lock()
	defer l.tftp.mu.Unlock()
	if at, ok := l.tftp.open[d]; ok {
		return at, nil
	}
	c, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: int(port)})
	if err != nil {
		return netip.AddrPort{}, err
	}
	at := c.LocalAddr().(*net.UDPAddr).AddrPort()
	if l.tftp.open == nil {
		l.tftp.open = map[*device.Device]netip.AddrPort{}
	}
	l.tftp.open[d] = at
	listen := func(ctx context.Context, peer netip.AddrPort) (ifs.PacketConn, error) {
		c, err := listenLoopback(ctx, peer)
		if err != nil {
			return nil, err
		}
		return &serverConn{c, l.addrs}, nil
	}
	l.serve(func() { _ = d.ServeTFTP(l.life, &serverConn{tftpfs.Plain(c), l.addrs}, listen) })
	return at, nil
}

// deviceSocket is the real socket behind a port of a device's address.
func (l *Lab) deviceSocket(at netip.AddrPort) (netip.AddrPort, bool) {
	name, ok := l.deviceAt(at.Addr())
	if !ok {
		return netip.AddrPort{}, false
	}
	switch d, _ := l.Device(name); {
	case at.Port() == tftpPort:
		real, err := l.tftpPort(d, 0)
		return real, err == nil
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
