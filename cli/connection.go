package cli

import (
	"context"
	"errors"
	"io"
	"net/netip"
	"slices"
	"sync"
	"time"

	"github.com/iosim/iosim/internal/safego"
)

// Remote is the remote end of a connection that a session has opened. Write sends what the
// user types, with "\r" for Return.
type Remote interface {
	io.ReadWriteCloser
	// Break sends the Break signal.
	Break() error
}

// Connection is a connection that a session has opened with telnet or ssh. It stays open
// while its user is back at the router's prompt.
type Connection struct {
	Number int // from 1
	Host   string
	Addr   netip.Addr
	Name   string // shown by `show sessions`: Host, or the name that the user gave it

	remote Remote
	left   time.Time // device time at which the user escaped from it
	done   chan struct{}

	mu      sync.Mutex
	waiting []byte // received but not yet shown
	err     error  // why the connection has ended; nil while it is open
	changed chan struct{}
}

// maxWaiting is the maximum number of received bytes that are buffered while the user is
// away. When the buffer is full, the connection is not read.
const maxWaiting = 64 << 10

// ended notes that pump has returned; err is that of a panic.
func (x *Connection) ended(err error) {
	x.mu.Lock()
	if err != nil {
		x.err = err
		x.wake()
	}
	x.mu.Unlock()
	close(x.done)
}

// pump reads from the remote end until the connection ends.
func (x *Connection) pump() {
	buf := make([]byte, 4<<10)
	for {
		n, err := x.remote.Read(buf)
		x.mu.Lock()
		x.waiting = append(x.waiting, buf[:n]...)
		x.err = err
		for full := len(x.waiting) > maxWaiting; full && x.err == nil; full = len(x.waiting) > maxWaiting {
			x.wait(context.Background())
		}
		x.wake()
		over := x.err != nil
		x.mu.Unlock()
		if over {
			return
		}
	}
}

// wake wakes all goroutines in wait; x.mu is held.
func (x *Connection) wake() {
	close(x.changed)
	x.changed = make(chan struct{})
}

// wait waits for a change. x.mu is held, and released while waiting.
func (x *Connection) wait(ctx context.Context) {
	changed := x.changed
	x.mu.Unlock()
	select {
	case <-changed:
	case <-ctx.Done():
	}
	x.mu.Lock()
}

// take waits for received bytes and returns them. It returns an error when the connection
// or ctx has ended and nothing is left.
func (x *Connection) take(ctx context.Context) ([]byte, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for len(x.waiting) == 0 && x.err == nil && ctx.Err() == nil {
		x.wait(ctx)
	}
	out := x.waiting
	x.waiting = nil
	x.wake()
	if len(out) > 0 {
		return out, nil
	}
	return nil, errors.Join(x.err, ctx.Err())
}

// close closes the connection and waits until pump has returned.
func (x *Connection) close() {
	_ = x.remote.Close()
	x.mu.Lock()
	x.err = errors.Join(x.err, io.EOF)
	x.wake()
	x.mu.Unlock()
	<-x.done
}

// Idle returns how long the user has been away from the connection at the time now.
func (x *Connection) Idle(now time.Time) time.Duration { return now.Sub(x.left) }

// Waiting returns the number of bytes that have been received since the user left.
func (x *Connection) Waiting() int {
	x.mu.Lock()
	defer x.mu.Unlock()
	return len(x.waiting)
}

// Connections returns the open connections ordered by number; last is the one that the user
// left most recently, nil if there is none.
func (s *Session) Connections() (all []*Connection, last *Connection) {
	return slices.Clone(s.connections), s.lastLeft
}

// Connect adds a connection to the session and resumes it. When it returns, the connection
// is either closed or kept for Resume.
func (s *Session) Connect(c *Ctx, host string, addr netip.Addr, r Remote) error {
	x := &Connection{Number: 1, Host: host, Name: host, Addr: addr, remote: r, done: make(chan struct{}), changed: make(chan struct{})}
	for slices.ContainsFunc(s.connections, func(o *Connection) bool { return o.Number == x.Number }) {
		x.Number++
	}
	s.connections = append(s.connections, x)
	slices.SortFunc(s.connections, func(a, b *Connection) int { return a.Number - b.Number })
	safego.Go(s.life, "connection", func() error { x.pump(); return nil }, x.ended)
	return s.Resume(c, x)
}

// Resume connects the user with the remote end until the user escapes or the connection
// ends. It returns io.EOF if the session's own line is gone, and the cause of its end if
// the session has ended.
func (s *Session) Resume(c *Ctx, x *Connection) error {
	s.lastLeft = x
	ctx, cancel := context.WithCancelCause(s.life)
	defer cancel(nil)
	shown := make(chan struct{})
	show := func() error {
		for {
			b, err := x.take(ctx)
			if err != nil {
				return errRemoteGone
			}
			if _, err := c.Out.Write(b); err != nil {
				return err
			}
		}
	}
	safego.Go(ctx, "connection", show, func(err error) {
		cancel(err)
		close(shown)
	})
	err := s.typeTo(ctx, x)
	cancel(nil)
	<-shown
	x.left = c.System.Now()
	switch {
	case s.life.Err() != nil:
		return context.Cause(s.life)
	case err == nil:
		s.term.FreshLine()
		return nil
	}
	s.forget(x)
	c.Printf("\n[Connection to %s closed by foreign host]\n", x.Host) // ios-boot.md 1.2
	if errors.Is(err, io.EOF) {
		return io.EOF
	}
	return nil
}

var errRemoteGone = errors.New("the other end has closed the connection")

// typeTo sends what the user types. It returns nil when the user escapes with Ctrl-^ x, and
// errRemoteGone when the connection has ended.
func (s *Session) typeTo(ctx context.Context, x *Connection) error {
	defer s.term.Own()()
	escaped := false
	for {
		k, err := s.term.RelayKey(ctx)
		switch {
		case err != nil && errors.Is(context.Cause(ctx), errRemoteGone):
			return errRemoteGone
		case err != nil:
			return err
		case k == ctrlCaret && !escaped:
			escaped = true
			continue
		case escaped && (k == 'x' || k == 'X'):
			return nil
		case escaped && (k == 'b' || k == 'B'):
			err = x.remote.Break()
		default:
			_, err = x.remote.Write([]byte{k})
		}
		if escaped = false; err != nil {
			return errRemoteGone
		}
	}
}

// Disconnect closes a connection and removes it from the session.
func (s *Session) Disconnect(x *Connection) { s.forget(x) }

func (s *Session) forget(x *Connection) {
	x.close()
	s.connections = slices.DeleteFunc(s.connections, func(o *Connection) bool { return o == x })
	if s.lastLeft == x {
		s.lastLeft = nil
		if n := len(s.connections); n > 0 {
			s.lastLeft = s.connections[n-1]
		}
	}
}

// hangUp closes all connections and releases the configuration lock.
func (s *Session) hangUp() {
	s.release()
	for len(s.connections) > 0 {
		s.forget(s.connections[0])
	}
}

// resumeLast resumes the most recent connection, as an empty line does while one is open.
func (s *Session) resumeLast() error {
	c := &Ctx{Context: s.life, Session: s, System: s.sys, Out: s.out}
	c.Printf("[Resuming connection %d to %s ... ]\n", s.lastLeft.Number, s.lastLeft.Host)
	return s.Resume(c, s.lastLeft)
}
