package device

import (
	"net/netip"
	"time"
)

// Reacher is implemented by a wire (Options.Wire) that knows whether an address
// answers an ICMP echo request.
type Reacher interface {
	// Reach is the round trip of a packet of so many bytes to addr and back, in
	// device time; false if no answer comes.
	Reach(addr netip.Addr, bytes int) (time.Duration, bool)
}
