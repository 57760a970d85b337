package system

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// Route is a row of the routing table.
type Route struct {
	Code   string // "C" connected, "L" local, "S" static
	Prefix netip.Prefix
	Via    netip.Addr // invalid: directly connected
	Iface  string     // "" for a static route by its next hop
	// Distance is the administrative distance.
	Distance int
}

// Routes are the routes in use, by address: connected and local ones of the
// interfaces that are up, static ones whose next hop can be reached.
func (sys *System) Routes() []Route {
	var out []Route
	local := sys.Texts().Routes.Local
	for _, i := range sys.Interfaces() {
		if !i.Up() {
			continue
		}
		for _, a := range i.Addrs() {
			out = append(out, Route{Code: "C", Prefix: a.Masked(), Iface: i.Name})
			if local && a.Bits() < 32 {
				out = append(out, Route{Code: "L", Prefix: netip.PrefixFrom(a.Addr(), 32), Iface: i.Name})
			}
		}
	}
	for _, l := range sys.config.Lines(nil) {
		f := strings.Fields(l)
		if len(f) < 5 || f[0] != "ip" || f[1] != "route" {
			continue
		}
		r := Route{Code: "S", Prefix: prefixOf(f[2], f[3]).Masked(), Distance: 1}
		if n, err := strconv.Atoi(f[len(f)-1]); err == nil && len(f) > 5 {
			r.Distance = n
		}
		if !r.Prefix.IsValid() {
			continue
		}
		if i, ok := sys.Interface(f[4]); ok {
			if !i.Up() {
				continue
			}
			r.Iface = i.Name
		} else if a, err := netip.ParseAddr(f[4]); err == nil {
			if _, ok := sys.Route(a); !ok {
				continue
			}
			r.Via = a
		} else {
			continue
		}
		out = append(out, r)
	}
	slices.SortStableFunc(out, func(a, b Route) int {
		if c := a.Prefix.Addr().Compare(b.Prefix.Addr()); c != 0 {
			return c
		}
		return a.Prefix.Bits() - b.Prefix.Bits()
	})
	return out
}

// neighbour is the address on a connected network to which packets for addr go,
// and the interface that leads there.
func (sys *System) neighbour(addr netip.Addr) (hop netip.Addr, iface string, ok bool) {
	routes := sys.Routes()
	hop = addr
	for range maxRecursion {
		best := Route{}
		for _, r := range routes {
			if r.Code != "L" && r.Prefix.Contains(hop) && (best.Code == "" || r.Prefix.Bits() > best.Prefix.Bits()) {
				best = r
			}
		}
		switch {
		case best.Code == "":
			i, ok := sys.Route(hop)
			return hop, i.Name, ok
		case best.Iface != "":
			return hop, best.Iface, true
		}
		hop = best.Via
	}
	return hop, "", false
}
