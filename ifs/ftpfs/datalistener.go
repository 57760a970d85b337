package ftpfs

import (
	"context"
	"errors"
	"net"
	"os"
	"sync"
	"time"

	"github.com/iosim/iosim/internal/safego"
)

// dataListener accepts the one data connection that the server opens in active
// mode. It listens from before the port is sent to the server.
type dataListener struct {
	ln   net.Listener
	done chan struct{} // closed when conn and err are set

	waited sync.Once // the full time-out without a connection has passed in device time

	mu     sync.Mutex
	conn   net.Conn
	err    error
	closed bool
}

// listenData starts to accept a connection on ln, which it closes.
func listenData(ctx context.Context, ln net.Listener) *dataListener {
	c := &dataListener{ln: ln, done: make(chan struct{})}
	safego.Go(ctx, "ftp data connection", func() error {
		// Closing the port may make the server reply, so done is closed first: the
		// reader of that reply must see the result.
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
		return nil
	}, nil)
	return c
}

// take returns the result once done is closed. The caller owns the connection.
func (c *dataListener) take() (net.Conn, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	conn := c.conn
	c.conn = nil
	if conn == nil && c.err == nil {
		return nil, net.ErrClosed
	}
	return conn, c.err
}

// timedOut reports whether no connection can arrive because the deadline has
// passed. In simulated time that happens at once.
func (c *dataListener) timedOut() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return errors.Is(c.err, os.ErrDeadlineExceeded)
}

// close stops listening, and closes the connection if it was not taken.
func (c *dataListener) close() {
	_ = c.ln.Close()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	if c.conn != nil {
		_ = c.conn.Close()
		c.conn = nil
	}
}

// noConnection lets the full time-out for the server's connection, which began at
// the device time since, pass once and returns errNoConnection.
func (s *session) noConnection(c *dataListener, since time.Time) error {
	c.waited.Do(func() { s.fs.finishWait(s.ctx, since, connectTimeout) })
	return errNoConnection
}
