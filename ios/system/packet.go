package system

import (
	"encoding/binary"
	"net/netip"
)

// packet is what an access list looks at.
type packet struct {
	proto                byte
	source, dest         netip.Addr // dest invalid: not known
	ported               bool       // sourcePort and destPort count
	sourcePort, destPort int
	flags                byte // of TCP
	kind, code           int  // of ICMP; -1: not known
	fragment             bool // not the first of its packet
	tos, ttl             byte
}

// Numbers of protocols (IANA).
const (
	protoICMP = 1
	protoTCP  = 6
	protoUDP  = 17
)

// packetOf reads the IPv4 packet in an Ethernet frame; false if there is none.
func packetOf(frame []byte) (packet, bool) {
	const ethernet = 14
	if len(frame) < ethernet+20 || frame[12] != 0x08 || frame[13] != 0x00 || frame[ethernet]>>4 != 4 {
		return packet{}, false
	}
	ip := frame[ethernet:]
	header := int(ip[0]&0xf) * 4
	if header < 20 || len(ip) < header {
		return packet{}, false
	}
	p := packet{
		proto: ip[9], tos: ip[1], ttl: ip[8], kind: -1, code: -1,
		source: netip.AddrFrom4([4]byte(ip[12:16])), dest: netip.AddrFrom4([4]byte(ip[16:20])),
		fragment: binary.BigEndian.Uint16(ip[6:])&0x1fff != 0,
	}
	body := ip[header:]
	if p.fragment {
		return p, true
	}
	switch {
	case (p.proto == protoTCP || p.proto == protoUDP) && len(body) >= 4:
		p.ported = true
		p.sourcePort, p.destPort = int(binary.BigEndian.Uint16(body)), int(binary.BigEndian.Uint16(body[2:]))
		if p.proto == protoTCP && len(body) > 13 {
			p.flags = body[13]
		}
	case p.proto == protoICMP && len(body) >= 2:
		p.kind, p.code = int(body[0]), int(body[1])
	}
	return p, true
}
