package telnet

import (
	"bytes"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/iosim/iosim/line"
)

// Options of a connection.
type Options struct {
	// WriteTimeout is how long, in real time, a client may take nothing before the
	// connection is cut; 0: DefaultWriteTimeout.
	WriteTimeout time.Duration
	// Quiet leaves out what this side offers and asks for: what the client is, its first
	// bytes tell.
	Quiet bool
}

// DefaultWriteTimeout bounds how long a client that does not read holds up its
// session.
const DefaultWriteTimeout = 30 * time.Second

// Conn is a Telnet connection as a line.
type Conn struct {
	nc      net.Conn
	timeout time.Duration
	dec     *decoder
	signals chan line.Signal

	wmu sync.Mutex
	buf []byte

	mu     sync.Mutex
	closed bool
	ttype  string

	bare atomic.Bool // no protocol: the client has never spoken it
	told atomic.Bool // the client has spoken it
}

var _ line.Transparent = (*Conn)(nil)

// New starts Telnet on an accepted connection, which it owns: it says at once what
// it offers and asks for.
func New(nc net.Conn, o Options) *Conn {
	c := &Conn{nc: nc, timeout: o.WriteTimeout, signals: make(chan line.Signal, 16)}
	if c.timeout <= 0 {
		c.timeout = DefaultWriteTimeout
	}
	c.dec = newDecoder(handler{
		brk:    func() { c.send(line.Signal{Kind: line.Break}) },
		resize: func(w, h int) { c.send(line.Signal{Kind: line.Resize, Width: w, Height: h}) },
		ttype: func(name string) {
			c.mu.Lock()
			defer c.mu.Unlock()
			c.ttype = name
		},
	})
	if !o.Quiet {
		_ = c.raw(greeting) // the next read tells
	}
	return c
}

// SetTransparent has every byte pass as it is, for a client that has never spoken
// Telnet: a program that sends a file over a TCP connection. One that speaks it doubles
// the byte 255, and so does this side.
func (c *Conn) SetTransparent(on bool) { c.bare.Store(on) }

// TerminalType is what the client calls its terminal, "" unless it told.
func (c *Conn) TerminalType() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ttype
}

// send delivers a signal; one that nobody takes is lost.
func (c *Conn) send(s line.Signal) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return
	}
	select {
	case c.signals <- s:
	default:
	}
}

// Read gives the user's bytes without the protocol between them.
func (c *Conn) Read(p []byte) (int, error) {
	for {
		n, err := c.nc.Read(p)
		if c.bare.Load() && !c.told.Load() {
			return n, err
		}
		data, reply := c.dec.feed(p[:n])
		if data < n {
			c.told.Store(true)
		}
		if len(reply) > 0 {
			if werr := c.raw(reply); werr != nil && err == nil {
				err = werr
			}
		}
		if data > 0 || err != nil || len(p) == 0 {
			return data, err
		}
	}
}

// Write sends p to the user. A client that takes nothing for the time-out loses
// its connection.
func (c *Conn) Write(p []byte) (int, error) {
	if bytes.IndexByte(p, cmdIAC) < 0 || c.bare.Load() && !c.told.Load() {
		if err := c.raw(p); err != nil {
			return 0, err
		}
		return len(p), nil
	}
	c.wmu.Lock()
	defer c.wmu.Unlock()
	c.buf = escape(c.buf[:0], p)
	if err := c.put(c.buf); err != nil {
		return 0, err
	}
	return len(p), nil
}

func (c *Conn) raw(p []byte) error {
	c.wmu.Lock()
	defer c.wmu.Unlock()
	return c.put(p)
}

// put writes whole; wmu is held, so that nothing comes between the bytes of a
// command.
func (c *Conn) put(p []byte) error {
	if err := c.nc.SetWriteDeadline(time.Now().Add(c.timeout)); err != nil {
		return err
	}
	_, err := c.nc.Write(p)
	if err != nil {
		_ = c.nc.Close() // what was cut in the middle of a command cannot go on
	}
	return err
}

// Signals implements line.Conn.
func (c *Conn) Signals() <-chan line.Signal { return c.signals }

// Abort implements line.Aborter.
func (c *Conn) Abort() { line.Abort(c.nc) }

// Close ends the connection and a pending Read.
func (c *Conn) Close() error {
	c.mu.Lock()
	if c.closed {
		c.mu.Unlock()
		return nil
	}
	c.closed = true
	close(c.signals)
	c.mu.Unlock()
	return c.nc.Close()
}
