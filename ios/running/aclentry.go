package running

import (
	"encoding/binary"
	"net/netip"
	"slices"
)

// Action is what an entry of an access list does with a packet that it fits.
type Action int

// The actions.
const (
	Deny Action = iota
	Permit
	Evaluate // looks into a reflexive list, in which nothing is here
)

// Any is the number of a protocol, a type or a class that is not asked for.
const Any = -1

// AccessEntry is an entry of an access list. That of a standard list only asks for the
// source.
type AccessEntry struct {
	Number   int    // in the sequence
	Text     string // from the action on
	Action   Action
	Protocol int // IANA's number, or Any

	Source, Dest           AddressMatch
	SourcePorts, DestPorts PortMatch // of TCP and UDP

	// Flags are bits of TCP's header; of each byte one bit must be set.
	Flags      []byte
	Type, Code int  // of ICMP, or Any
	Fragments  bool // only fragments fit that are not the first
	// DSCP, Precedence and TOS are parts of the type of service, or Any.
	DSCP, Precedence, TOS int
	TTL                   Range
	Log                   bool // a message is logged of each packet that fits

	Option       string // an IP option that must be there; no packet here has any
	ServiceGroup string // an object group of services; it fits no packet
	TimeRange    string // it counts as active
	Reflect      string // a reflexive list, in which nothing is noted

	odd bool // there are words that no reader knows; it fits no packet
}

func newAccessEntry(text string) AccessEntry {
	return AccessEntry{
		Text: text, Protocol: Any, Source: AddressMatch{Any: true}, Dest: AddressMatch{Any: true},
		Type: Any, Code: Any, DSCP: Any, Precedence: Any, TOS: Any, TTL: Range{0, 255},
	}
}

// AddressMatch is the addresses that an entry asks for.
type AddressMatch struct {
	Any   bool
	Group string // an object group of networks, ""
	// Base and Wildcard are an address, and the bits that do not count.
	Base, Wildcard netip.Addr
}

// Range is the numbers from First to Last.
type Range struct{ First, Last int }

func (r Range) contains(n int) bool { return n >= r.First && n <= r.Last }

// PortMatch is the ports that an entry asks for; the zero value is all.
type PortMatch struct {
	Ranges []Range
	Not    bool // all but those
}

func (m PortMatch) isAny() bool { return m.Ranges == nil }

func (m PortMatch) fits(port int) bool {
	return slices.ContainsFunc(m.Ranges, func(r Range) bool { return r.contains(port) }) != m.Not
}

// fits reports whether the entry fits a packet. A fragment, which has no ports, fits a
// permit that asks for ports by the addresses alone, and no deny (Cisco, Access Control
// Lists and IP Fragments).
func (e *AccessEntry) fits(p Packet, o *Objects) bool {
	return !e.odd && e.Option == "" && e.ServiceGroup == "" &&
		(e.Protocol == Any || e.Protocol == int(p.Protocol)) &&
		e.Source.fits(p.Source, o) && e.portsFit(e.SourcePorts, p.SourcePort, p) &&
		e.Dest.fits(p.Dest, o) && e.portsFit(e.DestPorts, p.DestPort, p) && e.headerFits(p)
}

func (e *AccessEntry) portsFit(m PortMatch, port int, p Packet) bool {
	switch {
	case m.isAny():
		return true
	case p.Fragment:
		return e.Action == Permit
	}
	return p.Ported && m.fits(port)
}

// headerFits compares what is neither protocol nor addresses nor ports.
func (e *AccessEntry) headerFits(p Packet) bool {
	for _, bits := range e.Flags {
		if p.Flags&bits == 0 {
			return false
		}
	}
	is := func(want, have int) bool { return want == Any || want == have }
	return is(e.Type, p.Type) && is(e.Code, p.Code) && (!e.Fragments || p.Fragment) &&
		is(e.DSCP, int(p.TOS>>2)) && is(e.Precedence, int(p.TOS>>5)) && is(e.TOS, int(p.TOS>>1&0xf)) &&
		e.TTL.contains(int(p.TTL))
}

func (m AddressMatch) fits(addr netip.Addr, o *Objects) bool {
	switch {
	case m.Any:
		return true
	case m.Group != "":
		return o.inGroup(m.Group, addr, nil)
	}
	return addr.Is4() && bitsOf(m.Base)&^bitsOf(m.Wildcard) == bitsOf(addr)&^bitsOf(m.Wildcard)
}

func bitsOf(a netip.Addr) uint32 {
	b := a.As4()
	return binary.BigEndian.Uint32(b[:])
}
