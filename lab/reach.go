package lab

import (
	"net/netip"
	"time"

	"github.com/iosim/iosim/device"
)

var _ device.Reacher = (*wire)(nil)

// pingFloor is the shortest round trip of a ping, in device time: routers count
// in whole milliseconds.
const pingFloor = time.Millisecond

// Reach implements device.Reacher: hosts and the other devices of the lab answer,
// as far as the cable to them lets packets through.
func (w *wire) Reach(addr netip.Addr, bytes int) (time.Duration, bool) {
	node, ok := w.node(addr)
	if !ok {
		return pingFloor, addr.IsLoopback()
	}
	rtt := pingFloor
	if l, ok := w.lab.linkOf(w.from, node); ok {
		if l.Loss > 0 && w.lab.random().Float64() < 1-(1-l.Loss)*(1-l.Loss) {
			return 0, false
		}
		rtt += 2 * time.Duration(l.Delay)
		if l.Rate > 0 {
			rtt += 2 * time.Duration(int64(bytes)*8*int64(time.Second)/int64(l.Rate))
		}
	}
	return rtt, true
}

// deviceAt is the device that has the address on a port that
// is up.
func (l *Lab) deviceAt(addr netip.Addr) (*node, bool) {
	for _, n := range l.nodes {
		d := n.dev.Load()
		if d == nil {
			if !n.mayHave(addr) {
				continue
			}
			d = n.device()
		}
		if !d.InROMMON() && d.Owns(addr) {
			return n, true
		}
	}
	return nil, false
}
