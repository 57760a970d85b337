package system

import (
	"net/netip"

	"github.com/iosim/iosim/ios/running"
)

// Permits judges an address by an access list, named or numbered, as the source of a
// TCP connection: of an extended list the entries for TCP to any address fit.
func (sys *System) Permits(list string, addr netip.Addr) bool {
	permitted, _ := sys.Running().AccessList(list).Judge(running.Packet{Protocol: running.TCP, Source: addr})
	return permitted
}
