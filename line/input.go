package line

import (
	"bytes"
	"context"
	"errors"
	"io"
	"sync"
	"sync/atomic"
)

// maxAhead is how many typed-ahead bytes are kept; beyond it the transport waits.
const maxAhead = 256 << 10

// input is what was typed and not yet read. A transport's bytes are put in by the
// terminal's goroutine; a Script's lines are fetched when they are asked for.
type input struct {
	next   func() ([]byte, error) // fetches what is typed next; nil: it comes by itself
	script bool                   // next gives the lines of a Script
	tell   func(Reading, string)          // reports waits for input to a Keys; nil: the Conn is none
	done   <-chan struct{}        // the terminal's
	ready  chan struct{}          // put has happened
	space  chan struct{}          // advance has happened

	taken atomic.Uint64 // bytes that reads have taken

	mu      sync.Mutex
	buf     []byte
	head    int
	err     error // no more input after buf
	cut     bool  // hung up: nothing is kept any more
	reading bool  // keys belong to a read, not to a watch
	watches []*watch
	fetch   bool   // a Script's line is on its way
	waiting func() // called once when there is something to read

	scratch [512]byte // what peek gives
}

func newInput(c Conn, done <-chan struct{}) *input {
	in := &input{done: done, ready: make(chan struct{}, 1), space: make(chan struct{}, 1)}
	switch c := c.(type) {
	case Script:
		in.script = true
		in.next = func() ([]byte, error) {
			l, err := c.NextLine()
			return append([]byte(l), '\r'), err
		}
	case Keys:
		in.next, in.tell = c.NextKeys, c.Reading
	}
	return in
}

// pump moves a transport's bytes into the queue until its end.
func (t *Terminal) pump() {
	var buf [1024]byte
	for {
		n, err := t.conn.Read(buf[:])
		if !t.in.put(buf[:n]) {
			return
		}
		if err != nil {
			t.in.end(io.EOF)
			if !errors.Is(err, io.EOF) {
				t.gone()
			}
			return
		}
	}
}

// listen handles the transport's signals until its end.
func (t *Terminal) listen() {
	signals := t.conn.Signals()
	for {
		select {
		case s, ok := <-signals:
			if !ok {
				return
			}
			t.signal(s)
		case <-t.done:
			return
		}
	}
}

func (t *Terminal) signal(s Signal) {
	switch s.Kind {
	case Hangup:
		t.gone()
	case Resize:
		if t.opt.FollowResize {
			t.follow(s.Width, s.Height)
		}
	case Redraw:
		t.redraw()
	case Break:
		if t.in.brk() {
			return
		}
		select {
		case t.breaks <- struct{}{}:
		default:
		}
	}
}

func notify(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// put appends p, waiting while the queue is full. It is false after hangup.
func (in *input) put(p []byte) bool {
	for {
		in.mu.Lock()
		if in.cut {
			in.mu.Unlock()
			return false
		}
		p = in.intercept(p)
		if in.head > len(in.buf)/2 && len(in.buf)+len(p) > cap(in.buf) {
			in.buf = append(in.buf[:0], in.buf[in.head:]...)
			in.head = 0
		}
		n := min(len(p), maxAhead-(len(in.buf)-in.head))
		in.buf = append(in.buf, p[:n]...)
		p = p[n:]
		if n > 0 {
			in.wakeReader()
		}
		in.mu.Unlock()
		if n > 0 {
			notify(in.ready)
		}
		if len(p) == 0 {
			return true
		}
		select {
		case <-in.space:
		case <-in.done:
			return false
		}
	}
}

// end notes that no more input comes after what is queued.
func (in *input) end(err error) {
	in.mu.Lock()
	if in.err == nil {
		in.err = err
	}
	in.mu.Unlock()
	notify(in.ready)
}

// hangUp drops what is queued and ends the watches.
func (in *input) hangUp() {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.buf, in.head, in.err, in.cut = nil, 0, io.EOF, true
	for _, w := range in.watches {
		w.cancel(ErrHangup)
	}
	in.wakeReader()
	notify(in.ready)
}

// own makes keys belong to a read until the result is called. Within a read there
// may be another: the pager's question below the help for a line.
func (in *input) own() func() {
	before := in.set(true)
	return func() { in.set(before) }
}

func (in *input) set(reading bool) (before bool) {
	in.mu.Lock()
	defer in.mu.Unlock()
	before, in.reading = in.reading, reading
	if !reading && !in.script && in.newest(false) != nil {
		in.early()
	}
	return before
}

// peek waits for input and gives some of it, valid until the next peek; advance
// takes it. A Script's line is fetched if nothing is left of the one before.
func (in *input) peek(ctx context.Context, how Reading, prompt string) ([]byte, error) {
	told := false
	for {
		if err := ctx.Err(); err != nil {
			if told {
				in.tell(NotReading, "")
			}
			return nil, err
		}
		in.mu.Lock()
		if len(in.buf) > in.head {
			n := copy(in.scratch[:], in.buf[in.head:])
			in.mu.Unlock()
			return in.scratch[:n], nil
		}
		if in.err != nil {
			err := in.err
			in.mu.Unlock()
			return nil, err
		}
		if in.next != nil && !in.fetch {
			in.fetch = true
			// A Script may wait for its line longer than the session does: the line
			// is then the next read's.
			go in.fetchNext()
		}
		in.mu.Unlock()
		if in.tell != nil && !told {
			in.tell(how, prompt)
			told = true
		}
		select {
		case <-in.ready:
		case <-in.done:
		case <-ctx.Done():
		}
	}
}

// fetchNext fetches one line of the Script, or the next keys.
func (in *input) fetchNext() {
	p, err := in.next()
	in.mu.Lock()
	defer in.mu.Unlock()
	in.fetch = false
	switch {
	case in.cut:
	case err != nil:
		in.err = err
	default:
		in.buf = append(in.buf, p...)
	}
	notify(in.ready)
}

// advance takes n bytes of what peek gave.
func (in *input) advance(n int) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.head = min(in.head+n, len(in.buf))
	in.taken.Add(uint64(n))
	if in.head == len(in.buf) {
		in.buf, in.head = in.buf[:0], 0
		if cap(in.buf) > 8<<10 {
			in.buf = nil
		}
	}
	notify(in.space)
}

// ended tells a Script that the line it typed was ended by a key within it: a
// Return that only ends the script's line is not typed once more.
func (in *input) ended() {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.script && len(in.buf)-in.head == 1 {
		in.buf, in.head = in.buf[:0], 0
	}
}

// dropLine forgets the rest of a Script's line.
func (in *input) dropLine() {
	in.mu.Lock()
	defer in.mu.Unlock()
	if i := bytes.IndexByte(in.buf[in.head:], '\r'); i >= 0 {
		in.head += i + 1
	}
	if in.head >= len(in.buf) {
		in.buf, in.head = in.buf[:0], 0
	}
}
