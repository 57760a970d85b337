package running

import "net/netip"

// Routing is what is configured of routing protocols and VRFs.
type Routing struct {
	Routers []*Router // in the order of the configuration
	VRFs    []*VRF    // the same
}

// Protocol is a routing protocol as its section names it.
type Protocol string

// Routing protocols.
const (
	BGP   Protocol = "bgp"
	EIGRP Protocol = "eigrp"
	OSPF  Protocol = "ospf"
	RIP   Protocol = "rip"
)

// Router is a process of a routing protocol.
type Router struct {
	Protocol Protocol
	// Process is the number or the name of the process, of BGP its autonomous system
	// ("65001", "1.10"); "" of RIP.
	Process string

	RouterID     netip.Addr // invalid: an address of an interface
	RouterIDFrom string     // the interface whose address is the router ID (BGP); "" without it

	Networks       []Network
	Redistribution []Redistribution
	MaximumPaths   int // to one network; 4 by default, of BGP 1
	AutoSummary    bool

	PassiveDefault bool            // of interfaces that are not in Passive
	Passive        map[string]bool // by the name of the interface

	RIPVersion         int        // 1 or 2; 0: sends 1, receives both
	Variance           int        // of metrics in the routes of EIGRP; 1 by default
	MaximumHops        int        // of EIGRP; 100 by default
	ReferenceBandwidth int        // of OSPF's costs, in Mbit/s; 100 by default
	Areas              []Area     // of OSPF: those with settings of their own
	Neighbors          []Neighbor // of BGP
}

// Network is a line `network` of a process: the interfaces whose addresses it covers are
// the process's.
type Network struct {
	Addr netip.Addr
	// Mask is a mask or, if its first bit is 0, wildcard bits; without it, the network is
	// that of the address's class.
	Mask netip.Addr
	Area string // of OSPF; else ""
}

// Redistribution is a source of routes that a process passes on.
type Redistribution struct {
	Source string // "connected", "eigrp 1"
	Text   string // Source and its options as they are configured
}

// Area is an area of an OSPF process.
type Area struct {
	Name           string
	Kind           AreaKind
	Authentication AreaAuthentication
}

// AreaKind is which routes of elsewhere an area knows.
type AreaKind int

// Kinds of areas.
const (
	AreaNormal AreaKind = iota
	AreaStub
	AreaNSSA
)

// AreaAuthentication is how the routers of an area prove that they belong to it.
type AreaAuthentication int

// Kinds of authentication.
const (
	AreaOpen AreaAuthentication = iota
	AreaPassword
	AreaMessageDigest
)

// Neighbor is a neighbor of BGP with an autonomous system.
type Neighbor struct {
	Name     string // its address, or the name of a peer group
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

// Area are the settings of an area.
func (r *Router) Area(name string) Area {
	for _, a := range r.Areas {
		if a.Name == name {
			return a
		}
	}
	return Area{Name: name}
}

// area is the area of that name, which is added if there is none.
func (r *Router) area(name string) *Area {
	for i := range r.Areas {
		if r.Areas[i].Name == name {
			return &r.Areas[i]
		}
	}
	r.Areas = append(r.Areas, Area{Name: name})
	return &r.Areas[len(r.Areas)-1]
}
