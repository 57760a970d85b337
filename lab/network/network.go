package network

import (
	"context"
	"math/rand/v2"
	"net"
	"net/netip"
	"sync/atomic"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/lab/spec"
)

// Options say how a network runs.
type Options struct {
	// Clock is the lab's time. If it is simulated, every link takes device time.
	Clock ifs.Clock
	// Seed makes losses repeatable; 0 makes each run different.
	Seed uint64
	// DeviceAt finds the device that has an address on an interface that is up.
	DeviceAt func(netip.Addr) (Device, bool)
}

// Device is a device of the lab as others reach it over the network.
type Device interface {
	// Name is what links call the device.
	Name() string
	// Dial connects an address of the lab with a TCP port that the device itself answers;
	// ok is false where it answers none of that number. An error is an *ifs.Error.
	Dial(ctx context.Context, from netip.Addr, port uint16) (c net.Conn, ok bool, err error)
	// Socket is the real socket behind a UDP port of the device, false if there is none.
	Socket(port uint16) (netip.AddrPort, bool)
}

// Network is the network of a lab.
type Network struct {
	// Addresses are those of the hosts and their servers.
	Addresses *AddressMap

	lab     *spec.Lab
	opt     Options
	sockets atomic.Uint64 // that have got a random source
}

// New makes the network of a lab, without its hosts' addresses.
func New(lab *spec.Lab, o Options) *Network {
	n := &Network{Addresses: newAddressMap(lab.Outside), lab: lab, opt: o}
	n.Addresses.device = func(p Port) (netip.AddrPort, bool) {
		d, ok := n.deviceAt(p.At.Addr())
		if !ok || p.Transport != UDP {
			return netip.AddrPort{}, false
		}
		return d.Socket(p.At.Port())
	}
	return n
}

// Self connects a device with a TCP port of its own; ok is false where it answers none of
// that number. An error is an *ifs.Error.
type Self func(ctx context.Context, from netip.Addr, port uint16) (c net.Conn, ok bool, err error)

// Uplink is the way into the network of a device, by its entry in the lab file. The device
// says its own address (ifs.WithSource), and has its own clock. Its loopback addresses lead
// to self, nil for nowhere, unless the lab opens those of this machine.
func (n *Network) Uplink(entry string, clk ifs.Clock, self Self) *Uplink {
	return &Uplink{network: n, from: entry, clk: clk, self: self}
}

// HostUplink is the way into the network of a host.
func (n *Network) HostUplink(name string, addr netip.Addr) *Uplink {
	return &Uplink{network: n, from: name, clk: n.opt.Clock, source: addr}
}

func (n *Network) deviceAt(addr netip.Addr) (Device, bool) {
	if n.opt.DeviceAt == nil {
		return nil, false
	}
	return n.opt.DeviceAt(addr)
}

// A link that the lab file does not describe is as fast as this machine, but
// where time is simulated it costs what a quiet Fast Ethernet costs.
var quietEthernet = spec.Link{Rate: 100_000_000, Delay: spec.Duration(100 * time.Microsecond)}

// linkOf is the link between two nodes, false where nothing bounds it. Devices of
// one entry share its links.
func (n *Network) linkOf(a, b string) (spec.Link, bool) {
	for _, name := range []string{a + "-" + b, b + "-" + a} {
		if link, ok := n.lab.Links[name]; ok {
			return link, true
		}
	}
	for _, h := range n.lab.Hosts {
		if h.Value.Link != nil && (h.Name == a || h.Name == b) {
			return *h.Value.Link, true
		}
	}
	return quietEthernet, clock.Jumps(n.opt.Clock)
}

// random is a source for one connection: the same for the first of every run, the
// second, and so on.
func (n *Network) random() *rand.Rand {
	if n.opt.Seed == 0 {
		return rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64()))
	}
	return rand.New(rand.NewPCG(n.opt.Seed, n.sockets.Add(1)))
}
