package system

import (
	"net/netip"

	"github.com/iosim/iosim/ios/running"
)

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
