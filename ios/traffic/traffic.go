// Package traffic counts the packets and bytes of a router's interfaces.
//
//	var t traffic.Table
//	conn = t.Counter("GigabitEthernet0/0", now).Conn(conn)
package traffic

import (
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/iosim/iosim/ifs"
)

// Counts are the counters of an interface since they were last cleared.
type Counts struct {
	InPackets, InBytes, OutPackets, OutBytes int64
	InBroadcasts                             int64
	InRate, OutRate                          int64 // bits a second over five minutes
	InPPS, OutPPS                            int64 // packets a second over five minutes
	LastIn, LastOut, Cleared                 time.Time
}

// Counter contains the counters of an interface. It is safe for concurrent use.
type Counter struct {
	now func() time.Time

	inPackets, inBytes, outPackets, outBytes, inBroadcasts atomic.Int64
	lastIn, lastOut                                        atomic.Int64 // nanoseconds, device time; 0: never

	mu      sync.Mutex
	base    Counts // at the last clear
	sampled time.Time
	sample  Counts // at sampled
}

// Sizes of headers in bytes that interfaces count in addition to the payload: Ethernet, IP,
// and UDP or TCP.
const (
	udpHeaders = 14 + 20 + 8
	tcpHeaders = 14 + 20 + 20
	tcpSegment = 1460
)

// In counts received packets with a total number of bytes.
func (c *Counter) In(packets, bytes int, now time.Time) {
	c.inPackets.Add(int64(packets))
	c.inBytes.Add(int64(bytes))
	c.lastIn.Store(now.UnixNano())
}

// Out counts sent packets with a total number of bytes.
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

// read returns the counters, and the mean rates since the last sample, which is at least
// one load interval old once that much time has passed.
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

// Table contains the counters of all interfaces, by name. The zero value is ready to use.
type Table struct{ all sync.Map }

// Counter returns the counter of an interface. now returns the device time, in UTC.
func (t *Table) Counter(name string, now func() time.Time) *Counter {
	c, ok := t.all.Load(name)
	if !ok {
		c, _ = t.all.LoadOrStore(name, &Counter{sampled: now(), now: now})
	}
	return c.(*Counter)
}

// Read returns the counters, with the mean rates over the load interval.
func (c *Counter) Read() Counts { return c.read(c.now()) }

// Clear sets the counters to zero. The rates are kept.
func (c *Counter) Clear() { c.clear(c.now()) }

// Conn returns a TCP connection whose segments are counted.
func (c *Counter) Conn(conn net.Conn) net.Conn { return &countedConn{conn, c} }

// Packets returns a UDP socket whose datagrams are counted.
func (c *Counter) Packets(p ifs.PacketConn) ifs.PacketConn { return &countedPackets{p, c} }

// Listener returns a listener whose accepted connections are counted.
func (c *Counter) Listener(l net.Listener) net.Listener { return &countedListener{l, c} }

// countedConn counts the minimum number of segments that a TCP connection needs, and one
// acknowledgment for every second segment.
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

// SetLinger sets how Close ends the connection, as that of net.TCPConn.
func (c *countedConn) SetLinger(sec int) error {
	if l, ok := c.Conn.(interface{ SetLinger(int) error }); ok {
		return l.SetLinger(sec)
	}
	return nil
}

// CloseWrite closes the sending side.
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

// countedListener counts the connections that it accepts.
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
