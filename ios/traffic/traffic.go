// Package traffic counts what goes through the interfaces of a router.
//
//	var t traffic.Table
//	conn = t.Interface("GigabitEthernet0/0", now).Conn(conn)
package traffic

import (
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/iosim/iosim/ifs"
)

// Counts is what has gone through an interface since its counters were cleared.
type Counts struct {
	InPackets, InBytes, OutPackets, OutBytes int64
	InBroadcasts                             int64
	InRate, OutRate                          int64 // bits a second over five minutes
	InPPS, OutPPS                            int64 // packets a second over five minutes
	LastIn, LastOut, Cleared                 time.Time
}

// Counter is the counters of an interface. It is safe for concurrent use.
type Counter struct {
	now func() time.Time

	inPackets, inBytes, outPackets, outBytes, inBroadcasts atomic.Int64
	lastIn, lastOut                                        atomic.Int64 // nanoseconds, device time; 0: never

	mu      sync.Mutex
	base    Counts // at the last clear
	sampled time.Time
	sample  Counts // at sampled
}

// Header sizes in bytes that interfaces count beside the payload: Ethernet, IP
// and UDP or TCP.
const (
	udpHeaders = 14 + 20 + 8
	tcpHeaders = 14 + 20 + 20
	tcpSegment = 1460
)

// In counts received packets of so many bytes together.
func (c *Counter) In(packets, bytes int, now time.Time) {
	c.inPackets.Add(int64(packets))
	c.inBytes.Add(int64(bytes))
	c.lastIn.Store(now.UnixNano())
}

// Out counts sent packets of so many bytes together.
func (c *Counter) Out(packets, bytes int, now time.Time) {
	c.outPackets.Add(int64(packets))
	c.outBytes.Add(int64(bytes))
	c.lastOut.Store(now.UnixNano())
}

func (c *Counter) raw() Counts {
	return Counts{
		InPackets: c.inPackets.Load(), InBytes: c.inBytes.Load(),
		OutPackets: c.outPackets.Load(), OutBytes: c.outBytes.Load(),
		InBroadcasts: c.inBroadcasts.Load(),
	}
}

// rateInterval is the load interval of show interfaces.
const rateInterval = 5 * time.Minute

// read gives the counters, and the mean rates since the last sample, which is at
// least as old as the load interval once that has passed.
func (c *Counter) read(now time.Time) Counts {
	c.mu.Lock()
	defer c.mu.Unlock()
	raw := c.raw()
	span := int64(max(now.Sub(c.sampled), rateInterval) / time.Second)
	t := Counts{
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

func (c *Counter) clear(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.base = c.raw()
	c.base.Cleared = now
}

// Table is the counters of all interfaces, by name. The zero value is ready.
type Table struct{ all sync.Map }

// Counter is that of an interface. now gives the device time, in UTC.
func (t *Table) Counter(name string, now func() time.Time) *Counter {
	c, ok := t.all.Load(name)
	if !ok {
		c, _ = t.all.LoadOrStore(name, &Counter{sampled: now(), now: now})
	}
	return c.(*Counter)
}

// Read gives the counters, with the mean rates of the load interval.
func (c *Counter) Read() Counts { return c.read(c.now()) }

// Clear sets the counters to zero; rates stay.
func (c *Counter) Clear() { c.clear(c.now()) }

// Conn is a TCP connection whose segments the counter counts.
func (c *Counter) Conn(conn net.Conn) net.Conn { return &countedConn{conn, c} }

// Packets is a UDP socket whose datagrams the counter counts.
func (c *Counter) Packets(p ifs.PacketConn) ifs.PacketConn { return &countedPackets{p, c} }

// Listener counts on the connections that it accepts.
func (c *Counter) Listener(l net.Listener) net.Listener { return &countedListener{l, c} }

// countedConn counts the segments that a TCP connection needs at least, and an
// acknowledgement for every second one.
type countedConn struct {
	net.Conn
	c *Counter
}

func (c *countedConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if n > 0 {
		now, segments := c.c.now(), (n+tcpSegment-1)/tcpSegment
		c.c.In(segments, n+segments*tcpHeaders, now)
		c.c.Out((segments+1)/2, (segments+1)/2*tcpHeaders, now)
	}
	return n, err
}

func (c *countedConn) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	if n > 0 {
		now, segments := c.c.now(), (n+tcpSegment-1)/tcpSegment
		c.c.Out(segments, n+segments*tcpHeaders, now)
		c.c.In((segments+1)/2, (segments+1)/2*tcpHeaders, now)
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
	c *Counter
}

func (p *countedPackets) ReadFromAddrPort(b []byte) (int, netip.AddrPort, error) {
	n, from, err := p.PacketConn.ReadFromAddrPort(b)
	if err == nil {
		p.c.In(1, n+udpHeaders, p.c.now())
	}
	return n, from, err
}

func (p *countedPackets) WriteToAddrPort(b []byte, to netip.AddrPort) (int, error) {
	n, err := p.PacketConn.WriteToAddrPort(b, to)
	if err == nil {
		p.c.Out(1, n+udpHeaders, p.c.now())
	}
	return n, err
}

// countedListener counts on the connections that it accepts.
type countedListener struct {
	net.Listener
	c *Counter
}

func (l *countedListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &countedConn{c, l.c}, nil
}
