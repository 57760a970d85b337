package line

import (
	"context"
	"errors"
	"os"
	"time"
)

// Transparent is a Conn whose protocol can be switched off, so that every byte
// passes unchanged.
type Transparent interface {
	Conn
	SetTransparent(on bool)
}

// Raw is the line of a terminal without the editor: every byte passes unchanged.
type Raw struct {
	t   *Terminal
	own func()
}

// Raw gives access to the line until Close. Messages wait meanwhile. Only one Raw
// and no other read may be in use at a time.
func (t *Terminal) Raw() *Raw {
	if c, ok := t.conn.(Transparent); ok {
		c.SetTransparent(true)
	}
	t.serial.Store(true)
	return &Raw{t: t, own: t.in.claim()}
}

// Close ends the raw mode.
func (r *Raw) Close() {
	if c, ok := r.t.conn.(Transparent); ok {
		c.SetTransparent(false)
	}
	r.own()
	r.t.serial.Store(false)
	r.t.wmu.Lock()
	r.t.unlock() // prints the messages that have waited
}

// Receive waits at most d of real time for bytes. The error is
// os.ErrDeadlineExceeded if none has arrived, which is always so on a Script and on
// Keys, and io.EOF after the end of the line.
func (r *Raw) Receive(ctx context.Context, p []byte, d time.Duration) (int, error) {
	if r.t.in.next != nil {
		return 0, os.ErrDeadlineExceeded
	}
	limited, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	b, err := r.t.in.peek(limited, ReadingRelay, "")
	if err != nil {
		if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
			err = os.ErrDeadlineExceeded
		}
		return 0, err
	}
	n := copy(p, b)
	r.t.in.advance(n)
	return n, nil
}

// Send writes all of p.
func (r *Raw) Send(p []byte) error {
	r.t.wmu.Lock()
	defer r.t.unlock()
	return r.t.raw(p)
}
