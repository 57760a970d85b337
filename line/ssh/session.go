package ssh

import (
	"context"
	"net"
	"sync"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"github.com/iosim/iosim/internal/safego"
	"github.com/iosim/iosim/line"
)

// Session is a session channel as a line. It implements line.Conn, line.Sizer and
// line.Aborter.
type Session struct {
	c          *connection
	ch         gossh.Channel
	signals    chan line.Signal
	started    chan struct{}
	done       chan struct{} // closed when the session has ended completely
	closeTimer *time.Timer   // closes the connection of a client that does not close the channel

	writing sync.Mutex // held while something is sent on the channel, or its EOF

	mu            sync.Mutex
	pty           bool
	width, height int
	closed        bool
	status        int // sent when the line is closed
	readTimeout   time.Duration
}

var (
	_ line.Conn    = (*Session)(nil)
	_ line.Sizer   = (*Session)(nil)
	_ line.Aborter = (*Session)(nil)
)

func newSession(c *connection, ch gossh.Channel) *Session {
	return &Session{c: c, ch: ch, signals: make(chan line.Signal, 16), started: make(chan struct{}), done: make(chan struct{})}
}

// User returns the name of the user who has logged in.
func (s *Session) User() string { return s.c.user }

// Crypto returns the names of the cipher and the MAC of each direction. An
// authenticating cipher has no MAC.
func (s *Session) Crypto() (inCipher, inMAC, outCipher, outMAC string) {
	a := s.c.algorithms
	return a.Read.Cipher, a.Read.MAC, a.Write.Cipher, a.Write.MAC
}

// RemoteAddr returns the address of the client.
func (s *Session) RemoteAddr() net.Addr { return s.c.nc.RemoteAddr() }

// PTY reports whether the client requested a terminal.
func (s *Session) PTY() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.pty
}

// Size implements line.Sizer. It returns 0, 0 without a terminal.
func (s *Session) Size() (width, height int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.width, s.height
}

// SetReadTimeout sets how long, in real time, a Read waits before the connection is
// closed; 0 means no limit.
func (s *Session) SetReadTimeout(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.readTimeout = d
}

// Read reads what the user types. It returns io.EOF when the client has sent EOF.
func (s *Session) Read(p []byte) (int, error) {
	s.mu.Lock()
	d := s.readTimeout
	s.mu.Unlock()
	if d > 0 {
		t := time.AfterFunc(d, func() { s.c.nc.Close() })
		defer t.Stop()
	}
	return s.ch.Read(p)
}

// Write sends p to the client. The connection is closed if the client does not
// receive it within the server's WriteTime.
func (s *Session) Write(p []byte) (int, error) {
	t := time.AfterFunc(s.c.s.opt.WriteTime, func() { s.c.nc.Close() })
	defer t.Stop()
	s.writing.Lock()
	defer s.writing.Unlock()
	return s.ch.Write(p)
}

// Signals implements line.Conn.
func (s *Session) Signals() <-chan line.Signal { return s.signals }

// send delivers a signal. A signal is dropped if the channel is full, but there is
// always room for the Hangup.
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

// Close closes the line and ends a pending Read. It sends the exit status and gives
// the client WriteTime to close the channel. If the server's context has ended, the
// whole connection is closed, as by IOS at a reload.
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
	s.closeTimer = time.AfterFunc(s.c.s.opt.WriteTime, func() { s.c.nc.Close() })
	// A handler may leave a goroutine that still writes: then the client gets no EOF,
	// which is not to be waited for if it does not take what is written.
	if s.writing.TryLock() {
		_ = s.ch.CloseWrite() // the client may have disconnected already
		s.writing.Unlock()
	}
	_, _ = s.ch.SendRequest("exit-status", false, gossh.Marshal(exitStatus{uint32(status)}))
	return s.ch.Close()
}

// Abort implements line.Aborter by closing the whole connection.
func (s *Session) Abort() { line.Abort(s.c.nc) }

// ended reports whether the session has ended. It waits for one that is ending,
// because a client may open the next as soon as it receives the exit status.
func (s *Session) ended() bool {
	s.mu.Lock()
	closed := s.closed
	s.mu.Unlock()
	if closed {
		<-s.done
	}
	return closed
}

// shellLinger is how long a client may take to close the connection itself after
// its shell has ended: PuTTY reports an error if the server closes it first.
const shellLinger = time.Second

// serve answers the requests of the channel until it is closed, and runs its shell
// or command.
func (s *Session) serve(ctx context.Context, reqs <-chan *gossh.Request) {
	ctx, cancel := context.WithCancel(ctx)
	var wg safego.Group
	shell := false
	defer func() {
		// The client has closed the channel, or the connection is lost.
		s.send(line.Signal{Kind: line.Hangup})
		cancel()
		wg.Wait()
		_ = s.Close()
		if s.closeTimer != nil {
			s.closeTimer.Stop()
		}
		linger := s.c.s.opt.IdleTime
		if shell { // as on IOS, the connection ends with its shell
			s.c.shellEnded.Store(true)
			linger = min(linger, shellLinger)
		}
		s.c.idle.Reset(linger)
		close(s.done)
	}()
	var start func() int // what the request starts, after its reply
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
			_ = r.Reply(ok, nil) // the next read reports an error
		}
		if f := start; f != nil {
			start = nil
			wg.Start(ctx, "ssh session", func() { s.finish(s.c.recoverPanic(f)) })
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
