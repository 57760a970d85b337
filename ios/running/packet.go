package running

import (
	"encoding/binary"
	"net/netip"
)

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
