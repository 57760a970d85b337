package lab

import (
	"context"
	"math/rand/v2"
	"net"
	"sync"
	"time"

	"github.com/iosim/iosim/internal/clock"
)

// shaper makes a socket as slow, and as lossy, as a link. What passing a link
// costs is added up and slept, in device time, in portions: a hundred thousand
// packets do not make a hundred thousand sleeps.
type shaper struct {
	clk  clock.Clock
	link Link
	rand *rand.Rand

	mu   sync.Mutex
	debt time.Duration
}

// portion is how much device time is owed before it is slept.
const portion = 250 * time.Millisecond

// overhead is the Ethernet, IP and UDP headers of a packet in bytes.
const overhead = 46

// packet accounts for a datagram of n bytes; false if the link loses it.
func (s *shaper) packet(n int) bool {
	s.mu.Lock()
	lost := s.link.Loss > 0 && s.rand.Float64() < s.link.Loss
	s.mu.Unlock()
	s.pass(n+overhead, time.Duration(s.link.Delay))
	return !lost
}

// pass accounts for n bytes that waited for delay.
func (s *shaper) pass(n int, delay time.Duration) {
	cost := delay
	if s.link.Rate > 0 {
		cost += time.Duration(int64(n) * 8 * int64(time.Second) / int64(s.link.Rate))
	}
	s.mu.Lock()
	s.debt += cost
	owed := time.Duration(0)
	if s.debt >= portion {
		owed, s.debt = s.debt, 0
	}
	s.mu.Unlock()
	if owed > 0 {
		_ = s.clk.Sleep(context.Background(), owed)
	}
}

// settle sleeps the rest.
func (s *shaper) settle() {
	s.mu.Lock()
	owed := s.debt
	s.debt = 0
	s.mu.Unlock()
	_ = s.clk.Sleep(context.Background(), owed)
}

// shapedConn is a TCP connection over a link.
type shapedConn struct {
	net.Conn
	s *shaper
}

func (c *shapedConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if n > 0 {
		c.s.pass(n, 0)
	}
	return n, err
}

func (c *shapedConn) Write(b []byte) (int, error) {
	c.s.pass(len(b), time.Duration(c.s.link.Delay))
	return c.Conn.Write(b)
}

// SetLinger lets a client that gives up reset the connection.
func (c *shapedConn) SetLinger(seconds int) error {
	if t, ok := c.Conn.(*net.TCPConn); ok {
		return t.SetLinger(seconds)
	}
	return nil
}

func (c *shapedConn) Close() error {
	c.s.settle()
	return c.Conn.Close()
}
