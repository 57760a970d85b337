package boot

import (
	"net"
	"net/netip"
)

// Startup is what a startup-config says to the loader. The software that writes the
// startup-config reads it; the zero value is an empty one.
type Startup struct {
	System    []Entry                 // the `boot system` lines, in order
	Addresses map[string]netip.Prefix // primary addresses, with the network's length, by the port's name
	Gateway   netip.Addr              // the next hop of other networks; invalid: none
}

// address is the address and mask of a port and the gateway; invalid where there is none.
func (s Startup) address(port string) (ip, mask, gateway netip.Addr) {
	if p, ok := s.Addresses[port]; ok {
		ip = p.Addr()
		mask, _ = netip.AddrFromSlice(net.CIDRMask(p.Bits(), ip.BitLen()))
	}
	return ip, mask, s.Gateway
}
