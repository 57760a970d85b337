package running

import (
	"encoding/binary"
	"math/bits"
	"net/netip"
	"slices"
)

// Objects are the object groups and what uses them.
type Objects struct {
	AccessLists   []*AccessList // in the order of the configuration
	NetworkGroups []*NetworkGroup
}

// NetworkGroup is an `object-group network`.
type NetworkGroup struct {
	Name     string
	Networks []netip.Prefix // hosts are of 32 bits
	Ranges   []AddressRange
	Groups   []string // the names of groups that belong to it
}

// AddressRange is the addresses from First to Last.
type AddressRange struct{ First, Last netip.Addr }

// inGroup reports whether a network object group has an address. Groups that have been
// looked into already are in seen.
func (o *Objects) inGroup(name string, addr netip.Addr, seen []string) bool {
	if slices.Contains(seen, name) {
		return false
	}
	seen = append(seen, name)
	for _, g := range o.NetworkGroups {
		if g.Name == name {
			return g.has(addr, o, seen)
		}
	}
	return false
}

func (g *NetworkGroup) has(addr netip.Addr, o *Objects, seen []string) bool {
	return slices.ContainsFunc(g.Networks, func(p netip.Prefix) bool { return p.Contains(addr) }) ||
		slices.ContainsFunc(g.Ranges, func(r AddressRange) bool { return r.First.Compare(addr) <= 0 && addr.Compare(r.Last) <= 0 }) ||
		slices.ContainsFunc(g.Groups, func(name string) bool { return o.inGroup(name, addr, seen) })
}

// ObjectGroup decodes `object-group network NAME`.
func ObjectGroup(l Line) (Value, error) {
	name := l.Word(2)
	return Section(
		func() *NetworkGroup { return &NetworkGroup{Name: name} },
		func(c *Config, g *NetworkGroup) { c.NetworkGroups = append(c.NetworkGroups, g) }), nil
}

// NetworkObject decodes a line of an object group of networks: "host 10.1.1.1", "range
// 10.1.1.1 10.1.1.9", "10.1.0.0 255.255.0.0" and "group-object NAME". A host whose name
// stands there fits nothing.
func NetworkObject(l Line) (Value, error) {
	switch l.Word(0) {
	case "group-object":
		name := l.Word(1)
		return In(func(g *NetworkGroup) { g.Groups = append(g.Groups, name) }), nil
	case "range":
		first, err := netip.ParseAddr(l.Word(1))
		last, lerr := netip.ParseAddr(l.Word(2))
		if err != nil || lerr != nil {
			return nil, nil
		}
		return In(func(g *NetworkGroup) { g.Ranges = append(g.Ranges, AddressRange{first, last}) }), nil
	case "host":
		return networkValue(l.Word(1), "255.255.255.255")
	}
	return networkValue(l.Word(0), l.Word(1))
}

func networkValue(addr, mask string) (Value, error) {
	p, ok := maskedPrefix(addr, mask)
	if !ok {
		return nil, nil
	}
	return In(func(g *NetworkGroup) { g.Networks = append(g.Networks, p) }), nil
}

// maskedPrefix is the network of an address and a mask whose ones are all in front.
func maskedPrefix(addr, mask string) (netip.Prefix, bool) {
	a, err := netip.ParseAddr(addr)
	m, merr := netip.ParseAddr(mask)
	if err != nil || merr != nil || !a.Is4() || !m.Is4() {
		return netip.Prefix{}, false
	}
	b := m.As4()
	n := binary.BigEndian.Uint32(b[:])
	ones := bits.LeadingZeros32(^n)
	return netip.PrefixFrom(a, ones).Masked(), bits.OnesCount32(n) == ones
}
