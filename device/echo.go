package device

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"sync"
	"time"

	"github.com/iosim/iosim/internal/ifname"
)

// Reacher is a wire that knows whether an address answers: what ping asks.
type Reacher interface {
	// Reach is the round trip of a packet of so many bytes to addr and back, in
	// device time; false if no answer comes.
	Reach(addr netip.Addr, bytes int) (time.Duration, bool)
}

// Echo sends one ICMP echo request of size bytes and waits for its answer, at
// most timeout of device time. The first packet to a neighbour whose hardware
// address is not known is lost, as the address is asked for (ios-boot.md 11.9).
func (d *Device) Echo(ctx context.Context, to netip.Addr, size int, timeout time.Duration) (time.Duration, bool, error) {
	rtt, ok := d.echo(to, size)
	if !ok || rtt > timeout {
		return 0, false, d.clk.Sleep(ctx, timeout)
	}
	return rtt, true, d.clk.Sleep(ctx, rtt)
}

// ownRTT is the round trip to an address of the device itself.
const ownRTT = time.Millisecond

func (d *Device) echo(to netip.Addr, size int) (time.Duration, bool) {
	if d.Owns(to) {
		return ownRTT, true
	}
	hop, iface, ok := d.neighbour(to)
	if !ok {
		return 0, false
	}
	if !d.resolved(hop, iface) {
		return 0, false
	}
	now, c := d.instant(), d.counter(iface)
	c.out(1, size+ethernet, now)
	rtt, ok := d.reach(to, size)
	if ok {
		c.in(1, size+ethernet, now)
	}
	return rtt, ok
}

const ethernet = 14 // bytes of the header

func (d *Device) reach(to netip.Addr, size int) (time.Duration, bool) {
	if r, ok := d.out.wire.(Reacher); ok {
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
func (d *Device) resolved(hop netip.Addr, iface string) bool {
	d.arp.mu.Lock()
	defer d.arp.mu.Unlock()
	if e, ok := d.arp.all[hop]; ok && e.iface == iface {
		return true
	}
	now := d.instant()
	c := d.counter(iface)
	c.out(1, arpSize, now)
	if _, ok := d.reach(hop, arpSize); ok {
		c.in(1, arpSize, now)
		if d.arp.all == nil {
			d.arp.all = map[netip.Addr]arpEntry{}
		}
		d.arp.all[hop] = arpEntry{iface, now}
	}
	return false
}

// meet notes that a connection to addr begins: its neighbour is asked for.
func (d *Device) learnARP(addr netip.Addr) *counter {
	hop, iface, ok := d.neighbour(addr)
	if !ok || iface == "" {
		return nil
	}
	d.resolved(hop, iface)
	return d.counter(iface)
}

// Neighbours is the ARP table with the device's own addresses, by address.
func (d *Device) Neighbours() []Neighbour {
	var out []Neighbour
	for _, i := range d.Interfaces() {
		if kind, _ := ifname.Of(i.Name); !i.Up() || !kind.ARP {
			continue
		}
		for _, a := range i.Addrs() {
			out = append(out, Neighbour{a.Addr(), d.MAC(i.Name), i.Name, -1})
		}
	}
	d.arp.mu.Lock()
	defer d.arp.mu.Unlock()
	for a, e := range d.arp.all {
		b := a.As4()
		mac := fmt.Sprintf("0200.%02x%02x.%02x%02x", b[0], b[1], b[2], b[3])
		out = append(out, Neighbour{a, mac, e.iface, d.instant().Sub(e.learned)})
	}
	slices.SortFunc(out, func(a, b Neighbour) int { return a.Addr.Compare(b.Addr) })
	return out
}

// ForgetNeighbours empties the ARP table.
func (d *Device) ForgetNeighbours() {
	d.arp.mu.Lock()
	defer d.arp.mu.Unlock()
	clear(d.arp.all)
}

// MAC is the hardware address of a port, "0290.1000.0001": the model's with the
// number of the port.
func (d *Device) MAC(iface string) string {
	b := d.model.MAC
	for n, p := range d.model.Interfaces {
		if p.Name == ifname.PortOf(iface) {
			b[5] += byte(n)
		}
	}
	return fmt.Sprintf("%02x%02x.%02x%02x.%02x%02x", b[0], b[1], b[2], b[3], b[4], b[5])
}
