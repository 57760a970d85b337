package running

import (
	"encoding/binary"
	"net/netip"
	"strconv"
	"strings"
)

// AccessList is an IP access list.
type AccessList struct {
	Extended bool
	Name     string        // or number
	Entries  []AccessEntry // in order

	objects *Objects // of the same configuration
}

// AccessList is the access list with that name or number, nil if there is none.
func (c *Config) AccessList(name string) *AccessList {
	for _, a := range c.AccessLists {
		if a.Name == name {
			return a
		}
	}
	return nil
}

// Judge reports whether the list lets a packet through: the first entry that fits
// counts, what none fits is denied. A list that does not exist, or is empty, permits
// everything. log says that the entry which counts asks for a message.
func (a *AccessList) Judge(p Packet) (permitted, log bool) {
	if a == nil {
		return true, false
	}
	empty := true
	for i := range a.Entries {
		e := &a.Entries[i]
		if e.Action == Evaluate {
			continue
		}
		if empty = false; e.fits(p, a.objects) {
			return e.Action == Permit, e.Log
		}
	}
	return empty, false
}

// AccessListHead decodes `access-list NUMBER` and `ip access-list (standard|extended)
// NAME`, the heads below which the entries stand.
func AccessListHead(l Line) (Value, error) {
	name, extended := l.Word(1), isExtended(l.Word(1))
	if l.Word(0) == "ip" {
		name, extended = l.Word(3), l.Word(2) == "extended"
	}
	return Section(
		func() *AccessList { return &AccessList{Extended: extended, Name: name} },
		func(c *Config, a *AccessList) {
			own := *a
			own.objects = &c.Objects
			c.AccessLists = append(c.AccessLists, &own)
		}), nil
}

// isExtended tells by its number what a numbered list is: 100 to 199 and 2000 to 2699.
func isExtended(number string) bool {
	n, err := strconv.Atoi(number)
	return err == nil && (n >= 100 && n <= 199 || n >= 2000 && n <= 2699)
}

// StandardEntry decodes an entry of a standard list, from its action on: "permit
// 10.1.1.0 0.0.0.255 log". A remark has no effect.
func StandardEntry(l Line) (Value, error) { return entryValue(l, (*entryReader).standard) }

// ExtendedEntry decodes an entry of an extended list, from its action on: "permit tcp
// any host 10.1.1.1 eq www". A remark has no effect.
func ExtendedEntry(l Line) (Value, error) { return entryValue(l, (*entryReader).extended) }

func entryValue(l Line, read func(*entryReader)) (Value, error) {
	e := newAccessEntry(strings.Join(l.Words, " "))
	switch l.Word(0) {
	case "permit":
		e.Action = Permit
	case "deny":
		e.Action = Deny
	case "evaluate":
		e.Action = Evaluate
	default:
		return nil, nil
	}
	if e.Action != Evaluate {
		read(&entryReader{words: l.Words[1:], e: &e})
	}
	return InPlace(func(a *AccessList, place int) {
		a.Entries = append(a.Entries, e)
		a.Entries[len(a.Entries)-1].Number = place
	}), nil
}

// Packet is what an access list looks at.
type Packet struct {
	Protocol             byte       // IANA's number
	Source, Dest         netip.Addr // Dest invalid: not known
	Ported               bool       // SourcePort and DestPort count
	SourcePort, DestPort int
	Flags                byte // of TCP's header
	Type, Code           int  // of ICMP; -1: not known
	Fragment             bool // not the first of its packet
	TOS, TTL             byte // of the IP header
}

// Numbers of protocols (IANA).
const (
	ICMP = 1
	TCP  = 6
	UDP  = 17
)

// ParseFrame reads the IPv4 packet in an Ethernet frame; false if there is none.
func ParseFrame(frame []byte) (Packet, bool) {
	const ethernet = 14
	if len(frame) < ethernet+20 || frame[12] != 0x08 || frame[13] != 0x00 || frame[ethernet]>>4 != 4 {
		return Packet{}, false
	}
	ip := frame[ethernet:]
	header := int(ip[0]&0xf) * 4
	if header < 20 || len(ip) < header {
		return Packet{}, false
	}
	p := Packet{
		Protocol: ip[9], TOS: ip[1], TTL: ip[8], Type: -1, Code: -1,
		Source: netip.AddrFrom4([4]byte(ip[12:16])), Dest: netip.AddrFrom4([4]byte(ip[16:20])),
		Fragment: binary.BigEndian.Uint16(ip[6:])&0x1fff != 0,
	}
	body := ip[header:]
	if p.Fragment {
		return p, true
	}
	switch {
	case (p.Protocol == TCP || p.Protocol == UDP) && len(body) >= 4:
		p.Ported = true
		p.SourcePort, p.DestPort = int(binary.BigEndian.Uint16(body)), int(binary.BigEndian.Uint16(body[2:]))
		if p.Protocol == TCP && len(body) > 13 {
			p.Flags = body[13]
		}
	case p.Protocol == ICMP && len(body) >= 2:
		p.Type, p.Code = int(body[0]), int(body[1])
	}
	return p, true
}
