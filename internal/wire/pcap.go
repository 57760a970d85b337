package wire

import (
	"bufio"
	"encoding/binary"
	"io"
	"net/netip"
	"time"
)

// Pcap writes the events as a capture that packet analysers open: Ethernet frames
// with the addresses of the lab and the time of the device. UDP datagrams are those
// of the wire; TCP connections are made up of the bytes that passed, without the
// repeats and window of the machine's own.
type Pcap struct {
	w       *bufio.Writer
	c       io.Closer
	f       framer
	at      time.Time
	streams map[*Channel]*stream
	err     error
}

// stream is the state of a TCP connection: what either side sends next.
type stream struct{ local, remote uint32 }

// snapLength is the longest frame that a file's header announces, in bytes.
const snapLength = 262144

// NewPcap writes to w, which End closes.
func NewPcap(w io.WriteCloser) *Pcap {
	p := &Pcap{w: bufio.NewWriterSize(w, 256<<10), c: w, streams: map[*Channel]*stream{}}
	var h [24]byte
	binary.LittleEndian.PutUint32(h[0:], 0xa1b2c3d4)
	binary.LittleEndian.PutUint16(h[4:], 2)
	binary.LittleEndian.PutUint16(h[6:], 4)
	binary.LittleEndian.PutUint32(h[16:], snapLength)
	binary.LittleEndian.PutUint32(h[20:], 1) // Ethernet
	_, p.err = p.w.Write(h[:])
	return p
}

// Event implements Reader.
func (p *Pcap) Event(e Event) {
	p.at = e.At
	switch {
	case e.Kind == Timeout, !e.arrived():
		return // nothing was on the device's end of the wire
	case !sameFamily(e.Channel.Local, e.Remote):
		return
	}
	switch e.Kind {
	case Datagram:
		from, to := ends(e)
		p.f.udp(from, to, e.Payload, p.frame)
	case Open:
		p.open(e)
	case Failed:
		p.f.tcp(e.Channel.Local, e.Remote, 0, 0, flagSYN, nil, p.frame)
		p.f.tcp(e.Remote, e.Channel.Local, 0, 1, flagRST|flagACK, nil, p.frame)
	case Bytes:
		p.bytes(e)
	case Close:
		p.close(e)
	}
}

func sameFamily(a, b netip.AddrPort) bool {
	return a.IsValid() && b.IsValid() && a.Addr().Unmap().Is4() == b.Addr().Unmap().Is4()
}

// ends are the sender and the receiver.
func ends(e Event) (from, to netip.AddrPort) {
	local, remote := plainAddr(e.Channel.Local), plainAddr(e.Remote)
	if e.Sent {
		return local, remote
	}
	return remote, local
}

func plainAddr(a netip.AddrPort) netip.AddrPort {
	return netip.AddrPortFrom(a.Addr().Unmap(), a.Port())
}

func (p *Pcap) open(e Event) {
	s := &stream{1, 1}
	p.streams[e.Channel] = s
	from, to := ends(e)
	p.f.tcp(from, to, 0, 0, flagSYN, nil, p.frame)
	p.f.tcp(to, from, 0, 1, flagSYN|flagACK, nil, p.frame)
	p.f.tcp(from, to, 1, 1, flagACK, nil, p.frame)
}

func (p *Pcap) bytes(e Event) {
	s := p.streams[e.Channel]
	if s == nil {
		return
	}
	from, to := ends(e)
	mine, yours := &s.remote, &s.local
	if e.Sent {
		mine, yours = yours, mine
	}
	for b := e.Payload; len(b) > 0; {
		n := min(len(b), tcpSegment)
		flags := byte(flagACK)
		if n == len(b) {
			flags |= flagPSH
		}
		p.f.tcp(from, to, *mine, *yours, flags, b[:n], p.frame)
		*mine += uint32(n)
		b = b[n:]
	}
	p.f.tcp(to, from, *yours, *mine, flagACK, nil, p.frame)
}

func (p *Pcap) close(e Event) {
	s := p.streams[e.Channel]
	if s == nil {
		return
	}
	delete(p.streams, e.Channel)
	from, to := ends(e)
	p.f.tcp(from, to, s.local, s.remote, flagFIN|flagACK, nil, p.frame)
	p.f.tcp(to, from, s.remote, s.local+1, flagFIN|flagACK, nil, p.frame)
	p.f.tcp(from, to, s.local+1, s.remote+1, flagACK, nil, p.frame)
}

func (p *Pcap) frame(b []byte) {
	if p.err != nil {
		return
	}
	var h [16]byte
	binary.LittleEndian.PutUint32(h[0:], uint32(p.at.Unix()))
	binary.LittleEndian.PutUint32(h[4:], uint32(p.at.Nanosecond()/1000))
	binary.LittleEndian.PutUint32(h[8:], uint32(len(b)))
	binary.LittleEndian.PutUint32(h[12:], uint32(len(b)))
	if _, p.err = p.w.Write(h[:]); p.err == nil {
		_, p.err = p.w.Write(b)
	}
}

// End implements Reader: it writes the rest and closes the file.
func (p *Pcap) End() error {
	if err := p.w.Flush(); p.err == nil {
		p.err = err
	}
	if err := p.c.Close(); p.err == nil {
		p.err = err
	}
	return p.err
}
