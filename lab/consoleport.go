package lab

import (
	"io"
	"sync"

	"github.com/iosim/iosim/line"
)

// consolePort is the console line of a device as a port that one client at a time
// may be plugged into. Without one it is a cable with nothing at its end: what the
// device prints is lost. A client that takes nothing never holds up the device.
type consolePort struct {
	typed   chan []byte
	signals chan line.Signal
	done    chan struct{}

	mu     sync.Mutex
	cur    *plug
	taken  bool // for a client that is being opened
	bare   bool // a file passes: no protocol
	closed bool
	rest   []byte // of what was typed; Read's own
}

// maxUnread is how many bytes a client may leave unread before it is cut off.
const maxUnread = 1 << 20

func newConsolePort() *consolePort {
	return &consolePort{typed: make(chan []byte), signals: make(chan line.Signal, 16), done: make(chan struct{})}
}

var _ line.Transparent = (*consolePort)(nil)

// SetTransparent implements line.Transparent, for the client of the moment and for who
// comes next: the program that sends the file may be another than the one that the user
// types at.
func (p *consolePort) SetTransparent(on bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.bare = on
	if p.cur != nil {
		p.cur.setTransparent(on)
	}
}

func (c *plug) setTransparent(on bool) {
	if t, ok := c.conn.(line.Transparent); ok {
		t.SetTransparent(on)
	}
}

// Read implements line.Conn: what the client of the moment types.
func (p *consolePort) Read(b []byte) (int, error) {
	if len(p.rest) == 0 {
		select {
		case p.rest = <-p.typed:
		case <-p.done:
			return 0, io.EOF
		}
	}
	n := copy(b, p.rest)
	p.rest = p.rest[n:]
	return n, nil
}

// Write implements line.Conn.
func (p *consolePort) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return 0, io.ErrClosedPipe
	}
	if p.cur != nil && !p.cur.put(b) {
		_ = p.cur.conn.Close()
		p.cur = nil
	}
	return len(b), nil
}

// Signals implements line.Conn.
func (p *consolePort) Signals() <-chan line.Signal { return p.signals }

// Close implements line.Conn.
func (p *consolePort) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil
	}
	p.closed = true
	close(p.done)
	close(p.signals)
	if p.cur != nil {
		_ = p.cur.conn.Close()
	}
	return nil
}

// plug is a client at the port, and what it has not been sent yet.
type plug struct {
	conn line.Conn

	mu    sync.Mutex
	moved sync.Cond
	out   []byte
	over  bool
}

func (c *plug) put(b []byte) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.over || len(c.out)+len(b) > maxUnread {
		return false
	}
	c.out = append(c.out, b...)
	c.moved.Signal()
	return true
}

func (c *plug) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.over = true
	c.moved.Signal()
}

// drain sends what the device prints until the client is gone.
func (c *plug) drain() {
	for {
		c.mu.Lock()
		for len(c.out) == 0 && !c.over {
			c.moved.Wait()
		}
		b := c.out
		c.out = nil
		c.mu.Unlock()
		if len(b) == 0 {
			return
		}
		if _, err := c.conn.Write(b); err != nil {
			_ = c.conn.Close()
			c.end()
			return
		}
	}
}

// attach plugs the client that open gives in until it is gone, and closes it. It is
// false at once, without opening, if there is one already, or the port is closed.
// open is told whether a file passes at the moment.
func (p *consolePort) attach(open func(bare bool) line.Conn) bool {
	bare, ok := p.take()
	if !ok {
		return false
	}
	conn := open(bare)
	c := &plug{conn: conn}
	c.moved.L = &c.mu
	p.mu.Lock()
	p.taken = false
	if p.closed {
		p.mu.Unlock()
		_ = conn.Close()
		return false
	}
	p.cur = c
	c.setTransparent(p.bare)
	p.mu.Unlock()

	var wg sync.WaitGroup
	wg.Go(c.drain)
	wg.Go(func() { p.relay(conn) })
	p.keys(conn)
	p.mu.Lock()
	if p.cur == c {
		p.cur = nil
	}
	p.mu.Unlock()
	c.end()
	_ = conn.Close()
	wg.Wait()
	return true
}

// take keeps the port for a client that is about to be plugged in.
func (p *consolePort) take() (bare, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cur != nil || p.taken || p.closed {
		return false, false
	}
	p.taken = true
	return p.bare, true
}

// keys brings what the client types to the device, until the client is gone.
func (p *consolePort) keys(conn line.Conn) {
	buf := make([]byte, 1024)
	for {
		n, err := conn.Read(buf)
		if n > 0 {
			select {
			case p.typed <- append([]byte(nil), buf[:n]...):
			case <-p.done:
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// relay brings Breaks and sizes to the device. A hangup is the client's alone: the
// cable stays.
func (p *consolePort) relay(conn line.Conn) {
	for s := range conn.Signals() {
		if s.Kind == line.Hangup {
			continue
		}
		p.mu.Lock()
		if !p.closed {
			select {
			case p.signals <- s:
			default:
			}
		}
		p.mu.Unlock()
	}
}
