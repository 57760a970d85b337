package ftpfs

import (
	"errors"
	"net"
	"os"
	"sync"
)

// caller is the server's way to us in active mode: a port at which one connection is
// waited for, from the moment that the server is told of it.
type caller struct {
	ln   net.Listener
	done chan struct{} // closed when conn and err are known

	mu     sync.Mutex
	conn   net.Conn
	err    error
	closed bool
}

// call begins to wait at ln, which it owns.
func call(ln net.Listener) *caller {
	c := &caller{ln: ln, done: make(chan struct{})}
	go func() {
		defer close(c.done)
		conn, err := ln.Accept()
		_ = ln.Close()
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
