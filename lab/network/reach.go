package network

import (
	"net/netip"
	"time"

	"github.com/iosim/iosim/device"
)

var _ device.Reacher = (*Uplink)(nil)

// pingFloor is the shortest round trip of a ping, in device time: routers count
// in whole milliseconds.
const pingFloor = time.Millisecond

// Reach implements device.Reacher: hosts and the other devices of the lab answer,
// as far as the cable to them lets packets through.
func (u *Uplink) Reach(addr netip.Addr, bytes int) (time.Duration, bool) {
	node, ok := u.node(addr)
	if !ok {
		return pingFloor, addr.IsLoopback()
	}
	rtt := pingFloor
	if l, ok := u.network.linkOf(u.from, node); ok {
		if l.Loss > 0 && u.network.random().Float64() < 1-(1-l.Loss)*(1-l.Loss) {
			return 0, false
		}
		rtt += 2 * time.Duration(l.Delay)
		if l.Rate > 0 {
			rtt += 2 * time.Duration(int64(bytes)*8*int64(time.Second)/int64(l.Rate))
		}
	}
	return rtt, true
}
