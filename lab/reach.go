package lab

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"slices"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ios/running"
	"github.com/iosim/iosim/lab/listen"
	"github.com/iosim/iosim/lab/network"
)

// deviceAt is the device that has the address on an interface that is up.
func (l *Lab) deviceAt(addr netip.Addr) (network.Device, bool) {
	for _, n := range l.nodes {
		d := n.dev.Load()
		if d == nil {
			if !n.mayHave(addr) {
				continue
			}
			if d = n.device(); d == nil {
				continue
			}
		}
		if !d.InROMMON() && d.Owns(addr) {
			return n, true
		}
	}
	return nil, false
}

// mayHave reports whether a device that is not assembled may have an address.
func (n *node) mayHave(addr netip.Addr) bool {
	return slices.Contains(n.addresses(), addr)
}

// readAddresses returns the addresses that a fresh device has on its interfaces.
func (n *node) readAddresses() []netip.Addr {
	switch {
	case n.spec.Startup == nil:
		if a, ok := n.lab.address(n.index); ok {
			return []netip.Addr{a.Addr()}
		}
	case n.spec.Startup.Text != nil:
		return running.ReadAddresses(n.configText(*n.spec.Startup.Text))
	}
	return nil
}

// Dial implements network.Device: the software of the device answers.
func (n *node) Dial(ctx context.Context, from netip.Addr, port uint16) (net.Conn, bool, error) {
	d := n.device()
	if d == nil {
		return nil, false, nil
	}
	return listen.Dial(ctx, d, from, port, n.lab.servers.Start)
}

// dialSelf implements network.Self. It boots nothing: the device is the one that asks.
func (n *node) dialSelf(ctx context.Context, from netip.Addr, port uint16) (net.Conn, bool, error) {
	d := n.dev.Load()
	if d == nil {
		return nil, false, nil
	}
	return listen.Dial(ctx, d, from, port, n.lab.servers.Start)
}

// Socket implements network.Device.
func (n *node) Socket(port uint16) (netip.AddrPort, bool) {
	if port != listen.TFTPNumber {
		return netip.AddrPort{}, false
	}
	c, err := n.tftp.Socket(0)
	if err != nil {
		return netip.AddrPort{}, false
	}
	n.tftp.Serve()
	return c.LocalAddr().(*net.UDPAddr).AddrPort(), true
}

// Net is the way from a host to the lab's other addresses: what a client on that host
// would use.
func (l *Lab) Net(host string) (ifs.Net, error) {
	for _, h := range l.hosts {
		if h.Name == host {
			return l.network.HostUplink(host, h.Address), nil
		}
	}
	return nil, fmt.Errorf("there is no host %q", host)
}
