package network

import (
	"errors"
	"net/netip"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/iosim/iosim/ifs"
	wiretap "github.com/iosim/iosim/internal/wire"
)

// packetConn translates between the lab's addresses and real ones, and does to
// datagrams what the link does. It talks to one host, so that a transfer costs one
// look-up. One goroutine sends and receives.
type packetConn struct {
	ifs.PacketConn
	addrs   *AddressMap
	remote  netip.Addr
	shaper  *shaper
	capture *wiretap.Recorder

	lab, real netip.AddrPort // the last translation of an outgoing address
	answered  []uint16       // ports of remote that have answered: those of its transfers
	instant   bool           // waiting costs no real time
	sent      bool           // something went to a real socket

	late   *datagram // sent, but to be overtaken by the next
	queue  []datagram
	behind *datagram // received, but overtaken by the next

	// Where time jumps a host's own time-outs, in real time, would come too late. A
	// datagram that did not get through comes again when the device has repeated its
	// own: in device time the host has repeated it by then.
	unheard, again *datagram

	mu       sync.Mutex
	deadline time.Time
	starved  bool // the link has taken the last datagram: perhaps nothing comes
	short    bool // the socket's deadline is not the caller's
}

// datagram is a datagram that waits for another.
type datagram struct {
	b    []byte
	peer netip.AddrPort
	fate wiretap.Fate
}

// lossWait is how long, in real time, an answer is waited for when the link has taken
// the last datagram and time jumps: it would have come by then.
const lossWait = 5 * time.Millisecond

// ReadFromAddrPort implements ifs.PacketConn.
func (p *packetConn) ReadFromAddrPort(b []byte) (int, netip.AddrPort, error) {
	if p.instant && !p.sent {
		return 0, netip.AddrPort{}, os.ErrDeadlineExceeded // nothing can answer
	}
	if p.shaper == nil {
		n, from, err := p.PacketConn.ReadFromAddrPort(b)
		return n, p.labAddr(from, err), err
	}
	for {
		if len(p.queue) > 0 {
			d := p.queue[0]
			p.queue = p.queue[1:]
			p.capture.Fate(false, d.fate, p.LocalAddrPort(), d.peer, d.b)
			return copy(b, d.b), d.peer, nil
		}
		if d := p.again; d != nil {
			p.again = nil
			if p.received(d.b, d.peer) {
				return copy(b, d.b), d.peer, nil
			}
			continue
		}
		early, err := p.setDeadline()
		if err != nil {
			return 0, netip.AddrPort{}, err
		}
		n, from, err := p.PacketConn.ReadFromAddrPort(b)
		from = p.labAddr(from, err)
		if err != nil {
			if early && errors.Is(err, os.ErrDeadlineExceeded) {
				return 0, from, os.ErrDeadlineExceeded
			}
			return n, from, err
		}
		if !p.received(b[:n], from) {
			continue
		}
		return n, from, nil
	}
}

// maxAnswered bounds how many ports of the peer a socket remembers, oldest first.
const maxAnswered = 16

// labAddr is the address in the lab of the sender of a datagram. A port that answers is one
// that the peer has opened for this socket (RFC 1350, 4): datagrams may go there.
func (p *packetConn) labAddr(from netip.AddrPort, err error) netip.AddrPort {
	if err == nil && from.Addr().Unmap() == p.real.Addr().Unmap() && !slices.Contains(p.answered, from.Port()) {
		p.answered = append(p.answered, from.Port())
		if len(p.answered) > maxAnswered {
			p.answered = p.answered[1:]
		}
	}
	return netip.AddrPortFrom(p.remote, from.Port())
}

// realOf is the socket that a datagram to an address of the lab goes to.
func (p *packetConn) realOf(to netip.AddrPort) (netip.AddrPort, bool) {
	if to.Addr() == p.remote && slices.Contains(p.answered, to.Port()) {
		return netip.AddrPortFrom(p.real.Addr(), to.Port()), true
	}
	return p.addrs.real(Port{UDP, to})
}

