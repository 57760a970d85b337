package cli

import (
	"context"
	"errors"
	"io"
	"net/netip"
	"slices"
	"sync"
	"time"
)

// Remote is the machine at the other end of a connection that a session has
// opened. Write sends what is typed, "\r" for Return.
type Remote interface {
	io.ReadWriteCloser
	// Break sends the signal that stands for the Break key.
	Break() error
}

// Connection is one that a session has opened with telnet or ssh. It stays open
// while its user is back at the router.
type Connection struct {
	Number int // from 1
	Host   string
	Addr   netip.Addr
	Name   string // of `show sessions`: Host, or what its user calls it

	remote Remote
	left   time.Time // device time at which its user left it
	done   chan struct{}

	mu      sync.Mutex
	waiting []byte // what came and is not shown yet
	err     error  // why nothing more comes
	changed chan struct{}
}

// maxWaiting bounds what is kept of a connection whose user is away, in bytes;
// beyond it the other side has to wait.
const maxWaiting = 64 << 10

// pump takes what the other side sends.
func (x *Connection) pump() {
	defer close(x.done)
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

// wake makes those look again who wait; x.mu is held.
func (x *Connection) wake() {
	close(x.changed)
	x.changed = make(chan struct{})
}

// wait waits for a change; x.mu is held, and given free meanwhile.
func (x *Connection) wait(ctx context.Context) {
	changed := x.changed
	x.mu.Unlock()
	select {
	case <-changed:
	case <-ctx.Done():
	}
	x.mu.Lock()
}

// take waits for what is to be shown; an error says that nothing more comes.
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

// close ends the connection.
func (x *Connection) close() {
	_ = x.remote.Close()
	x.mu.Lock()
	x.err = errors.Join(x.err, io.EOF)
	x.wake()
	x.mu.Unlock()
	<-x.done
}

// Idle is how long its user has been away.
func (x *Connection) Idle(now time.Time) time.Duration { return now.Sub(x.left) }

// Waiting is how many bytes have come meanwhile.
func (x *Connection) Waiting() int {
	x.mu.Lock()
	defer x.mu.Unlock()
	return len(x.waiting)
}

// Connections are the open ones, by their numbers; last is the one that was left
// last.
func (s *Session) Connections() (all []*Connection, last *Connection) {
	return slices.Clone(s.connections), s.lastLeft
}

// Connect makes the session one with another machine until either has enough of
// it. The connection is closed then, or kept for Resume.
func (s *Session) Connect(c *Ctx, host string, addr netip.Addr, r Remote) error {
	x := &Connection{Number: 1, Host: host, Name: host, Addr: addr, remote: r, done: make(chan struct{}), changed: make(chan struct{})}
	for slices.ContainsFunc(s.connections, func(o *Connection) bool { return o.Number == x.Number }) {
		x.Number++
	}
	s.connections = append(s.connections, x)
	slices.SortFunc(s.connections, func(a, b *Connection) int { return a.Number - b.Number })
	go x.pump()
	return s.Resume(c, x)
}

// Resume goes back to a connection.
func (s *Session) Resume(c *Ctx, x *Connection) error {
	s.lastLeft = x
	ctx, cancel := context.WithCancelCause(s.life)
	defer cancel(nil)
	shown := make(chan struct{})
	go func() {
		defer close(shown)
		for {
			b, err := x.take(ctx)
			if err != nil {
				cancel(errRemoteGone)
				return
			}
			if _, err := c.Out.Write(b); err != nil {
				cancel(err)
				return
			}
		}
	}()
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

// typeTo sends what the user types until Ctrl-^ x, which is nil.
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

// Disconnect closes a connection.
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

// hangUp closes all connections and gives back the configuration.
func (s *Session) hangUp() {
	s.release()
	for len(s.connections) > 0 {
		s.forget(s.connections[0])
	}
}

// resumeLast is what a bare Return does while a connection is open.
func (s *Session) resumeLast() error {
	c := &Ctx{Context: s.life, Session: s, System: s.sys, Out: s.out}
	c.Printf("[Resuming connection %d to %s ... ]\n", s.lastLeft.Number, s.lastLeft.Host)
	return s.Resume(c, s.lastLeft)
}
