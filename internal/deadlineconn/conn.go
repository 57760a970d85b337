// Package deadlineconn ends connections on which nothing moves, after a time-out of the
// device.
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

// ErrSilent is the end of a connection that nothing has passed for the time-out.
var ErrIdle = errors.New("the other side is silent")

// Conn is a connection whose silence ends. The deadline rolls with the bytes of
// either direction: it is moved on when a quarter of the time-out has passed. The end
// of its context closes it.
type Conn struct {
	net.Conn
	ctx   context.Context
	clk   clock.Clock
	idle  time.Duration
	floor time.Duration
	stop  func() bool

	mu    sync.Mutex
	renew time.Time
	since time.Time // device time of the last move
}

// New watches over c: idle of device time, and at least floor of real time, may
// pass without a byte.
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
	wait := max(clock.Grace(c.clk, c.idle), c.floor)
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
	_ = clock.Settle(c.ctx, c.clk, since, c.idle)
	return ErrIdle
}

// Close implements net.Conn.
func (c *Conn) Close() error {
	c.stop()
	return c.Conn.Close()
}
