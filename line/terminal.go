package line

import (
	"bytes"
	"errors"
	"sync"
	"sync/atomic"
)

// The errors of a terminal, beside io.EOF (there is no more input) and those of
// contexts.
var (
	// ErrHangup is what writing gives once the other side is gone.
	ErrHangup = errors.New("the line is disconnected")
	// ErrInterrupt is the cause of a context that Ctrl-^ or Ctrl-C ended.
	ErrInterrupt = errors.New("interrupted")
	// ErrBreak is the cause of a context that a Break ended.
	ErrBreak = errors.New("break")
)

// Options are how a terminal begins.
type Options struct {
	Width  int  // columns; 0: lines have no edge (`terminal width`)
	Length int  // rows; 0: no --More-- (`terminal length`)
	Paging bool // whether --More-- is wanted at all; never on a Script
	// FollowResize makes Width and Length follow the window. A Length of 0 stays:
	// a window never switches paging on or off (clients.md 1).
	FollowResize bool
	// Synchronous shows prompt and line again after a message (`logging synchronous`).
	Synchronous bool
}

// Terminal is the terminal of one session: output with IOS's line ends, input
// through the Editor. Typed-ahead input is kept from one read to the next.
//
// Output, Interject, Watch and the size may be used from any goroutine; the reads
// (ReadLine, ReadKey, WaitReturn) by one at a time. It owns its Conn. Close it.
type Terminal struct {
	conn   Conn
	in     *input
	opt    Options
	pushed bool // conn is a Pusher

	width, length atomic.Int32
	synchronous   atomic.Bool
	serial        atomic.Bool // a Raw has the line
	breaks        chan struct{}

	done   chan struct{} // closed at hangup and Close
	hangup sync.Once
	close  sync.Once
	closed error
	wg     sync.WaitGroup

	wmu    sync.Mutex // output, and what is known of the screen
	ed     *Editor
	atLine bool   // a line is being edited
	asking string // the prompt of a one-key question
	lastCR bool   // the output so far ends in "\r"
	inLine bool   // the output so far ends in the middle of a line
	buf    []byte

	news messages
}

// NewTerminal starts a terminal on c.
func NewTerminal(c Conn, o Options) *Terminal {
	t := &Terminal{
		conn:   c,
		opt:    o,
		breaks: make(chan struct{}, 1),
		done:   make(chan struct{}),
		ed:     NewEditor(o.Width),
	}
	t.synchronous.Store(o.Synchronous)
	t.SetSize(o.Width, o.Length)
	if s, ok := c.(Sizer); ok && o.FollowResize {
		t.follow(s.Size())
	}
	t.in = newInput(c, t.done)
	if p, ok := c.(Pusher); ok {
		t.pushed = true
		p.Push(t.in.put, t.signal)
		return t
	}
	if !t.in.script {
		t.wg.Go(t.pump)
	}
	t.wg.Go(t.listen)
	return t
}

// Size is the columns and rows in force; 0: no limit.
func (t *Terminal) Size() (width, length int) {
	return int(t.width.Load()), int(t.length.Load())
}

// SetSize sets columns and rows; 0: no limit.
func (t *Terminal) SetSize(width, length int) {
	t.width.Store(int32(max(width, 0)))
	t.length.Store(int32(max(length, 0)))
}

// SetSynchronous switches `logging synchronous`.
func (t *Terminal) SetSynchronous(on bool) { t.synchronous.Store(on) }

// Script tells whether the input is typed in line by line by nobody.
func (t *Terminal) Script() bool { return t.in.script }

// Attended tells whether a person looks at the screen.
func (t *Terminal) Attended() bool {
	_, ok := t.conn.(Attended)
	return ok
}

// Typed counts the bytes that have been taken from the input so far.
func (t *Terminal) Typed() uint64 { return t.in.taken.Load() }

// follow takes over a window's size.
func (t *Terminal) follow(width, height int) {
	if width > 0 {
		t.width.Store(int32(width))
	}
	if height > 0 && t.length.Load() != 0 {
		t.length.Store(int32(height))
	}
}

// Close ends the connection, all reads and contexts, and the goroutines of t.
func (t *Terminal) Close() error {
	t.close.Do(func() {
		t.gone()
		t.closed = t.conn.Close()
		t.wg.Wait()
	})
	return t.closed
}

// gone notes that the other side is no more.
func (t *Terminal) gone() {
	t.hangup.Do(func() {
		close(t.done)
		t.in.hangUp()
	})
}

// Write prints p; each "\n" becomes "\r\n", "\r\n" stays. It gives ErrHangup after
// the other side is gone.
func (t *Terminal) Write(p []byte) (int, error) {
	t.wmu.Lock()
	defer t.unlock()
	return t.write(p)
}

// FreshLine begins a new line unless the cursor stands at the beginning of one, so
// that a prompt never follows unfinished output.
func (t *Terminal) FreshLine() {
	t.wmu.Lock()
	defer t.unlock()
	if t.inLine {
		_, _ = t.write([]byte("\n"))
	}
}

// maxPiece bounds what one write of the Conn gets.
const maxPiece = 32 << 10

func (t *Terminal) write(p []byte) (int, error) {
	done := 0
	for done < len(p) {
		cr := t.lastCR // before the piece
		piece := p[done:min(len(p), done+maxPiece)]
		t.buf = t.buf[:0]
		for rest := piece; len(rest) > 0; {
			i := bytes.IndexByte(rest, '\n')
			if i < 0 {
				t.buf = append(t.buf, rest...)
				break
			}
			t.buf = append(t.buf, rest[:i]...)
			if i > 0 {
				cr = rest[i-1] == '\r'
			}
			if !cr {
				t.buf = append(t.buf, '\r')
			}
			t.buf = append(t.buf, '\n')
			cr = false
			rest = rest[i+1:]
		}
		if err := t.raw(t.buf); err != nil {
			return done, err
		}
		done += len(piece)
	}
	return done, nil
}

// raw sends bytes as they are; wmu is held.
func (t *Terminal) raw(p []byte) error {
	select {
	case <-t.done:
		return ErrHangup
	default:
	}
	if len(p) == 0 {
		return nil
	}
	if _, err := t.conn.Write(p); err != nil {
		t.gone()
		return errors.Join(ErrHangup, err)
	}
	last := p[len(p)-1]
	t.lastCR, t.inLine = last == '\r', last != '\n'
	return nil
}
