package wire

import (
	"encoding/binary"
	"net/netip"
)

// Sizes in bytes.
const (
	ethernetHeader = 14
	mtu            = 1500 // MTU of the Ethernet shown in a capture
	tcpSegment     = 1460
)

// IP protocol numbers.
const (
	protoTCP = 6
	protoUDP = 17
)

// framer builds Ethernet frames for packets between two addresses.
type framer struct {
	id     uint16 // of the next IPv4 packet
	buf    []byte // buffer of the frame
	packet []byte // buffer of its packet
}

// udp emits the frames of a datagram: several if it exceeds the MTU.
func (f *framer) udp(from, to netip.AddrPort, payload []byte, emit func(frame []byte)) {
	h := append(f.packet[:0], make([]byte, 8)...)
	binary.BigEndian.PutUint16(h, from.Port())
	binary.BigEndian.PutUint16(h[2:], to.Port())
	binary.BigEndian.PutUint16(h[4:], uint16(8+len(payload)))
	h = append(h, payload...)
	f.packet = h
	sum := checksum(protoUDP, from.Addr(), to.Addr(), h)
	if sum == 0 {
		sum = 0xffff // zero means no checksum
	}
	binary.BigEndian.PutUint16(h[6:], sum)
	f.ip(protoUDP, from.Addr(), to.Addr(), h, emit)
}

// TCP flags.
const (
	flagFIN = 1 << iota
	flagSYN
	flagRST
	flagPSH
	flagACK
)

// tcp emits the frame of a segment.
func (f *framer) tcp(from, to netip.AddrPort, seq, ack uint32, flags byte, payload []byte, emit func(frame []byte)) {
	h := append(f.packet[:0], make([]byte, 20)...)
	binary.BigEndian.PutUint16(h, from.Port())
	binary.BigEndian.PutUint16(h[2:], to.Port())
	binary.BigEndian.PutUint32(h[4:], seq)
	binary.BigEndian.PutUint32(h[8:], ack)
	h[12], h[13] = 5<<4, flags
	binary.BigEndian.PutUint16(h[14:], 0xffff)
	h = append(h, payload...)
	f.packet = h
	binary.BigEndian.PutUint16(h[16:], checksum(protoTCP, from.Addr(), to.Addr(), h))
	f.ip(protoTCP, from.Addr(), to.Addr(), h, emit)
}

// ip adds IP and Ethernet headers to a packet, which it fragments if it is too
// long.
func (f *framer) ip(proto byte, from, to netip.Addr, packet []byte, emit func(frame []byte)) {
	header := 20
	if from.Is6() {
		header = 40
	}
	f.id++
	whole := len(packet)+header <= mtu
	room := (mtu - 48) &^ 7 // space beside either header, a multiple of eight
	for at := 0; ; at += room {
		part, more := packet[at:], false
		if !whole && len(part) > room {
			part, more = part[:room], true
		}
		f.buf = appendMAC(appendMAC(f.buf[:0], to), from)
		if from.Is6() {
			f.v6(proto, from, to, part, at, whole, more)
		} else {
			f.v4(proto, from, to, part, at, more)
		}
		f.buf = append(f.buf, part...)
		emit(f.buf)
		if !more {
			return
		}
	}
}

func (f *framer) v4(proto byte, from, to netip.Addr, part []byte, at int, more bool) {
	b := append(f.buf, 0x08, 0x00)
	h := len(b)
	fragment := uint16(at / 8)
	if more {
		fragment |= 0x2000
	}
	b = append(b, 0x45, 0)
	b = binary.BigEndian.AppendUint16(b, uint16(20+len(part)))
	b = binary.BigEndian.AppendUint16(b, f.id)
	b = binary.BigEndian.AppendUint16(b, fragment)
	b = append(b, 255, proto, 0, 0)
	b = append(append(b, from.AsSlice()...), to.AsSlice()...)
	binary.BigEndian.PutUint16(b[h+10:], fold(sum(0, b[h:])))
	f.buf = b
}

func (f *framer) v6(proto byte, from, to netip.Addr, part []byte, at int, whole, more bool) {
	next, length := proto, len(part)
	if !whole {
		next, length = 44, length+8
	}
	b := append(f.buf, 0x86, 0xdd, 0x60, 0, 0, 0)
	b = binary.BigEndian.AppendUint16(b, uint16(length))
	b = append(b, next, 64)
	b = append(append(b, from.AsSlice()...), to.AsSlice()...)
	if !whole {
		offset := uint16(at)
		if more {
			offset |= 1
		}
		b = append(b, proto, 0)
		b = binary.BigEndian.AppendUint16(b, offset)
		b = binary.BigEndian.AppendUint32(b, uint32(f.id))
	}
	f.buf = b
}

// appendMAC appends an Ethernet address of the locally administered range whose
// last bytes are those of the IP address.
func appendMAC(b []byte, a netip.Addr) []byte {
	s := a.AsSlice()
	return append(append(b, 0x02, 0x00), s[len(s)-4:]...)
}

// checksum returns the checksum of TCP and UDP (RFC 793 section 3.1, RFC 8200
// section 8.1).
func checksum(proto byte, from, to netip.Addr, packet []byte) uint16 {
	s := sum(0, from.AsSlice())
	s = sum(s, to.AsSlice())
	return fold(sum(s+uint64(proto)+uint64(len(packet)), packet))
}

func sum(s uint64, b []byte) uint64 {
	for len(b) >= 4 {
		s += uint64(binary.BigEndian.Uint32(b))
		b = b[4:]
	}
	switch len(b) {
	case 3:
		s += uint64(b[0])<<24 | uint64(b[1])<<16 | uint64(b[2])<<8
	case 2:
		s += uint64(b[0])<<24 | uint64(b[1])<<16
	case 1:
		s += uint64(b[0]) << 24
	}
	return s
}

// fold folds a sum to 16 bits and complements it.
func fold(s uint64) uint16 {
	for s > 0xffff {
		s = s>>16 + s&0xffff
	}
	return ^uint16(s)
}
