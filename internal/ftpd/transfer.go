package ftpd

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/iosim/iosim/internal/safego"
)

// block is how many bytes move at a time.
const block = 256 << 10

var blocks = sync.Pool{New: func() any { b := make([]byte, block); return &b }}

// transfer is a data connection, from the command that needs it until its end.
type transfer struct {
	s       *session
	passive *passive
	active  netip.AddrPort
	cancel  context.CancelFunc

	mu      sync.Mutex
	conn    net.Conn // as it is used, TLS included
	raw     net.Conn
	stopped bool
}

// event is what a transfer's goroutine reports: that the connection is open, then
// that all is over.
type event struct {
	open bool
	err  error
}

// refusal is the reply to a transfer that did not come about, or was stopped.
type refusal struct {
	code    int
	text    string
	aborted bool // by ABOR, which has a reply too
}

func (r *refusal) Error() string { return r.text }

// carry opens the data connection and has do move bytes over it, while ABOR and
// STAT are heard. It says 150 itself; its error is for outcome.
func (s *session) carry(about string, do func(x *transfer) error) error {
	x, err := s.begin()
	if err != nil {
		return err
	}
	events := make(chan event, 2)
	ctx, cancel := context.WithCancel(s.ctx)
	x.cancel = cancel
	defer cancel()
	if !s.setData(x) {
		return net.ErrClosed
	}
	defer s.setData(nil)
	safego.Go(ctx, "ftp transfer", func() error { x.run(ctx, do, events); return nil }, func(err error) {
		if err != nil {
			x.interrupt()
			events <- event{err: &localError{err}}
		}
	})
	var aborted, opened bool
	for {
		var lines chan line
		if s.held == nil && !s.gone {
			s.ask()
			lines = s.lines
		}
		select {
		case e := <-events:
			switch {
			case e.open && e.err == nil:
				opened = true
				s.reply(150, "%s", about)
			case e.open:
				s.log(fmt.Sprintf("data: %v", e.err))
				return &refusal{425, "Failed to establish connection.", aborted}
			case aborted:
				return &refusal{426, "Transfer aborted.", true}
			default:
				return e.err
			}
		case l := <-lines:
			s.asked = false
			aborted = s.during(x, l, opened) || aborted
		}
	}
}

// during is a line that comes while a transfer lasts. It reports an ABOR.
func (s *session) during(x *transfer, l line, opened bool) bool {
	if l.err != nil && !errors.Is(l.err, errLong) {
		// The client is gone: what it has sent is not whole.
		s.gone = true
		x.interrupt()
		return false
	}
	switch verb, _, _ := parseCommand(l.text); {
	case verb == "ABOR":
		s.log("> ABOR")
		x.interrupt()
		return true
	case verb == "STAT" && opened && strings.EqualFold(strings.TrimSpace(stripTelnet(l.text)), "STAT"):
		s.doStat("")
	default:
		s.held = &l
	}
	return false
}

// begin takes over the way to the data connection that was agreed on.
func (s *session) begin() (*transfer, error) {
	s.mu.Lock()
	x := &transfer{s: s, passive: s.passive, active: s.active}
	s.passive, s.active = nil, netip.AddrPort{}
	s.mu.Unlock()
	switch {
	case x.passive == nil && !x.active.IsValid():
		return nil, &refusal{425, "Use PORT or PASV first.", false}
	case s.RequireTLS && !s.protect:
		if x.passive != nil {
			x.passive.l.Close()
		}
		return nil, &refusal{522, "Data connections must be encrypted.", false}
	}
	return x, nil
}

// setData makes x the transfer that hangUp ends; false if that has happened.
func (s *session) setData(x *transfer) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.data = x
	if x != nil && s.hungUp {
		x.interrupt()
		return false
	}
	return true
}

// run is the transfer's goroutine.
func (x *transfer) run(ctx context.Context, do func(*transfer) error, events chan<- event) {
	raw, err := x.connect(ctx)
	if err == nil {
		err = x.use(raw)
	}
	events <- event{open: true, err: err}
	if err != nil {
		return
	}
	err = do(x)
	if e := x.close(err == nil); err == nil {
		err = e
	}
	events <- event{err: err}
}

// use makes raw the connection.
func (x *transfer) use(raw net.Conn) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.stopped {
		raw.Close()
		return net.ErrClosed
	}
	x.raw, x.conn = raw, raw
	if x.s.protect {
		x.conn = tls.Server(raw, x.s.TLS)
	}
	return nil
}

// close ends the connection: in order, or with a reset, so that the client does
// not take what it has for the whole.
func (x *transfer) close(whole bool) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.stopped {
		return net.ErrClosed
	}
	x.stopped = true
	if !whole {
		x.reset()
		return nil
	}
	if c, ok := x.conn.(*tls.Conn); ok {
		// An empty file has had no byte that would have begun the handshake.
		_ = x.raw.SetDeadline(time.Now().Add(min(openLimit, x.s.Idle)))
		if err := c.Handshake(); err != nil {
			x.raw.Close()
			return err
		}
	}
	return x.conn.Close()
}

func (x *transfer) reset() {
	if l, ok := x.raw.(interface{ SetLinger(int) error }); ok {
		_ = l.SetLinger(0)
	}
	x.raw.Close()
}

// interrupt ends the transfer from any goroutine.
func (x *transfer) interrupt() {
	x.cancel()
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.stopped {
		return
	}
	x.stopped = true
	if x.passive != nil {
		x.passive.l.Close()
	}
	if x.raw != nil {
		x.reset()
	}
}

// send writes all of r, with the line ends of the type.
func (x *transfer) send(r io.Reader) error {
	if x.s.ascii {
		r = newlinesOut(r)
	}
	p := blocks.Get().(*[]byte)
	defer blocks.Put(p)
	for {
		n, err := r.Read(*p)
		if n > 0 {
			_ = x.raw.SetDeadline(time.Now().Add(x.s.Idle))
			if _, err := x.conn.Write((*p)[:n]); err != nil {
				return err
			}
		}
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return &localError{err}
		}
	}
}

// receive writes all that comes to w, with the line ends of the host.
func (x *transfer) receive(w io.Writer) error {
	if x.s.ascii {
		a := newlinesIn(w)
		if err := x.receiveRaw(a); err != nil {
			return err
		}
		return a.end()
	}
	return x.receiveRaw(w)
}

func (x *transfer) receiveRaw(w io.Writer) error {
	p := blocks.Get().(*[]byte)
	defer blocks.Put(p)
	for {
		_ = x.raw.SetDeadline(time.Now().Add(x.s.Idle))
		n, err := x.conn.Read(*p)
		if n > 0 {
			if _, err := w.Write((*p)[:n]); err != nil {
				return &localError{err}
			}
		}
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		}
	}
}

// localError is a failure of the file, not of the network.
type localError struct{ err error }

func (e *localError) Error() string { return e.err.Error() }
func (e *localError) Unwrap() error { return e.err }

// outcome is the last reply to a transfer.
func (s *session) outcome(err error, success string) {
	var local *localError
	var no *refusal
	switch {
	case err == nil:
		s.reply(226, "%s", success)
	case errors.As(err, &no):
		s.reply(no.code, "%s", no.text)
		if no.aborted {
			s.reply(226, "ABOR successful.")
		}
	case errors.As(err, &local):
		code, text := fileError(local.err)
		if code == 550 || code == 553 {
			code = 451 // 550 would deny a transfer that has begun
		}
		s.reply(code, "%s", text)
	default:
		s.reply(426, "Failure on the data connection.")
	}
}
