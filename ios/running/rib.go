package running

import (
	"net/netip"
	"slices"
	"strings"
)

// RIB is the routing table of a VRF: what the interfaces and the static routes of a
// configuration come to. It never changes.
type RIB struct {
	routes  []RouteEntry // in use, by prefix
	gateway netip.Addr   // StaticRouting.DefaultGateway
}

// RouteEntry is a route in use.
type RouteEntry struct {
	Code     string // "C" connected, "L" local, "S" static
	Prefix   netip.Prefix
	Via      netip.Addr // invalid: directly connected
	Iface    string     // "" for a static route by its next hop alone
	Distance int        // administrative distance; 0 of connected routes
	Metric   int
	Tag      uint32
}

// NullInterface is the interface that drops what is routed to it.
const NullInterface = "Null0"

// NewRIB computes the table of a VRF, "" for the global one. up reports whether an
// interface carries traffic. Of static routes to one prefix those with the least distance
// are used; of their next hops each must be reached by another route, over an interface
// that is up, unless the route is permanent.
func NewRIB(c *Config, vrf string, up func(*Interface) bool) *RIB {
	t := &RIB{}
	if vrf == "" {
		t.gateway = c.DefaultGateway
	}
	usable := map[string]bool{NullInterface: true}
	for _, i := range c.Interfaces {
		if !up(i) {
			continue
		}
		usable[i.Name] = true
		if i.VRF != vrf {
			continue
		}
		for _, a := range i.Addrs() {
			t.routes = append(t.routes, RouteEntry{Code: "C", Prefix: a.Masked(), Iface: i.Name})
			if a.Bits() < 32 {
				t.routes = append(t.routes, RouteEntry{Code: "L", Prefix: netip.PrefixFrom(a.Addr(), 32), Iface: i.Name})
			}
		}
	}
	t.addStatic(c, vrf, usable)
	slices.SortStableFunc(t.routes, func(a, b RouteEntry) int {
		if c := a.Prefix.Addr().Compare(b.Prefix.Addr()); c != 0 {
			return c
		}
		return a.Prefix.Bits() - b.Prefix.Bits()
	})
	return t
}

// addStatic puts the static routes into the table. A next hop may itself be reached by a
// static route, and a route may depend on another by a tracked object: it goes on until
// nothing changes.
func (t *RIB) addStatic(c *Config, vrf string, usable map[string]bool) {
	connected := slices.Clone(t.routes)
	var used []int
	for range len(c.Static) + 1 {
		next := t.usableStatic(c, vrf, usable)
		if slices.Equal(next, used) {
			return
		}
		used = next
		t.routes = slices.Clone(connected)
		for _, n := range used {
			r := c.Static[n]
			t.routes = append(t.routes, RouteEntry{Code: "S", Prefix: r.Prefix, Via: r.Via, Iface: r.Iface, Distance: r.Distance, Tag: r.Tag})
		}
	}
}

// usableStatic are the static routes that the table as it is lets in, by their index.
func (t *RIB) usableStatic(c *Config, vrf string, usable map[string]bool) []int {
	best := map[netip.Prefix]int{} // the least distance
	for _, r := range t.routes {
		if r.Code == "C" {
			best[r.Prefix] = 0
		}
	}
	fits := func(r StaticRoute) bool {
		switch {
		case r.VRF != vrf, r.Track != 0 && !t.trackUp(c, r, usable):
			return false
		case r.Permanent:
			return true
		case r.Iface != "":
			return usable[r.Iface]
		}
		_, _, ok := t.resolve(r.Via, r.Prefix)
		return ok
	}
	var out []int
	for n, r := range c.Static {
		if !fits(r) {
			continue
		}
		if d, ok := best[r.Prefix]; !ok || r.Distance < d {
			best[r.Prefix] = r.Distance
		}
		out = append(out, n)
	}
	return slices.DeleteFunc(out, func(n int) bool { return c.Static[n].Distance > best[c.Static[n].Prefix] })
}

// trackUp reports whether the object that a route tracks is up. The reachability of a
// prefix is judged without the route itself.
func (t *RIB) trackUp(c *Config, of StaticRoute, usable map[string]bool) bool {
	k, ok := c.Tracks[of.Track]
	switch {
	case !ok:
		return false
	case k.Iface != "":
		return usable[k.Iface]
	}
	return slices.ContainsFunc(t.routes, func(r RouteEntry) bool { return r.Prefix == k.Prefix && r.Prefix != of.Prefix })
}

// maxRecursion bounds how often a next hop is itself looked up.
const maxRecursion = 8

// resolve finds the neighbor that packets to addr are handed to, and the interface
// towards it, without routes to the prefix except.
func (t *RIB) resolve(addr netip.Addr, except netip.Prefix) (hop netip.Addr, iface string, ok bool) {
	hop = addr
	for range maxRecursion {
		r, found := t.lookup(hop, except)
		switch {
		case !found:
			return hop, "", false
		case r.Iface != "" && r.Via.IsValid():
			return r.Via, r.Iface, true
		case r.Iface != "":
			return hop, r.Iface, r.Iface != NullInterface || hop == addr
		}
		hop = r.Via
	}
	return hop, "", false
}

// lookup is the route with the longest prefix.
func (t *RIB) lookup(addr netip.Addr, except netip.Prefix) (best RouteEntry, ok bool) {
	for _, r := range t.routes {
		if r.Code != "L" && r.Prefix.Contains(addr) && r.Prefix != except && (!ok || r.Prefix.Bits() > best.Prefix.Bits()) {
			best, ok = r, true
		}
	}
	return best, ok
}

// NextHop is the neighbor on a connected network that packets to addr are handed to, and
// the interface that leads there; ok is false where no route does, or one to Null0.
func (t *RIB) NextHop(addr netip.Addr) (hop netip.Addr, iface string, ok bool) {
	if hop, iface, ok = t.resolve(addr, netip.Prefix{}); ok {
		return hop, iface, iface != NullInterface
	}
	if _, routed := t.lookup(addr, netip.Prefix{}); !routed && t.gateway.IsValid() && t.gateway != addr {
		if hop, iface, ok = t.resolve(t.gateway, netip.Prefix{}); ok {
			return hop, iface, iface != NullInterface
		}
	}
	return addr, "", false
}

// Routes are the routes in use, by prefix. Without local, the routes to the router's own
// addresses are left out.
func (t *RIB) Routes(local bool) []RouteEntry {
	if local {
		return slices.Clone(t.routes)
	}
	return slices.DeleteFunc(slices.Clone(t.routes), func(r RouteEntry) bool { return strings.HasPrefix(r.Code, "L") })
}
