package running

import "net/netip"

// Routing contains the routing protocols and VRFs.
type Routing struct {
	Routers []*Router // in the order of the configuration
	VRFs    []*VRF    // in the order of the configuration
}

// Protocol is a routing protocol by its name in `router`.
type Protocol string

// The routing protocols.
const (
	BGP   Protocol = "bgp"
	EIGRP Protocol = "eigrp"
	OSPF  Protocol = "ospf"
	RIP   Protocol = "rip"
)

// Router is a process of a routing protocol.
type Router struct {
	Protocol Protocol
	// Process is the number or the name of the process; for BGP the autonomous system
	// ("65001", "1.10"), for RIP "".
	Process string

	RouterID     netip.Addr // invalid: chosen from the addresses of the interfaces
	RouterIDFrom string     // the interface whose address is the router ID (BGP); "" without it

	Networks       []Network
	Redistribution []Redistribution
	MaximumPaths   int // to one network; 4 by default, for BGP 1
	AutoSummary    bool

	PassiveDefault bool            // for interfaces that are not in Passive
	Passive        map[string]bool // by name of the interface

	RIPVersion         int        // 1 or 2; 0: sends 1, receives both
	Variance           int        // EIGRP's variance of metrics; 1 by default
	MaximumHops        int        // EIGRP's maximum hops; 100 by default
	ReferenceBandwidth int        // OSPF's reference bandwidth for costs, in Mbit/s; 100 by default
	Areas              []Area     // the OSPF areas with settings
	Neighbors          []Neighbor // the BGP neighbors
}

// Network is a line `network` of a process. The process runs on the interfaces whose
// addresses the network covers.
type Network struct {
	Addr netip.Addr
	// Mask is a mask or, if its first bit is 0, wildcard bits. If it is invalid, the network
	// is that of the address's class.
	Mask netip.Addr
	Area string // for OSPF; otherwise ""
}

// Redistribution is a source of routes that a process redistributes.
type Redistribution struct {
	Source string // "connected", "eigrp 1"
	Text   string // Source and its options as configured
}

// Area is an area of an OSPF process.
type Area struct {
	Name           string
	Kind           AreaKind
	Authentication AreaAuthentication
}

// AreaKind is the kind of an area, which determines the external routes that it has.
type AreaKind int

// The kinds of areas.
const (
	AreaNormal AreaKind = iota
	AreaStub
	AreaNSSA
)

// AreaAuthentication is the authentication between the routers of an area.
type AreaAuthentication int

// The kinds of authentication.
const (
	AreaOpen AreaAuthentication = iota
	AreaPassword
	AreaMessageDigest
)

// Neighbor is a BGP neighbor with an autonomous system.
type Neighbor struct {
	Name     string // address, or name of a peer group
	RemoteAS string // "65001"
}

// RouterHead decodes `router PROTOCOL [PROCESS] [vrf NAME]`.
func RouterHead(l Line) (Value, error) {
	protocol, process := Protocol(l.Word(1)), l.Word(2)
	paths := 4
	if protocol == BGP {
		paths = 1
	}
	return Section(
		func() *Router {
			return &Router{
				Protocol: protocol, Process: process, MaximumPaths: paths, AutoSummary: protocol == RIP,
				Variance: 1, MaximumHops: 100, ReferenceBandwidth: 100, Passive: map[string]bool{},
			}
		},
		func(c *Config, r *Router) { c.Routers = append(c.Routers, r) }), nil
}

// IsPassive reports whether the process only listens on an interface.
func (r *Router) IsPassive(name string) bool {
	if passive, ok := r.Passive[name]; ok {
		return passive
	}
	return r.PassiveDefault
}

// Area returns the settings of an area.
func (r *Router) Area(name string) Area {
	for _, a := range r.Areas {
		if a.Name == name {
			return a
		}
	}
	return Area{Name: name}
}

// area returns the area with the name, which it adds if there is none.
func (r *Router) area(name string) *Area {
	for i := range r.Areas {
		if r.Areas[i].Name == name {
			return &r.Areas[i]
		}
	}
	r.Areas = append(r.Areas, Area{Name: name})
	return &r.Areas[len(r.Areas)-1]
}
