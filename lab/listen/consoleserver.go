package listen

import (
	"context"
	"io"
	"sync"
	"time"

	"github.com/iosim/iosim/internal/safego"
	"github.com/iosim/iosim/line"
)

// ConsoleServer is the console line of a device, as a line.Conn that one client at a time
// is connected with. Without one, what the device prints is lost. A client that reads
// nothing never holds up the device.
type ConsoleServer struct {
	typed  func([]byte) bool // takes what the client types
	signal func(line.Signal)

	leaveTime time.Duration // how long a client waits for the one before to leave, in real time

	mu     sync.Mutex
	freed  sync.Cond
	cur    *client
	taken  bool // for a client that is being opened
	bare   bool // a file passes: no protocol
	closed bool
}

// maxUnread is how many bytes a client may leave unread before it is cut off.
const maxUnread = 1 << 20

// leaveTime is how long, in real time, a client waits for the one before to be gone: a
// client that hangs up and connects again at once must not find the line busy.
const leaveTime = time.Second

// NewConsoleServer makes a console without a client.
func NewConsoleServer() *ConsoleServer {
	p := &ConsoleServer{leaveTime: leaveTime}
	p.freed.L = &p.mu
	return p
}

var _ line.Pusher = (*ConsoleServer)(nil)

// Push implements line.Pusher.
func (p *ConsoleServer) Push(typed func([]byte) bool, signal func(line.Signal)) {
	p.typed, p.signal = typed, signal
}

var _ line.Transparent = (*ConsoleServer)(nil)

// SetTransparent implements line.Transparent, for the client of the moment and for the
// next: the program that sends the file may be another than the one that the user types
// at.
func (p *ConsoleServer) SetTransparent(on bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.bare = on
	if p.cur != nil {
		p.cur.setTransparent(on)
	}
}

func (c *client) setTransparent(on bool) {
	if t, ok := c.conn.(line.Transparent); ok {
		t.SetTransparent(on)
	}
}

// Read is not used on a Pusher.
func (p *ConsoleServer) Read([]byte) (int, error) { return 0, io.EOF }

// Signals is not used on a Pusher.
func (p *ConsoleServer) Signals() <-chan line.Signal { return nil }

// Write implements line.Conn.
func (p *ConsoleServer) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return 0, io.ErrClosedPipe
	}
	if p.cur != nil && !p.cur.put(b) {
		_ = p.cur.conn.Close()
		p.leave()
	}
	return len(b), nil
}

// Close implements line.Conn.
func (p *ConsoleServer) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil
	}
	p.closed = true
	p.freed.Broadcast()
	if p.cur != nil {
		_ = p.cur.conn.Close()
	}
	return nil
}

// client is a client of the console, and what it has not been sent yet.
type client struct {
	conn line.Conn

	mu    sync.Mutex
	moved sync.Cond
	out   []byte
	over  bool
}

func (c *client) put(b []byte) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.over || len(c.out)+len(b) > maxUnread {
		return false
	}
	c.out = append(c.out, b...)
	c.moved.Signal()
	return true
}

func (c *client) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.over = true
	c.moved.Signal()
}

// drain sends what the device prints until the client is gone.
func (c *client) drain() {
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

// leave lets the next client in; p.mu is held.
func (p *ConsoleServer) leave() {
	p.cur = nil
	p.freed.Broadcast()
}

// attach connects the client that open gives until it is gone, and closes it. It is
// false, without opening, if there is one already that stays, or the console is closed.
// bare is whether a file passes at the moment.
func (p *ConsoleServer) attach(ctx context.Context, open func(bare bool) line.Conn) bool {
	bare, ok := p.take()
	if !ok {
		return false
	}
	conn := open(bare)
	c := &client{conn: conn}
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

	var wg safego.Group
	defer func() { // also after a panic over what the client has sent
		p.mu.Lock()
		if p.cur == c {
			p.leave()
		}
		p.mu.Unlock()
		c.end()
		_ = conn.Close()
		wg.Wait()
	}()
	part := func(f func()) {
		wg.Start(ctx, "console client", func() {
			whole := false
			defer func() {
				if !whole {
					_ = conn.Close()
				}
			}()
			f()
			whole = true
		})
	}
	part(c.drain)
	part(func() { p.relay(conn) })
	p.keys(conn)
	return true
}

// take keeps the console for a client that is about to be connected.
func (p *ConsoleServer) take() (bare, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	over := false
	if p.cur != nil || p.taken {
		defer safego.Timer(context.Background(), p.leaveTime, "console client", func() {
			p.mu.Lock()
			defer p.mu.Unlock()
			over = true
			p.freed.Broadcast()
		}).Stop()
	}
	for p.cur != nil || p.taken || p.closed {
		if over || p.closed {
			return false, false
		}
		p.freed.Wait()
	}
	p.taken = true
	return p.bare, true
}

// keys brings what the client types to the device, until the client is gone.
func (p *ConsoleServer) keys(conn line.Conn) {
	buf := make([]byte, 1024)
	for {
		n, err := conn.Read(buf)
		if !p.typed(buf[:n]) || err != nil {
			return
		}
	}
}

// relay brings Breaks and sizes to the device. A hangup is the client's alone: the
// console stays.
func (p *ConsoleServer) relay(conn line.Conn) {
	for s := range conn.Signals() {
		if s.Kind != line.Hangup {
			p.signal(s)
		}
	}
}
