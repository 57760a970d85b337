package telnet

import (
	"bytes"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/iosim/iosim/line"
)

// Options configures a connection.
type Options struct {
	// WriteTimeout is how long, in real time, a client may take to receive data
	// before the connection is closed; 0 means DefaultWriteTimeout.
	WriteTimeout time.Duration
	// Quiet omits the initial offers and requests of options. The first bytes of
	// the client then decide whether it speaks Telnet.
	Quiet bool
}

// DefaultWriteTimeout is the default of Options.WriteTimeout.
const DefaultWriteTimeout = 30 * time.Second

// Conn is a Telnet connection as a line. It implements line.Conn, line.Aborter and
// line.Transparent.
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

	transparent atomic.Bool // no protocol: the client has not used it
	negotiated  atomic.Bool // the client has used the protocol
}

var _ line.Transparent = (*Conn)(nil)

// New starts Telnet on an accepted connection, which it owns. Unless o.Quiet is set
// it sends its offers and requests of options.
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
		_ = c.raw(greeting) // the next read reports an error
	}
	return c
}

// SetTransparent implements line.Transparent: every byte passes unchanged if the
// client has not used the protocol, as a program that sends a file over a TCP
// connection. With a client that has, the byte 255 is doubled in both directions.
func (c *Conn) SetTransparent(on bool) { c.transparent.Store(on) }

// TerminalType returns the terminal type sent by the client (RFC 1091), or "".
func (c *Conn) TerminalType() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ttype
}

// send delivers a signal. It is dropped if the channel is full.
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

// Read reads the user's bytes without those of the protocol.
func (c *Conn) Read(p []byte) (int, error) {
	for {
		n, err := c.nc.Read(p)
		if c.transparent.Load() && !c.negotiated.Load() {
			return n, err
		}
		data, reply := c.dec.feed(p[:n])
		if data < n {
			c.negotiated.Store(true)
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

// Write sends p to the client. The connection is closed if the client does not
// receive it within the write time-out.
func (c *Conn) Write(p []byte) (int, error) {
	if bytes.IndexByte(p, cmdIAC) < 0 || c.transparent.Load() && !c.negotiated.Load() {
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

// put writes all of p. The caller holds wmu, so that the bytes of a command stay
// together.
func (c *Conn) put(p []byte) error {
	if err := c.nc.SetWriteDeadline(time.Now().Add(c.timeout)); err != nil {
		return err
	}
	_, err := c.nc.Write(p)
	if err != nil {
		_ = c.nc.Close() // a command cut in the middle cannot be continued
	}
	return err
}

// Signals implements line.Conn.
func (c *Conn) Signals() <-chan line.Signal { return c.signals }

// Abort implements line.Aborter.
func (c *Conn) Abort() { line.Abort(c.nc) }

// Close closes the connection and ends a pending Read.
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
