package system

import (
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/iosim/iosim/ifs"
)

// Traffic is what has gone through an interface since its counters were cleared.
type Traffic struct {
	InPackets, InBytes, OutPackets, OutBytes int64
	InBroadcasts                             int64
	InRate, OutRate                          int64 // bits a second over five minutes
	InPPS, OutPPS                            int64 // packets a second over five minutes
	LastIn, LastOut, Cleared                 time.Time
}

// counter is the counters of an interface.
type counter struct {
	inPackets, inBytes, outPackets, outBytes, inBroadcasts atomic.Int64
	lastIn, lastOut                                        atomic.Int64 // nanoseconds, device time; 0: never

	mu      sync.Mutex
	base    Traffic // at the last clear
	sampled time.Time
	sample  Traffic // at sampled
}

// Header sizes in bytes that interfaces count beside the payload: Ethernet, IP
// and UDP or TCP.
const (
	udpHeaders = 14 + 20 + 8
	tcpHeaders = 14 + 20 + 20
	tcpSegment = 1460
)

func (c *counter) in(packets, bytes int, now time.Time) {
	c.inPackets.Add(int64(packets))
	c.inBytes.Add(int64(bytes))
	c.lastIn.Store(now.UnixNano())
}

func (c *counter) out(packets, bytes int, now time.Time) {
	c.outPackets.Add(int64(packets))
	c.outBytes.Add(int64(bytes))
	c.lastOut.Store(now.UnixNano())
}

func (c *counter) raw() Traffic {
	return Traffic{
		InPackets: c.inPackets.Load(), InBytes: c.inBytes.Load(),
		OutPackets: c.outPackets.Load(), OutBytes: c.outBytes.Load(),
		InBroadcasts: c.inBroadcasts.Load(),
	}
}

// rateInterval is the load interval of show interfaces.
const rateInterval = 5 * time.Minute

// read gives the counters, and the mean rates since the last sample, which is at
// least as old as the load interval once that has passed.
func (c *counter) read(now time.Time) Traffic {
	c.mu.Lock()
	defer c.mu.Unlock()
	raw := c.raw()
	span := int64(max(now.Sub(c.sampled), rateInterval) / time.Second)
	t := Traffic{
		InPackets: raw.InPackets - c.base.InPackets, InBytes: raw.InBytes - c.base.InBytes,
		OutPackets: raw.OutPackets - c.base.OutPackets, OutBytes: raw.OutBytes - c.base.OutBytes,
		InBroadcasts: raw.InBroadcasts - c.base.InBroadcasts,
		InRate:       (raw.InBytes - c.sample.InBytes) * 8 / span / 1000 * 1000,
		OutRate:      (raw.OutBytes - c.sample.OutBytes) * 8 / span / 1000 * 1000,
		InPPS:        (raw.InPackets - c.sample.InPackets) / span,
		OutPPS:       (raw.OutPackets - c.sample.OutPackets) / span,
		LastIn:       moment(c.lastIn.Load()), LastOut: moment(c.lastOut.Load()), Cleared: c.base.Cleared,
	}
	if now.Sub(c.sampled) >= rateInterval {
		c.sampled, c.sample = now, raw
	}
	return t
}

func moment(ns int64) time.Time {
	if ns == 0 {
		return time.Time{}
	}
	return time.Unix(0, ns)
}

func (c *counter) clear(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.base = c.raw()
	c.base.Cleared = now
}

// counter is that of an interface.
func (sys *System) counter(name string) *counter {
	c, ok := sys.counters.Load(name)
	if !ok {
		c, _ = sys.counters.LoadOrStore(name, &counter{sampled: sys.instant()})
	}
	return c.(*counter)
}

// Traffic is what has gone through the interface.
func (sys *System) Traffic(iface string) Traffic { return sys.counter(iface).read(sys.instant()) }

// ClearTraffic sets the counters of an interface to zero; rates stay.
func (sys *System) ClearTraffic(iface string) { sys.counter(iface).clear(sys.instant()) }

// countedConn counts the segments that a TCP connection needs at least, and an
// acknowledgement for every second one.
type countedConn struct {
	net.Conn
	sys *System
	c   *counter
}

func (c *countedConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if n > 0 {
		now, segments := c.sys.instant(), (n+tcpSegment-1)/tcpSegment
		c.c.in(segments, n+segments*tcpHeaders, now)
		c.c.out((segments+1)/2, (segments+1)/2*tcpHeaders, now)
	}
	return n, err
}

func (c *countedConn) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	if n > 0 {
		now, segments := c.sys.instant(), (n+tcpSegment-1)/tcpSegment
		c.c.out(segments, n+segments*tcpHeaders, now)
		c.c.in((segments+1)/2, (segments+1)/2*tcpHeaders, now)
	}
	return n, err
}

// SetLinger passes on how Close ends the connection.
func (c *countedConn) SetLinger(sec int) error {
	if l, ok := c.Conn.(interface{ SetLinger(int) error }); ok {
		return l.SetLinger(sec)
	}
	return nil
}

// CloseWrite ends our direction.
func (c *countedConn) CloseWrite() error {
	if w, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return w.CloseWrite()
	}
	return nil
}

// countedPackets counts the datagrams of a socket.
type countedPackets struct {
	ifs.PacketConn
	sys *System
	c   *counter
}

func (p *countedPackets) ReadFromAddrPort(b []byte) (int, netip.AddrPort, error) {
	n, from, err := p.PacketConn.ReadFromAddrPort(b)
	if err == nil {
		p.c.in(1, n+udpHeaders, p.sys.instant())
	}
	return n, from, err
}

func (p *countedPackets) WriteToAddrPort(b []byte, to netip.AddrPort) (int, error) {
	n, err := p.PacketConn.WriteToAddrPort(b, to)
	if err == nil {
		p.c.out(1, n+udpHeaders, p.sys.instant())
	}
	return n, err
}

// countedListener counts on the connections that it accepts.
type countedListener struct {
	net.Listener
	sys *System
	c   *counter
}

func (l *countedListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &countedConn{c, l.sys, l.c}, nil
}
