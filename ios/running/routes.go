package running

import (
	"net/netip"
	"slices"
	"strconv"
)

// StaticRouting contains the static routes and what they depend on.
type StaticRouting struct {
	Static []StaticRoute // in the order of the configuration
	// DefaultGateway is the next hop for destinations without a route; invalid without `ip
	// default-gateway`.
	DefaultGateway netip.Addr
	Tracks         map[int]Track // tracked objects by number
}

// StaticRoute is a line `ip route`.
type StaticRoute struct {
	VRF       string // "" is the global table
	Prefix    netip.Prefix
	Via       netip.Addr // invalid: only by the interface
	Iface     string     // "": only by the next hop
	Distance  int        // administrative distance, 1 to 255
	Tag       uint32
	Track     int // tracked object that must be up; 0: none
	Permanent bool
	Name      string
}

// DefaultDistance is the default administrative distance of a static route.
const DefaultDistance = 1

// Route decodes `ip route [vrf NAME] PREFIX MASK [INTERFACE] [NEXT-HOP] [DISTANCE]
// [name …|tag …|track …|permanent]`. A route by DHCP, and one for multicast, has no effect.
func Route(l Line) (Value, error) {
	w := l.Words[2:]
	r := StaticRoute{Distance: DefaultDistance}
	if len(w) > 2 && w[0] == "vrf" {
		r.VRF, w = w[1], w[2:]
	}
	if len(w) < 3 {
		return nil, nil
	}
	var ok bool
	if r.Prefix, ok = parsePrefix(w[0], w[1]); !ok {
		return nil, nil
	}
	r.Prefix = r.Prefix.Masked()
	w = w[2:]
	if a, err := netip.ParseAddr(w[0]); err == nil {
		r.Via = a
	} else {
		r.Iface = w[0]
	}
	w = w[1:]
	if r.Iface != "" && len(w) > 0 {
		if a, err := netip.ParseAddr(w[0]); err == nil {
			r.Via, w = a, w[1:]
		}
	}
	for len(w) > 0 {
		value := ""
		if len(w) > 1 {
			value = w[1]
		}
		switch w[0] {
		case "dhcp", "multicast":
			return nil, nil
		case "name":
			r.Name = value
		case "tag":
			n, _ := strconv.ParseUint(value, 10, 32) // the syntax accepts only numbers
			r.Tag = uint32(n)
		case "track":
			r.Track, _ = strconv.Atoi(value)
		case "permanent":
			r.Permanent, value = true, ""
		case "global":
			value = ""
		default:
			if n, err := strconv.Atoi(w[0]); err == nil {
				r.Distance = n
			}
			value = ""
		}
		if w = w[1:]; value != "" {
			w = w[1:]
		}
	}
	return In(func(c *Config) { c.Static = append(c.Static, r) }), nil
}

// DefaultGateway decodes `ip default-gateway A.B.C.D`.
func DefaultGateway(l Line) (Value, error) {
	a, err := netip.ParseAddr(l.Word(2))
	if err != nil {
		return nil, nil
	}
	return In(func(c *Config) { c.DefaultGateway = a }), nil
}

// Track is a tracked object: `track N interface NAME line-protocol` or `track N ip
// route PREFIX MASK reachability`.
type Track struct {
	Iface  string
	Prefix netip.Prefix
}

// TrackObject decodes `track N …`. Objects of other kinds have no effect: they are always
// down.
func TrackObject(l Line) (Value, error) {
	n, err := strconv.Atoi(l.Word(1))
	if err != nil {
		return nil, nil
	}
	var t Track
	switch l.Word(2) {
	case "interface":
		t.Iface = l.Word(3)
	case "ip":
		p, ok := parsePrefix(l.Word(4), l.Word(5))
		if !ok {
			if q, err := netip.ParsePrefix(l.Word(4)); err == nil {
				p, ok = q, true
			}
		}
		if l.Word(3) != "route" || !ok {
			return nil, nil
		}
		t.Prefix = p.Masked()
	default:
		return nil, nil
	}
	return In(func(c *Config) {
		if c.Tracks == nil {
			c.Tracks = map[int]Track{}
		}
		c.Tracks[n] = t
	}), nil
}

// VRF is a VRF: `vrf definition NAME` or `ip vrf NAME`.
type VRF struct {
	Name string
	RD   string // route distinguisher, "65001:1"; "" without one
}

// VRFHead decodes `vrf definition NAME` and `ip vrf NAME`.
func VRFHead(l Line) (Value, error) {
	name := l.Word(2)
	return Section(
		func() *VRF { return &VRF{Name: name} },
		func(c *Config, v *VRF) { c.VRFs = append(c.VRFs, v) }), nil
}

// VRFDistinguisher decodes `rd ASN:nn`.
func VRFDistinguisher(l Line) (Value, error) {
	rd := l.Word(1)
	return In(func(v *VRF) { v.RD = rd }), nil
}

// HasVRF reports whether the VRF is defined.
func (c *Config) HasVRF(name string) bool {
	return slices.ContainsFunc(c.VRFs, func(v *VRF) bool { return v.Name == name })
}
