package ftpfs

import (
	"errors"
	"net"
	"os"
	"sync"
	"time"
)

// caller is the server's way to us in active mode: a port at which one connection is
// waited for, from the moment that the server is told of it.
type caller struct {
	ln   net.Listener
	done chan struct{} // closed when conn and err are known

	waited sync.Once // the device has waited for nobody

	mu     sync.Mutex
	conn   net.Conn
	err    error
	closed bool
}

// call begins to wait at ln, which it owns.
func call(ln net.Listener) *caller {
	c := &caller{ln: ln, done: make(chan struct{})}
	go func() {
		// The server may hear of the end of the port and say so: what came of the wait
		// is known by then.
		defer ln.Close()
		defer close(c.done)
		conn, err := ln.Accept()
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.closed && err == nil {
			_ = conn.Close()
			conn, err = nil, net.ErrClosed
		}
		c.conn, c.err = conn, err
	}()
	return c
}

// take is the connection, once done; it is the caller's no more.
func (c *caller) take() (net.Conn, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	conn := c.conn
	c.conn = nil
	if conn == nil && c.err == nil {
		return nil, net.ErrClosed
	}
	return conn, c.err
}

// dropped reports that nobody can come: the wait has come to its end at once, as it
// does where time is simulated.
func (c *caller) dropped() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return errors.Is(c.err, os.ErrDeadlineExceeded)
}

// close ends the wait, and the connection if nobody has taken it.
func (c *caller) close() {
	_ = c.ln.Close()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	if c.conn != nil {
		_ = c.conn.Close()
		c.conn = nil
	}
}

// nobodyCame makes the wait for the server's connection, which began at the device
// time since, have lasted its whole time.
func (s *session) nobodyCame(c *caller, since time.Time) error {
	c.waited.Do(func() { s.fs.settle(s.ctx, since, connectTimeout) })
	return errUncalled
}
