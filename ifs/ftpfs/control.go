package ftpfs

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/safego"
)

// control is the control connection as seen by the library. Commands written to it
// are sent line by line and replies are read from it one at a time; both are
// checked.
//
// One goroutine receives, so that a refusal is noticed during a transfer.
// Everything else runs in the goroutine of the operation.
type control struct {
	net.Conn
	s        *session
	replies  chan reply
	received chan struct{} // closed when the receiving goroutine has returned
	closing  chan struct{}
	once     sync.Once

	partial  []byte // an incomplete command
	verb     string // of the last command
	pending  []byte // a reply not yet read by the library
	refusal  []byte // in active mode, the answer to the library's EPSV
	timedOut bool   // a wait has timed out: do not wait again
}

func newControl(s *session, conn net.Conn) *control {
	c := &control{Conn: conn, s: s, replies: make(chan reply, 8), received: make(chan struct{}), closing: make(chan struct{})}
	safego.Go(s.ctx, "ftp control connection", func() error { c.receive(); return nil }, func(err error) {
		if err != nil {
			c.failed(err)
		}
		close(c.received)
	})
	return c
}

// receive forwards replies until the connection ends.
func (c *control) receive() {
	in := bufio.NewReaderSize(c.Conn, maxLine)
	answered := false
	for {
		r, err := readReply(in)
		r.err = err
		select {
		case c.replies <- r:
		case <-c.closing:
			return
		}
		// A refusal, or losing this connection before the last reply, ends the
		// transfer whatever the data connection does.
		if r.code >= 400 || err != nil && !answered {
			c.s.interrupt()
		}
		if err != nil {
			return
		}
		answered = r.final()
	}
}

// failed stands for the reply that is not to come.
func (c *control) failed(err error) {
	select {
	case c.replies <- reply{err: err}:
	case <-c.closing:
	}
	c.s.interrupt()
}

// next waits for a reply.
func (c *control) next() (reply, error) {
	stop, wait := c.s.stop, c.s.fs.wait(idleTimeout)
	switch {
	case c.timedOut:
		return reply{}, errTimeout
	case c.s.cleaning:
		stop, wait = nil, cleanupLimit
	}
	// The deadline of the connection itself may pass at once where time is
	// simulated; the receiver then reports it.
	since := c.s.fs.clk.Now()
	_ = c.Conn.SetReadDeadline(time.Now().Add(wait))
	defer func() { _ = c.Conn.SetReadDeadline(time.Time{}) }()
	ready := c.s.dataReady()
	for {
		select {
		case <-ready:
			ready = nil
			if c.s.listener.timedOut() && !c.s.cleaning {
				return reply{}, c.s.noConnection(c.s.listener, since)
			}
		case r := <-c.replies:
			switch {
			case r.code >= 400 && ready != nil && c.s.listener.timedOut() && !c.s.cleaning:
				return reply{}, c.s.noConnection(c.s.listener, since) // the server's reply to the missing connection
			case errors.Is(r.err, os.ErrDeadlineExceeded):
				c.timedOut = true
				if !c.s.cleaning {
					c.s.fs.finishWait(c.s.ctx, since, idleTimeout)
				}
				return reply{}, errTimeout
			case r.err != nil:
				c.replies <- r // put back for the next reader: no other reply follows
				return r, c.lost(r.err)
			}
			for _, l := range r.lines {
				c.s.line(ifs.Received, l)
			}
			if c.verb == "" && r.code < 200 {
				continue // 120: the server will be ready soon
			}
			return r, nil
		case <-stop:
			return reply{}, errAborted
		}
	}
}

// lost returns the error that stands for the end of the connection.
func (c *control) lost(err error) error {
	var f *fault
	if errors.As(err, &f) {
		return err
	}
	if errors.Is(err, io.EOF) {
		return faultf(ifs.KindIO, "the server has closed the connection")
	}
	return &fault{ifs.KindIO, err}
}

// Read returns the next reply to the library.
func (c *control) Read(p []byte) (int, error) {
	if len(c.pending) == 0 {
		r, err := c.next()
		if err != nil {
			return 0, err
		}
		if c.pending, err = c.checkReply(r); err != nil {
			return 0, err
		}
	}
	n := copy(p, c.pending)
	c.pending = c.pending[n:]
	return n, nil
}

// checkReply returns the reply in the form the library accepts.
func (c *control) checkReply(r reply) ([]byte, error) {
	if c.verb == "PASV" && r.code == 227 {
		port, ok := parsePASV(r.text())
		if !ok {
			return nil, faultf(ifs.KindProtocol, "%.60q names no port", r.text())
		}
		return fmt.Appendf(nil, "227 (0,0,0,0,%d,%d)\r\n", port>>8, port&0xff), nil
	}
	if last := len(r.lines) - 1; len(r.lines[last]) == 3 {
		r.lines[last] += " " // the library rejects a reply of a bare code
	}
	return r.bytes(), nil
}

// Write sends the commands of the library.
func (c *control) Write(p []byte) (int, error) {
	c.partial = append(c.partial, p...)
	for {
		line, rest, ok := bytes.Cut(c.partial, []byte("\r\n"))
		if !ok {
			return len(p), nil
		}
		cmd := string(line)
		c.partial = append(c.partial[:0], rest...)
		if err := c.command(cmd); err != nil {
			return 0, err
		}
	}
}

func (c *control) command(cmd string) error {
	if !c.s.cfg.Passive && (cmd == "EPSV" || cmd == "PASV") {
		return c.announce()
	}
	return c.send(cmd)
}

// send sends one command.
func (c *control) send(cmd string) error {
	verb, _, _ := strings.Cut(cmd, " ")
	c.verb = strings.ToUpper(verb)
	shown := cmd
	if c.verb == "PASS" {
		shown = "PASS ****"
	}
	c.s.line(ifs.Sent, shown)
	limit := c.s.fs.wait(idleTimeout)
	if c.s.cleaning {
		limit = cleanupLimit
	}
	_ = c.SetWriteDeadline(time.Now().Add(limit))
	if _, err := io.WriteString(c.Conn, cmd+"\r\n"); os.IsTimeout(err) {
		c.timedOut = true
		return errTimeout
	}
	// Any other failure shows in the reply: what the server said before it closed
	// is more useful than a broken pipe.
	return nil
}

// exchange sends one command and returns its reply, bypassing the library.
func (c *control) exchange(cmd string) (reply, error) {
	if err := c.send(cmd); err != nil {
		return reply{}, err
	}
	return c.next()
}

// Close closes the connection. After QUIT it waits for the reply, unless the
// operation was cancelled.
func (c *control) Close() error {
	c.once.Do(func() {
		if c.verb == "QUIT" && (c.s.ctx.Err() == nil || c.s.cleaning) {
			c.s.cleaning = true
			_, _ = c.next()
		}
		close(c.closing)
		_ = c.Conn.Close()
		<-c.received
	})
	return nil
}

// RemoteAddr returns the lab address of the server, to which the library opens data
// connections.
func (c *control) RemoteAddr() net.Addr { return net.TCPAddrFromAddrPort(c.s.host) }

// SetDeadline ignores the library's deadlines: waits are in device time.
func (c *control) SetDeadline(time.Time) error { return nil }
