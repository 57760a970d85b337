package system

import (
	"net/netip"
	"slices"

	"github.com/iosim/iosim/internal/ifname"
	"github.com/iosim/iosim/ios/running"
)

// Interface is an interface of the configuration in its present state.
type Interface struct {
	*running.Interface
	Down   bool // administratively down; a sub-interface: it or its port
	Link   bool // it has a carrier
	Manual bool // the address was entered since the start, not read from NVRAM
}

// Up reports whether the interface carries traffic.
func (i Interface) Up() bool { return i.Link && !i.Down }

// Owns reports whether addr is one of the device's: of an interface that is up.
func (sys *System) Owns(addr netip.Addr) bool {
	c := sys.Running()
	return slices.ContainsFunc(c.Interfaces, func(i *running.Interface) bool {
		return hasAddress(i, addr) && sys.state(c, i).Up()
	})
}

// HasAddress reports whether an interface of the configuration, up or not, has addr.
func (sys *System) HasAddress(addr netip.Addr) bool {
	return sys.running.HasAddress(sys.config, addr)
}

func hasAddress(i *running.Interface, addr netip.Addr) bool {
	return i.Addr.IsValid() && (i.Addr.Addr() == addr || slices.ContainsFunc(i.Secondary, func(p netip.Prefix) bool { return p.Addr() == addr }))
}

// Interfaces are the interfaces in the order of the configuration.
func (sys *System) Interfaces() []Interface {
	c := sys.Running()
	out := make([]Interface, len(c.Interfaces))
	for n, i := range c.Interfaces {
		out[n] = sys.state(c, i)
	}
	return out
}

// Interface is the interface with that name.
func (sys *System) Interface(name string) (Interface, bool) {
	c := sys.Running()
	i := c.Interface(name)
	if i == nil {
		return Interface{Interface: &running.Interface{Name: name}}, false
	}
	return sys.state(c, i), true
}

// state adds the present state to an interface of the configuration c.
func (sys *System) state(c *running.Config, i *running.Interface) Interface {
	s := Interface{Interface: i, Link: sys.carries(i.Name), Down: i.Shutdown}
	if ifname.IsSub(i.Name) && !s.Down {
		port := c.Interface(ifname.PortOf(i.Name))
		s.Down = port != nil && port.Shutdown
	}
	s.Manual = i.Addr.IsValid() && sys.enteredByHand(i.Name, i.Addr)
	return s
}

// Overlapping is another interface than the one with that name whose network shares
// addresses with p, in the same VRF.
func (sys *System) Overlapping(name string, p netip.Prefix) (other string, ok bool) {
	return sys.running.Overlapping(sys.config, name, p)
}

// carries reports whether the interface has a carrier: a virtual one always, a
// sub-interface as its port.
func (sys *System) carries(name string) bool {
	if kind, _ := ifname.Of(name); kind.Virtual {
		return true
	}
	return sys.LinkUp(ifname.PortOf(name))
}

// enteredByHand reports whether the address is another than NVRAM gave the port.
func (sys *System) enteredByHand(name string, addr netip.Prefix) bool {
	sys.mu.Lock()
	defer sys.mu.Unlock()
	return sys.fromNVRAM[name] != addr
}

// RIB is the routing table of a VRF as the interfaces are now, "" for the global one: the
// one that show, ping, the clients and the servers go by.
func (sys *System) RIB(vrf string) *running.RIB {
	c := sys.Running()
	return running.NewRIB(c, vrf, func(i *running.Interface) bool { return sys.state(c, i).Up() })
}

// Route is the interface that leads to addr, in the global table; ok is false where no
// route does.
func (sys *System) Route(addr netip.Addr) (Interface, bool) {
	_, iface, ok := sys.RIB("").NextHop(addr)
	if !ok {
		return Interface{Interface: &running.Interface{}}, false
	}
	return sys.Interface(iface)
}

// Routes are the routes in use of a VRF, by address, as the release shows them.
func (sys *System) Routes(vrf string) []running.RouteEntry {
	return sys.RIB(vrf).Routes(sys.Texts().Routes.Local)
}

// neighbor is the address on a connected network to which packets for addr go, and the
// interface that leads there.
func (sys *System) neighbor(addr netip.Addr) (hop netip.Addr, iface string, ok bool) {
	return sys.RIB("").NextHop(addr)
}
