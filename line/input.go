package line

import (
	"bytes"
	"context"
	"errors"
	"io"
	"sync"
	"sync/atomic"

	"github.com/iosim/iosim/internal/safego"
)

// maxAhead is the maximum number of typed-ahead bytes; beyond it the transport is
// blocked.
const maxAhead = 256 << 10

// input is the queue of typed bytes. Those of a transport are added by the
// terminal's goroutine; the lines of a Script are fetched when they are needed.
type input struct {
	next    func() ([]byte, error) // fetches more input; nil if it arrives by itself
	script  bool                   // next returns the lines of a Script
	tell    func(Reading, string)  // reports waits for input to a Keys; nil if the Conn is none
	done    <-chan struct{}        // that of the terminal
	context context.Context        // where panics are reported
	ready   chan struct{}          // signaled by put
	space   chan struct{}          // signaled by advance

	taken atomic.Uint64 // number of bytes read

	mu       sync.Mutex
	buf      []byte
	head     int
	err      error // set if no more input follows buf
	hungUp   bool  // input is discarded
	reading  bool  // a read is in progress: keys are its input, not a watch's
	watches  []*watch
	fetching bool   // a fetch is in progress
	onReady  func() // called once when there is something to read

	scratch [512]byte // buffer of peek
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

// pump moves the transport's bytes into the queue until its end.
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
				t.disconnect()
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
		t.disconnect()
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

// put appends p, blocking while the queue is full. It returns false after hangup.
func (in *input) put(p []byte) bool {
	for {
		in.mu.Lock()
		if in.hungUp {
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

// end marks the end of the input behind what is queued.
func (in *input) end(err error) {
	in.mu.Lock()
	if in.err == nil {
		in.err = err
	}
	in.mu.Unlock()
	notify(in.ready)
}

// hangUp discards the queue and ends the watches.
func (in *input) hangUp() {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.buf, in.head, in.err, in.hungUp = nil, 0, io.EOF, true
	for _, w := range in.watches {
		w.cancel(ErrHangup)
	}
	in.wakeReader()
	notify(in.ready)
}

// claim makes keys input of a read until the returned function is called. Reads
// nest: the pager may ask a question within the help for a line.
func (in *input) claim() func() {
	before := in.set(true)
	return func() { in.set(before) }
}

func (in *input) set(reading bool) (before bool) {
	in.mu.Lock()
	defer in.mu.Unlock()
	before, in.reading = in.reading, reading
	if !reading && !in.script && in.newest(false) != nil {
		in.interceptEarlier()
	}
	return before
}

// peek waits for input and returns some of it without consuming it; see advance.
// The result is valid until the next peek. A Script's next line is fetched if
// nothing is left of the previous one.
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
		if in.next != nil && !in.fetching {
			in.fetching = true
			// The Script may take longer than this read waits; the line then goes
			// to the next read.
			safego.Go(in.context, "script", func() error { in.fetchNext(); return nil }, in.fetched)
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

// fetched ends the input after a fetch that has panicked.
func (in *input) fetched(err error) {
	if err != nil {
		in.end(err)
	}
}

// fetchNext fetches a line of the Script, or the next keys.
func (in *input) fetchNext() {
	p, err := in.next()
	in.mu.Lock()
	defer in.mu.Unlock()
	in.fetching = false
	switch {
	case in.hungUp:
	case err != nil:
		in.err = err
	default:
		in.buf = append(in.buf, p...)
	}
	notify(in.ready)
}

// advance consumes n bytes of those returned by peek.
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

// lineEnded notes that a key within a Script's line has ended it, so that the
// Return at its end is not typed as well.
func (in *input) lineEnded() {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.script && len(in.buf)-in.head == 1 {
		in.buf, in.head = in.buf[:0], 0
	}
}

// dropLine discards the rest of a Script's line.
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
