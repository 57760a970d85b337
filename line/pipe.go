package line

import (
	"io"
	"sync"
)

// maxPipe is the number of bytes buffered in one direction of a Pipe.
const maxPipe = 1 << 20

// Remote is the other end of a Pipe: the user, or script, at the terminal.
type Remote struct {
	typed, shown *bytePipe
	signals      *signalPipe
}

// Pipe returns a Conn for a session and the Remote connected to it, in memory, for
// tests and transcripts. Each direction buffers up to 1 MiB.
func Pipe() (Conn, *Remote) {
	r := &Remote{typed: newBytePipe(), shown: newBytePipe(), signals: &signalPipe{c: make(chan Signal, 16)}}
	return &pipeConn{r}, r
}

// Write types bytes.
func (r *Remote) Write(p []byte) (int, error) { return r.typed.Write(p) }

// Read reads what the session has printed. It returns io.EOF after the session has
// closed the line and all was read.
func (r *Remote) Read(p []byte) (int, error) { return r.shown.Read(p) }

// Send delivers a signal to the session. The error is io.ErrClosedPipe if the line
// is closed.
func (r *Remote) Send(s Signal) error { return r.signals.send(s) }

// CloseWrite ends the input after what was typed.
func (r *Remote) CloseWrite() error {
	r.typed.end()
	return nil
}

// Close disconnects: the session gets a Hangup.
func (r *Remote) Close() error {
	r.typed.end()
	r.shown.cut()
	_ = r.signals.send(Signal{Kind: Hangup}) // an error means that the session has closed the line
	return nil
}

type pipeConn struct{ r *Remote }

func (c *pipeConn) Read(p []byte) (int, error)  { return c.r.typed.Read(p) }
func (c *pipeConn) Write(p []byte) (int, error) { return c.r.shown.Write(p) }
func (c *pipeConn) Signals() <-chan Signal      { return c.r.signals.c }

func (c *pipeConn) Close() error {
	c.r.typed.cut()
	c.r.shown.end()
	c.r.signals.close()
	return nil
}

// signalPipe is a channel of signals that may be closed during a send.
type signalPipe struct {
	mu     sync.Mutex
	closed bool
	c      chan Signal
}

func (s *signalPipe) send(sig Signal) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return io.ErrClosedPipe
	}
	select {
	case s.c <- sig:
		return nil
	default:
		return io.ErrShortWrite
	}
}

func (s *signalPipe) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.closed = true
		close(s.c)
	}
}

// bytePipe is one direction of a Pipe.
type bytePipe struct {
	mu    sync.Mutex
	moved sync.Cond
	buf   []byte
	ended bool // no more writes; what is buffered can still be read
}

func newBytePipe() *bytePipe {
	p := new(bytePipe)
	p.moved.L = &p.mu
	return p
}

func (p *bytePipe) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := 0
	for n < len(b) {
		for len(p.buf) >= maxPipe && !p.ended {
			p.moved.Wait()
		}
		if p.ended {
			return n, io.ErrClosedPipe
		}
		k := min(len(b)-n, maxPipe-len(p.buf))
		p.buf = append(p.buf, b[n:n+k]...)
		n += k
		p.moved.Broadcast()
	}
	return n, nil
}

func (p *bytePipe) Read(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(p.buf) == 0 && !p.ended && len(b) > 0 {
		p.moved.Wait()
	}
	if len(p.buf) == 0 && len(b) > 0 {
		return 0, io.EOF
	}
	n := copy(b, p.buf)
	p.buf = p.buf[n:]
	if len(p.buf) == 0 {
		p.buf = nil
	}
	p.moved.Broadcast()
	return n, nil
}

// end closes the writing side; cut also discards what is buffered.
func (p *bytePipe) end() { p.stop(false) }
func (p *bytePipe) cut() { p.stop(true) }

func (p *bytePipe) stop(forget bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ended = true
	if forget {
		p.buf = nil
	}
	p.moved.Broadcast()
}
