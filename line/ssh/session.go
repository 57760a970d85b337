package ssh

import (
	"context"
	"net"
	"sync"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"github.com/iosim/iosim/line"
)

// Session is a channel as a line.
type Session struct {
	c       *connection
	ch      gossh.Channel
	signals chan line.Signal
	started chan struct{}
	done    chan struct{} // closed when nothing of it is left
	mourn   *time.Timer   // cuts a client that does not let the channel end

	mu            sync.Mutex
	pty           bool
	width, height int
	closed        bool
	status        int // told when the line is closed
	patience      time.Duration
}

var (
	_ line.Conn    = (*Session)(nil)
	_ line.Sizer   = (*Session)(nil)
	_ line.Aborter = (*Session)(nil)
)

func newSession(c *connection, ch gossh.Channel) *Session {
	return &Session{c: c, ch: ch, signals: make(chan line.Signal, 16), started: make(chan struct{}), done: make(chan struct{})}
}

// User is who has logged in.
func (s *Session) User() string { return s.c.user }

// Crypto is the cipher and the MAC of each direction, by their names in the
// protocol; a cipher that authenticates has no MAC.
func (s *Session) Crypto() (inCipher, inMAC, outCipher, outMAC string) {
	a := s.c.algorithms
	return a.Read.Cipher, a.Read.MAC, a.Write.Cipher, a.Write.MAC
}

// RemoteAddr is where the user sits.
func (s *Session) RemoteAddr() net.Addr { return s.c.nc.RemoteAddr() }

// PTY reports whether the client asked for a terminal.
func (s *Session) PTY() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.pty
}

// Size implements line.Sizer: 0, 0 without a terminal.
func (s *Session) Size() (width, height int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.width, s.height
}

// SetPatience bounds, in real time, how long a Read waits before the connection is
// cut; 0: for ever.
func (s *Session) SetReadTimeout(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.patience = d
}

// Read gives what the user types; io.EOF when the user has sent all.
func (s *Session) Read(p []byte) (int, error) {
	s.mu.Lock()
	d := s.patience
	s.mu.Unlock()
	if d > 0 {
		t := time.AfterFunc(d, func() { s.c.nc.Close() })
		defer t.Stop()
	}
	return s.ch.Read(p)
}

// Write sends p to the user. A client that takes nothing for the server's
// WriteTime loses its connection.
func (s *Session) Write(p []byte) (int, error) {
	t := time.AfterFunc(s.c.s.opt.WriteTime, func() { s.c.nc.Close() })
	defer t.Stop()
	return s.ch.Write(p)
}

// Signals implements line.Conn.
func (s *Session) Signals() <-chan line.Signal { return s.signals }

// send delivers a signal; one that nobody takes is lost, but for the Hangup, for
// which there is always room.
func (s *Session) send(sig line.Signal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || sig.Kind != line.Hangup && len(s.signals) == cap(s.signals)-1 {
		return
	}
	select {
	case s.signals <- sig:
	default:
	}
}

// Close ends the line, and a pending Read: the client is told the exit status, and
// has WriteTime to agree that the channel is closed. When the server's context has
// ended, the whole connection is cut, as IOS does at a reload.
func (s *Session) Close() error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil
	}
	s.closed = true
	close(s.signals)
	status := s.status
	s.mu.Unlock()
	if s.c.ctx.Err() != nil {
		return s.c.nc.Close()
	}
	s.mourn = time.AfterFunc(s.c.s.opt.WriteTime, func() { s.c.nc.Close() })
	_ = s.ch.CloseWrite() // the client may be gone already
	_, _ = s.ch.SendRequest("exit-status", false, gossh.Marshal(exitStatus{uint32(status)}))
	return s.ch.Close()
}

// Abort implements line.Aborter: it cuts the whole connection.
func (s *Session) Abort() { line.Abort(s.c.nc) }

// over reports whether the session has ended; one that is ending is waited for,
// for a client may open the next as soon as it hears of that.
func (s *Session) over() bool {
	s.mu.Lock()
	closed := s.closed
	s.mu.Unlock()
	if closed {
		<-s.done
	}
	return closed
}

// shellLinger is how long a client may take to close the connection itself after its
// shell: PuTTY calls it an error when the server is first.
const shellLinger = time.Second

// serve answers the requests of the channel until it is closed, and runs its
// shell or command.
func (s *Session) serve(ctx context.Context, reqs <-chan *gossh.Request) {
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	shell := false
	defer func() {
		// The client has closed the channel, or the connection is gone.
		s.send(line.Signal{Kind: line.Hangup})
		cancel()
		wg.Wait()
		_ = s.Close()
		if s.mourn != nil {
			s.mourn.Stop()
		}
		linger := s.c.s.opt.IdleTime
		if shell { // as IOS does: the connection goes with its shell
			s.c.over.Store(true)
			linger = min(linger, shellLinger)
		}
		s.c.idle.Reset(linger)
		close(s.done)
	}()
	var start func() int // what the request starts, once it has been answered
	run := func(f func() int) bool {
		select {
		case <-s.started:
			return false
		default:
		}
		close(s.started)
		start = f
		return true
	}
	for r := range reqs {
		q, ok := parseRequest(r.Type, r.Payload)
		switch r.Type {
		case "pty-req":
			if ok {
				s.setPTY(q)
			}
		case "window-change":
			if ok {
				s.send(line.Signal{Kind: line.Resize, Width: q.width, Height: q.height})
			}
		case "break":
			s.send(line.Signal{Kind: line.Break})
		case "shell":
			ok = ok && run(func() int { s.c.h.Shell(ctx, s); return 0 })
			shell = shell || ok
		case "exec":
			ok = ok && run(func() int { return s.c.h.Exec(ctx, s, q.command) })
		case "subsystem":
			h, has := s.c.h.(Subsystems)
			if !ok || !has {
				ok = false
				break
			}
			var serve func(context.Context, *Session) int
			if serve, ok = h.Subsystem(q.command); ok {
				ok = run(func() int { return serve(ctx, s) })
			}
		}
		if r.WantReply {
			_ = r.Reply(ok, nil) // the next read tells
		}
		if f := start; f != nil {
			start = nil
			wg.Go(func() { s.finish(s.c.guard(f)) })
		}
	}
}

// finish closes the line with an exit status, unless the handler has closed it.
func (s *Session) finish(status int) {
	s.mu.Lock()
	s.status = status
	s.mu.Unlock()
	_ = s.Close()
}

func (s *Session) setPTY(q request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pty, s.width, s.height = true, q.width, q.height
}
