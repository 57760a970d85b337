package system

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"sync"
	"time"

	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/internal/ifname"
	"github.com/iosim/iosim/ios/traffic"
)

// Echo sends one ICMP echo request of size bytes and waits for its answer, at
// most timeout of device time. The first packet to a neighbour whose hardware
// address is not known is lost, as the address is asked for (ios-boot.md 11.9).
func (sys *System) Echo(ctx context.Context, to netip.Addr, size int, timeout time.Duration) (time.Duration, bool, error) {
	rtt, ok := sys.echo(to, size)
	if !ok || rtt > timeout {
		return 0, false, sys.Clock().Sleep(ctx, timeout)
	}
	return rtt, true, sys.Clock().Sleep(ctx, rtt)
}

// ownRTT is the round trip to an address of the device itself.
const ownRTT = time.Millisecond

func (sys *System) echo(to netip.Addr, size int) (time.Duration, bool) {
	if sys.Owns(to) {
		return ownRTT, true
	}
	hop, iface, ok := sys.neighbor(to)
	if !ok {
		return 0, false
	}
	if !sys.resolved(hop, iface) {
		return 0, false
	}
	now, c := sys.instant(), sys.Counter(iface)
	c.Out(1, size+ethernet, now)
	rtt, ok := sys.reach(to, size)
	if ok {
		c.In(1, size+ethernet, now)
	}
	return rtt, ok
}

const ethernet = 14 // bytes of the header

func (sys *System) reach(to netip.Addr, size int) (time.Duration, bool) {
	if r, ok := sys.out.wire.(device.Reacher); ok {
		return r.Reach(to, size)
	}
	return 0, false
}

// Neighbour is an entry of the ARP table.
type Neighbour struct {
	Addr  netip.Addr
	MAC   string
	Iface string
	Age   time.Duration // -1s and less: an address of the device itself
}

// arpTable holds what is known of hardware addresses.
type arpTable struct {
	mu  sync.Mutex
	all map[netip.Addr]arpEntry
}

type arpEntry struct {
	iface   string
	learned time.Time
}

// arpSize is the length of an ARP packet on the wire in bytes.
const arpSize = 60

// resolved reports whether the hardware address of hop was known. If not, it is
// asked for, and known from now on if somebody is there.
func (sys *System) resolved(hop netip.Addr, iface string) bool {
	sys.arp.mu.Lock()
	defer sys.arp.mu.Unlock()
	if e, ok := sys.arp.all[hop]; ok && e.iface == iface {
		return true
	}
	now := sys.instant()
	c := sys.Counter(iface)
	c.Out(1, arpSize, now)
	if _, ok := sys.reach(hop, arpSize); ok {
		c.In(1, arpSize, now)
		if sys.arp.all == nil {
			sys.arp.all = map[netip.Addr]arpEntry{}
		}
		sys.arp.all[hop] = arpEntry{iface, now}
	}
	return false
}

// meet notes that a connection to addr begins: its neighbour is asked for.
func (sys *System) learnARP(addr netip.Addr) *traffic.Counter {
	hop, iface, ok := sys.neighbor(addr)
	if !ok || iface == "" {
		return nil
	}
	sys.resolved(hop, iface)
	return sys.Counter(iface)
}

// Neighbours is the ARP table with the device's own addresses, by address.
func (sys *System) Neighbours() []Neighbour {
	var out []Neighbour
	for _, i := range sys.Interfaces() {
		if kind, _ := ifname.Of(i.Name); !i.Up() || !kind.ARP {
			continue
		}
		for _, a := range i.Addrs() {
			out = append(out, Neighbour{a.Addr(), sys.MAC(i.Name), i.Name, -1})
		}
	}
	sys.arp.mu.Lock()
	defer sys.arp.mu.Unlock()
	for a, e := range sys.arp.all {
		b := a.As4()
		mac := fmt.Sprintf("0200.%02x%02x.%02x%02x", b[0], b[1], b[2], b[3])
		out = append(out, Neighbour{a, mac, e.iface, sys.instant().Sub(e.learned)})
	}
	slices.SortFunc(out, func(a, b Neighbour) int { return a.Addr.Compare(b.Addr) })
	return out
}

// ForgetNeighbours empties the ARP table.
func (sys *System) ForgetNeighbours() {
	sys.arp.mu.Lock()
	defer sys.arp.mu.Unlock()
	clear(sys.arp.all)
}

// MAC is the hardware address of a port, "0290.1000.0001": the model's with the
// number of the port.
func (sys *System) MAC(iface string) string {
	b := sys.Model().MAC
	for n, p := range sys.Model().Interfaces {
		if p.Name == ifname.PortOf(iface) {
			b[5] += byte(n)
		}
	}
	return fmt.Sprintf("%02x%02x.%02x%02x.%02x%02x", b[0], b[1], b[2], b[3], b[4], b[5])
}

// Counter is the counters of an interface.
func (sys *System) Counter(iface string) *traffic.Counter {
	return sys.counters.Counter(iface, sys.instant)
}
