package wire

import (
	"net/netip"
	"time"
)

// Frames builds Ethernet frames of the events, with lab addresses and the device
// time. UDP datagrams are those of the wire; TCP segments are built from the bytes
// transferred, without the retransmissions and window of the host.
type Frames struct {
	f       framer
	at      time.Time
	sent    bool
	streams map[*Channel]*stream
	emit    func(Frame)
	put     func(frame []byte)
}

// stream is the state of a TCP connection: the next sequence number of either side.
type stream struct{ local, remote uint32 }

// NewFrames returns a Reader that passes complete frames to emit. Their bytes are
// valid only during the call.
func NewFrames(emit func(Frame)) *Frames {
	p := &Frames{streams: map[*Channel]*stream{}, emit: emit}
	p.put = func(b []byte) { p.emit(Frame{At: p.at, Sent: p.sent, Length: len(b), Data: b}) } // created once, because a closure allocates
	return p
}

// Event implements Reader.
func (p *Frames) Event(e Event) {
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
		p.sent = e.Sent
		p.f.udp(from, to, e.Payload, p.put)
	case Open:
		p.open(e)
	case Failed:
		local, remote := plainAddr(e.Channel.Local), plainAddr(e.Remote)
		p.tcp(e, local, remote, 0, 0, flagSYN, nil)
		p.tcp(e, remote, local, 0, 1, flagRST|flagACK, nil)
	case Bytes:
		p.bytes(e)
	case Close:
		p.close(e)
	}
}

// End implements Reader.
func (p *Frames) End() error { return nil }

func (p *Frames) tcp(e Event, from, to netip.AddrPort, seq, ack uint32, flags byte, payload []byte) {
	p.sent = from == plainAddr(e.Channel.Local)
	p.f.tcp(from, to, seq, ack, flags, payload, p.put)
}

func sameFamily(a, b netip.AddrPort) bool {
	return a.IsValid() && b.IsValid() && a.Addr().Unmap().Is4() == b.Addr().Unmap().Is4()
}

// ends returns the addresses of the sender and the receiver.
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

func (p *Frames) open(e Event) {
	p.streams[e.Channel] = &stream{1, 1}
	from, to := ends(e)
	p.tcp(e, from, to, 0, 0, flagSYN, nil)
	p.tcp(e, to, from, 0, 1, flagSYN|flagACK, nil)
	p.tcp(e, from, to, 1, 1, flagACK, nil)
}

func (p *Frames) bytes(e Event) {
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
		p.tcp(e, from, to, *mine, *yours, flags, b[:n])
		*mine += uint32(n)
		b = b[n:]
	}
	p.tcp(e, to, from, *yours, *mine, flagACK, nil)
}

func (p *Frames) close(e Event) {
	s := p.streams[e.Channel]
	if s == nil {
		return
	}
	delete(p.streams, e.Channel)
	from, to := ends(e)
	p.tcp(e, from, to, s.local, s.remote, flagFIN|flagACK, nil)
	p.tcp(e, to, from, s.remote, s.local+1, flagFIN|flagACK, nil)
	p.tcp(e, from, to, s.local+1, s.remote+1, flagACK, nil)
}
