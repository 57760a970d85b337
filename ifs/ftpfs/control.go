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
)

// control is the control connection as the library sees it. Commands written
// to it go out line by line, replies are read from it one at a time: only what
// has been checked gets through.
//
// One goroutine receives, so that a refusal is noticed while data flows. All else
// happens in the goroutine of the operation.
type control struct {
	net.Conn
	s       *session
	replies chan reply
	over    chan struct{} // the receiver has ended
	closing chan struct{}
	once    sync.Once

	partial []byte // of a command
	verb    string // of the last command
	pending []byte // of a reply, not yet read by the library
	refusal []byte // of active mode
	silent  bool   // a wait was in vain: no more of them
}

func newControl(s *session, conn net.Conn) *control {
	c := &control{Conn: conn, s: s, replies: make(chan reply, 8), over: make(chan struct{}), closing: make(chan struct{})}
	go c.receive()
	return c
}

// receive hands on replies until the connection ends.
func (c *control) receive() {
	defer close(c.over)
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
		// A refusal, or the loss of this connection before the last reply, is the
		// end of a transfer, whatever the data connection does.
		if r.code >= 400 || err != nil && !answered {
			c.s.interrupt()
		}
		if err != nil {
			return
		}
		answered = r.final()
	}
}

// next waits for a reply.
func (c *control) next() (reply, error) {
	stop, wait := c.s.stop, c.s.fs.wait(idleTimeout)
	switch {
	case c.silent:
		return reply{}, errSilent
	case c.s.cleaning:
		stop, wait = nil, cleanupLimit
	}
	// The connection's own deadline, which a link that nothing passes meets at once where
	// time is simulated; the receiver tells of it.
	since := c.s.fs.clk.Now()
	_ = c.Conn.SetReadDeadline(time.Now().Add(wait))
	defer func() { _ = c.Conn.SetReadDeadline(time.Time{}) }()
	called := c.s.uncalled()
	for {
		select {
		case <-called:
			called = nil
			if c.s.caller.dropped() && !c.s.cleaning {
				return reply{}, c.s.nobodyCame(c.s.caller, since)
			}
		case r := <-c.replies:
			switch {
			case r.code >= 400 && called != nil && c.s.caller.dropped() && !c.s.cleaning:
				return reply{}, c.s.nobodyCame(c.s.caller, since) // what the server says of it
			case errors.Is(r.err, os.ErrDeadlineExceeded):
				c.silent = true
				if !c.s.cleaning {
					c.s.fs.settle(c.s.ctx, since, idleTimeout)
				}
				return reply{}, errSilent
			case r.err != nil:
				c.replies <- r // for whoever asks next: nothing else comes
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

// lost is why the connection gives nothing more.
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

// Read gives the library the next reply.
func (c *control) Read(p []byte) (int, error) {
	if len(c.pending) == 0 {
		r, err := c.next()
		if err != nil {
			return 0, err
		}
		if c.pending, err = c.vet(r); err != nil {
			return 0, err
		}
	}
	n := copy(p, c.pending)
	c.pending = c.pending[n:]
	return n, nil
}

// vet is the reply in the form that the library understands.
func (c *control) vet(r reply) ([]byte, error) {
	if c.verb == "PASV" && r.code == 227 {
		port, ok := parsePASV(r.text())
		if !ok {
			return nil, faultf(ifs.KindProtocol, "%.60q names no port", r.text())
		}
		return fmt.Appendf(nil, "227 (0,0,0,0,%d,%d)\r\n", port>>8, port&0xff), nil
	}
	if last := len(r.lines) - 1; len(r.lines[last]) == 3 {
		r.lines[last] += " " // a code alone is a reply, but not to the library
	}
	return r.bytes(), nil
}

// Write takes commands from the library.
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

// send puts one command on the wire.
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
		c.silent = true
		return errSilent
	}
	// Any other failure shows in the reply: what the server said before it closed
	// tells more than a broken pipe.
	return nil
}

// exchange is one command and its reply, past the library.
func (c *control) exchange(cmd string) (reply, error) {
	if err := c.send(cmd); err != nil {
		return reply{}, err
	}
	return c.next()
}

// Close ends the connection. After QUIT the server's word is waited for, unless
// the user has stopped it all.
func (c *control) Close() error {
	c.once.Do(func() {
		if c.verb == "QUIT" && (c.s.ctx.Err() == nil || c.s.cleaning) {
			c.s.cleaning = true
			_, _ = c.next()
		}
		close(c.closing)
		_ = c.Conn.Close()
		<-c.over
	})
	return nil
}

// RemoteAddr is the address in the device's world; the library opens data
// connections to it.
func (c *control) RemoteAddr() net.Addr { return net.TCPAddrFromAddrPort(c.s.host) }

// The library sets no deadlines that would serve: waits are ours.
func (c *control) SetDeadline(time.Time) error { return nil }
