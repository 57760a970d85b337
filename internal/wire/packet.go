package wire

import (
	"net/netip"
	"sync"
	"time"
)

// PacketConn is a UDP socket of a device; see ifs.PacketConn.
type PacketConn interface {
	ReadFromAddrPort(b []byte) (int, netip.AddrPort, error)
	WriteToAddrPort(b []byte, to netip.AddrPort) (int, error)
	SetReadDeadline(t time.Time) error
	LocalAddrPort() netip.AddrPort
	Close() error
}

// Packets returns c with its traffic recorded. local is its lab address; if it is
// invalid, that of the socket is used. It returns c itself if r is nil.
func (r *Recorder) Packets(c PacketConn, local netip.Addr) PacketConn {
	if r == nil {
		return c
	}
	at := c.LocalAddrPort()
	if local.IsValid() {
		at = netip.AddrPortFrom(local, at.Port())
	}
	return &packets{PacketConn: c, r: r, ch: r.channel(at, netip.AddrPort{}, false)}
}

type packets struct {
	PacketConn
	r    *Recorder
	ch   *Channel
	once sync.Once
}

func (p *packets) ReadFromAddrPort(b []byte) (int, netip.AddrPort, error) {
	n, from, err := p.PacketConn.ReadFromAddrPort(b)
	if err == nil {
		p.note(false, from, b[:n])
	}
	return n, from, err
}

func (p *packets) WriteToAddrPort(b []byte, to netip.AddrPort) (int, error) {
	n, err := p.PacketConn.WriteToAddrPort(b, to)
	if err == nil {
		p.note(true, to, b)
	}
	return n, err
}

func (p *packets) note(sent bool, remote netip.AddrPort, payload []byte) {
	p.r.mu.Lock()
	defer p.r.mu.Unlock()
	if !p.ch.Remote.IsValid() {
		p.ch.Remote = remote
	}
	fate := p.r.pending
	p.r.pending = ""
	p.r.emit(Event{Kind: Datagram, Sent: sent, Channel: p.ch, Remote: remote, Payload: payload, Fate: fate})
}

func (p *packets) Close() error {
	err := p.PacketConn.Close()
	p.once.Do(func() { p.r.closed(p.ch, false) })
	return err
}