// setDeadline sets the socket's deadline for the next read: a short one, which it
// reports, if nothing may come any more.
func (p *packetConn) setDeadline() (early bool, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	soon := time.Now().Add(lossWait)
	early = p.instant && p.starved && !p.deadline.IsZero() && p.deadline.After(soon)
	if !early && !p.short {
		return false, nil
	}
	p.short = early
	if early {
		return true, p.PacketConn.SetReadDeadline(soon)
	}
	return false, p.PacketConn.SetReadDeadline(p.deadline)
}

// received reports whether a datagram reaches the device now.
func (p *packetConn) received(b []byte, from netip.AddrPort) bool {
	fate := p.shaper.packet(len(b))
	if p.shaper.link.HalfOpen {
		fate = wiretap.Lost
	}
	switch fate {
	case wiretap.Lost, wiretap.Damaged: // the checksum keeps a damaged one from the device
		p.capture.Fate(false, fate, p.LocalAddrPort(), from, b)
		p.keep(b, from)
		p.starve(true)
		return false
	case wiretap.Late:
		if p.behind == nil {
			p.keep(b, from)
			p.behind = &datagram{slices.Clone(b), from, fate}
			p.starve(true)
			return false
		}
	case wiretap.Duplicated:
		p.queue = append(p.queue, datagram{b: slices.Clone(b), peer: from})
	}
	p.capture.Fate(false, fate, p.LocalAddrPort(), from, b)
	if p.behind != nil {
		p.queue = append(p.queue, *p.behind)
		p.behind = nil
	}
	p.unheard = nil
	p.starve(false)
	return true
}

func (p *packetConn) keep(b []byte, from netip.AddrPort) {
	if p.instant && !p.shaper.link.HalfOpen {
		p.unheard = &datagram{b: slices.Clone(b), peer: from}
	}
}

func (p *packetConn) starve(on bool) {
	p.mu.Lock()
	p.starved = on
	p.mu.Unlock()
}

// WriteToAddrPort implements ifs.PacketConn. Packets to a port that
// does not exist vanish.
func (p *packetConn) WriteToAddrPort(b []byte, to netip.AddrPort) (int, error) {
	if to != p.lab {
		real, ok := p.realOf(to)
		if !ok {
			return len(b), nil
		}
		p.lab, p.real, p.sent = to, real, true
	}
	if p.shaper == nil {
		return p.PacketConn.WriteToAddrPort(b, p.real)
	}
	if p.unheard != nil {
		p.again, p.unheard = p.unheard, nil
	}
	fate := p.shaper.packet(len(b))
	p.capture.Fate(true, fate, p.LocalAddrPort(), to, b)
	switch fate {
	case wiretap.Lost, wiretap.Damaged:
		p.starve(true)
		return len(b), nil
	case wiretap.Late:
		if p.late == nil {
			p.late = &datagram{slices.Clone(b), p.real, fate}
			p.starve(true)
			return len(b), nil
		}
	case wiretap.Duplicated:
		if n, err := p.PacketConn.WriteToAddrPort(b, p.real); err != nil {
			return n, err
		}
	}
	p.starve(false)
	n, err := p.PacketConn.WriteToAddrPort(b, p.real)
	if d := p.late; d != nil && err == nil {
		p.late = nil
		_, err = p.PacketConn.WriteToAddrPort(d.b, d.peer)
	}
	return n, err
}

// SetReadDeadline implements ifs.PacketConn.
func (p *packetConn) SetReadDeadline(t time.Time) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.deadline, p.short = t, false
	return p.PacketConn.SetReadDeadline(t)
}

// Close implements ifs.PacketConn. What is still under way comes late: to the host after
// all, to the device in vain.
func (p *packetConn) Close() error {
	if d := p.late; d != nil {
		p.late = nil
		_, _ = p.PacketConn.WriteToAddrPort(d.b, d.peer) // whether the host is still there is its affair
	}
	if d := p.behind; d != nil {
		p.behind = nil
		p.capture.Fate(false, wiretap.Lost, p.LocalAddrPort(), d.peer, d.b)
	}
	if p.shaper != nil {
		p.shaper.settle()
	}
	p.addrs.release(p.LocalAddrPort().Port())
	return p.PacketConn.Close()
}
