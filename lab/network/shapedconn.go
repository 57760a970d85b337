package network

import (
	"net"
	"os"
	"sync"
	"syscall"
	"time"

	"github.com/iosim/iosim/internal/clock"
)

// shapedConn is a TCP connection over a link. TCP itself mends what a bad link does
// to segments: here that costs time. A link that stalls leaves the connection
// open, and nothing passes; one that is cut resets it.
type shapedConn struct {
	net.Conn
	s *shaper

	mu       sync.Mutex
	deadline [2]time.Time // of reading and writing
	changed  chan struct{}
	closed   bool
}

func newShapedConn(c net.Conn, s *shaper) *shapedConn {
	return &shapedConn{Conn: c, s: s, changed: make(chan struct{})}
}

// The directions of deadlines.
const (
	reading = iota
	writing
)

// tcpSegment is the payload of a full segment in bytes; retransmission is how long
// a lost one holds a connection up, at least (RFC 6298 allows no less than a
// second; systems take 200 ms).
const (
	tcpSegment     = 1460
	retransmission = 200 * time.Millisecond
)

func (c *shapedConn) Read(b []byte) (int, error) {
	if room := c.room(len(b)); room == 0 && len(b) > 0 {
		return 0, c.end(reading)
	} else if room < len(b) {
		b = b[:room]
	}
	if c.s.link.HalfOpen {
		return 0, c.hang(reading)
	}
	n, err := c.Conn.Read(b)
	if n > 0 {
		c.s.stream(n, 0)
	}
	return n, err
}

func (c *shapedConn) Write(b []byte) (int, error) {
	if room := c.room(len(b)); room < len(b) {
		n := 0
		if room > 0 {
			c.s.stream(room, time.Duration(c.s.link.Delay))
			n, _ = c.Conn.Write(b[:room])
		}
		return n, c.end(writing)
	}
	c.s.stream(len(b), time.Duration(c.s.link.Delay))
	return c.Conn.Write(b)
}

// room is how many of n bytes the link still lets through.
func (c *shapedConn) room(n int) int {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	for _, limit := range []int64{c.s.link.StallAt, c.s.link.CutAt} {
		if limit > 0 {
			n = int(min(int64(n), max(0, limit-c.s.passed)))
		}
	}
	return n
}

// end is what becomes of a connection when its link lets no more through.
func (c *shapedConn) end(direction int) error {
	l := c.s.link
	if l.CutAt > 0 && (l.StallAt == 0 || l.CutAt <= l.StallAt) {
		_ = c.SetLinger(0)
		_ = c.Conn.Close()
		return &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}
	}
	return c.hang(direction)
}

// hang waits for the deadline or the end of the connection. Where time jumps a
// deadline has come at once: nothing can happen before.
func (c *shapedConn) hang(direction int) error {
	for {
		c.mu.Lock()
		deadline, changed, closed := c.deadline[direction], c.changed, c.closed
		c.mu.Unlock()
		if closed {
			return net.ErrClosed
		}
		var expired <-chan time.Time
		switch {
		case deadline.IsZero():
		case clock.Jumps(c.s.clk):
			return os.ErrDeadlineExceeded
		default:
			t := time.NewTimer(time.Until(deadline))
			defer t.Stop()
			expired = t.C
		}
		select {
		case <-expired:
			return os.ErrDeadlineExceeded
		case <-changed:
		}
	}
}

func (c *shapedConn) set(t time.Time, directions ...int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, d := range directions {
		c.deadline[d] = t
	}
	close(c.changed)
	c.changed = make(chan struct{})
}

func (c *shapedConn) SetDeadline(t time.Time) error {
	c.set(t, reading, writing)
	return c.Conn.SetDeadline(t)
}

func (c *shapedConn) SetReadDeadline(t time.Time) error {
	c.set(t, reading)
	return c.Conn.SetReadDeadline(t)
}

func (c *shapedConn) SetWriteDeadline(t time.Time) error {
	c.set(t, writing)
	return c.Conn.SetWriteDeadline(t)
}

// SetLinger lets a client that gives up reset the connection.
func (c *shapedConn) SetLinger(seconds int) error {
	if t, ok := c.Conn.(*net.TCPConn); ok {
		return t.SetLinger(seconds)
	}
	return nil
}

// CloseWrite ends the device's direction.
func (c *shapedConn) CloseWrite() error {
	if t, ok := c.Conn.(*net.TCPConn); ok {
		return t.CloseWrite()
	}
	return nil
}

func (c *shapedConn) Close() error {
	c.mu.Lock()
	if !c.closed {
		c.closed = true
		close(c.changed)
		c.changed = make(chan struct{})
	}
	c.mu.Unlock()
	c.s.settle()
	return c.Conn.Close()
}

// stream accounts for n bytes of a TCP connection, with the repeats that a bad
// link makes it need.
func (s *shaper) stream(n int, delay time.Duration) {
	s.mu.Lock()
	l := &s.link
	s.passed += int64(n)
	again := 0
	if bad := l.Loss + l.Corrupt; bad > 0 {
		for left := n; left > 0; left -= tcpSegment {
			if s.chance(bad) {
				again++
			}
		}
	}
	if l.Jitter > 0 {
		delay += s.delay() - time.Duration(l.Delay)
	}
	s.mu.Unlock()
	s.pass(n+again*min(n, tcpSegment), delay+time.Duration(again)*(retransmission+2*time.Duration(l.Delay)))
}
