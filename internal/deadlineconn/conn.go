// Package deadlineconn closes idle connections after a time-out in device time.
//
//	c = deadlineconn.New(ctx, c, clk, time.Minute, 10*time.Second)
package deadlineconn

import (
	"context"
	"errors"
	"net"
	"os"
	"sync"
	"time"

	"github.com/iosim/iosim/internal/clock"
)

// ErrIdle is the error of a connection on which no byte has passed for the
// time-out.
var ErrIdle = errors.New("the other side is silent")

// Conn is a connection with an idle time-out. Bytes in either direction restart it;
// the deadline is moved when a quarter of the time-out has passed. The end of its
// context closes the connection.
type Conn struct {
	net.Conn
	ctx   context.Context
	clk   clock.Clock
	idle  time.Duration
	floor time.Duration
	stop  func() bool

	mu    sync.Mutex
	renew time.Time
	since time.Time // device time when the deadline was last moved
}

// New returns c with an idle time-out of idle in device time, and at least floor in
// real time.
func New(ctx context.Context, c net.Conn, clk clock.Clock, idle, floor time.Duration) *Conn {
	p := &Conn{Conn: c, ctx: ctx, clk: clk, idle: idle, floor: floor}
	p.stop = context.AfterFunc(ctx, func() { _ = c.Close() })
	return p
}

func (c *Conn) roll() {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	if now.Before(c.renew) {
		return
	}
	wait := max(clock.RealTimeout(c.clk, c.idle), c.floor)
	c.renew, c.since = now.Add(wait/4), c.clk.Now()
	_ = c.Conn.SetDeadline(now.Add(wait + wait/4))
}

// Read implements net.Conn.
func (c *Conn) Read(p []byte) (int, error) {
	c.roll()
	n, err := c.Conn.Read(p)
	return n, c.fault(err)
}

// Write implements net.Conn.
func (c *Conn) Write(p []byte) (int, error) {
	c.roll()
	n, err := c.Conn.Write(p)
	return n, c.fault(err)
}

func (c *Conn) fault(err error) error {
	if !errors.Is(err, os.ErrDeadlineExceeded) {
		return err
	}
	c.mu.Lock()
	since := c.since
	c.mu.Unlock()
	_ = clock.FinishWait(c.ctx, c.clk, since, c.idle)
	return ErrIdle
}

// Close implements net.Conn.
func (c *Conn) Close() error {
	c.stop()
	return c.Conn.Close()
}
