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
	return slices.ContainsFunc(sys.Running().Interfaces, func(i *running.Interface) bool { return hasAddress(i, addr) })
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
