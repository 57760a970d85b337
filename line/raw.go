package line

import (
	"context"
	"errors"
	"os"
	"time"
)

// Transparent is a Conn whose protocol can be taken away, so that every byte passes as
// it is.
type Transparent interface {
	Conn
	SetTransparent(on bool)
}

// Raw is a terminal's line as a serial line: every byte passes as it is, and none of
// the keys means anything.
type Raw struct {
	t   *Terminal
	own func()
}

// Raw gives the line until Close; messages of the system wait meanwhile. One at a
// time, and no other read.
func (t *Terminal) Raw() *Raw {
	if c, ok := t.conn.(Transparent); ok {
		c.SetTransparent(true)
	}
	t.serial.Store(true)
	return &Raw{t: t, own: t.in.own()}
}

// Close gives the line back.
func (r *Raw) Close() {
	if c, ok := r.t.conn.(Transparent); ok {
		c.SetTransparent(false)
	}
	r.own()
	r.t.serial.Store(false)
	r.t.wmu.Lock()
	r.t.unlock() // the messages that have waited
}

// Receive waits at most d of real time for bytes: os.ErrDeadlineExceeded if none has
// come, also on a Script, and on
// Keys, at which nobody sits. io.EOF when the line is gone.
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
