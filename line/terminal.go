package line

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"sync/atomic"

	"github.com/iosim/iosim/internal/printable"
	"github.com/iosim/iosim/internal/safego"
)

// The errors of a terminal besides io.EOF (the end of the input) and those of
// contexts.
var (
	// ErrHangup is returned by writes after the peer has disconnected.
	ErrHangup = errors.New("the line is disconnected")
	// ErrInterrupt is the cause of a context ended by Ctrl-^ or Ctrl-C.
	ErrInterrupt = errors.New("interrupted")
	// ErrBreak is the cause of a context ended by a Break.
	ErrBreak = errors.New("break")
)

// Options are the initial settings of a terminal.
type Options struct {
	Width  int  // columns; 0 means no limit (`terminal width`)
	Length int  // rows; 0 means no --More-- (`terminal length`)
	Paging bool // whether to page at all; never on a Script
	// FollowResize makes Width and Length follow the window. A Length of 0 stays:
	// resizing never switches paging on or off (clients.md 1).
	FollowResize bool
	// Context, if not nil, is where panics in the goroutines of the terminal are reported
	// (internal/safego); they hang the line up. It does not end the terminal.
	Context context.Context
	// Synchronous shows prompt and line again after a message (`logging
	// synchronous`).
	Synchronous bool
}

// Terminal is the terminal of one session: output with IOS's line ends, input
// through the Editor. Input typed ahead is kept from one read to the next.
//
// Output, PrintAsync, Watch and the size may be used from any goroutine; the reads
// (ReadLine, ReadKey, WaitReturn) from one at a time. The Terminal owns its Conn
// and must be closed.
type Terminal struct {
	conn   Conn
	in     *input
	opt    Options
	pushed bool // conn is a Pusher

	width, length atomic.Int32
	synchronous   atomic.Bool
	serial        atomic.Bool // a Raw is in use
	breaks        chan struct{}

	done   chan struct{} // closed at hangup and Close
	hangup sync.Once
	close  sync.Once
	closed error
	wg     safego.Group

	wmu    sync.Mutex // guards the output and the state of the screen
	ed     *Editor
	atLine bool   // a line is being edited
	asking string // the prompt of a one-key question
	lastCR bool   // the output so far ends in "\r"
	inLine bool   // the output so far ends in the middle of a line
	buf    []byte
	shown  printable.Output // makes what is written safe for the screen
	safe   []byte           // what it made of a piece

	pending messages
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
	t.in.context = t.context()
	if p, ok := c.(Pusher); ok {
		t.pushed = true
		p.Push(t.in.put, t.signal)
		return t
	}
	if !t.in.script {
		t.start(t.pump)
	}
	t.start(t.listen)
	return t
}

// start runs a part of the terminal; a panic in it, such as over what a client has sent,
// hangs the line up.
func (t *Terminal) start(f func()) {
	t.wg.Start(t.context(), "terminal", func() {
		whole := false
		defer func() {
			if !whole {
				t.disconnect()
			}
		}()
		f()
		whole = true
	})
}

// context is where panics are reported.
func (t *Terminal) context() context.Context {
	if t.opt.Context == nil {
		return context.Background()
	}
	return t.opt.Context
}

// Size returns the current columns and rows; 0 means no limit.
func (t *Terminal) Size() (width, length int) {
	return int(t.width.Load()), int(t.length.Load())
}

// SetSize sets columns and rows; 0 means no limit.
func (t *Terminal) SetSize(width, length int) {
	t.width.Store(int32(max(width, 0)))
	t.length.Store(int32(max(length, 0)))
}

// SetSynchronous switches `logging synchronous` on or off.
func (t *Terminal) SetSynchronous(on bool) { t.synchronous.Store(on) }

// Script reports whether the input comes line by line from a Script.
func (t *Terminal) Script() bool { return t.in.script }

// Attended reports whether a person is at the screen (see the interface Attended).
func (t *Terminal) Attended() bool {
	_, ok := t.conn.(Attended)
	return ok
}

// Typed returns the number of bytes read from the input so far.
func (t *Terminal) Typed() uint64 { return t.in.taken.Load() }

// follow adopts the size of a window.
func (t *Terminal) follow(width, height int) {
	if width > 0 {
		t.width.Store(int32(width))
	}
	if height > 0 && t.length.Load() != 0 {
		t.length.Store(int32(height))
	}
}

// Close closes the connection and ends all reads, the contexts of watches and the
// goroutines of t.
func (t *Terminal) Close() error {
	t.close.Do(func() {
		t.disconnect()
		t.closed = t.conn.Close()
		t.wg.Wait()
	})
	return t.closed
}

// disconnect handles the loss of the connection.
func (t *Terminal) disconnect() {
	t.hangup.Do(func() {
		close(t.done)
		t.in.hangUp()
	})
}

// Write prints p, replacing each "\n" that does not follow "\r" by "\r\n". What a
// program on the device prints may come from anywhere, so that no escape sequence passes:
// printable.Output says what does. It returns ErrHangup after the peer has disconnected.
func (t *Terminal) Write(p []byte) (int, error) {
	t.wmu.Lock()
	defer t.unlock()
	return t.write(p)
}

// FreshLine starts a new line unless the cursor is at the start of one, so that a
// prompt never follows unfinished output.
func (t *Terminal) FreshLine() {
	t.wmu.Lock()
	defer t.unlock()
	if t.inLine {
		_, _ = t.write([]byte("\n"))
	}
}

// maxPiece is the maximum number of bytes in one write to the Conn.
const maxPiece = 32 << 10

func (t *Terminal) write(p []byte) (int, error) {
	done := 0
	for done < len(p) {
		cr := t.lastCR // before this piece
		piece := p[done:min(len(p), done+maxPiece)]
		t.safe = t.shown.Append(t.safe[:0], piece)
		t.buf = t.buf[:0]
		for rest := t.safe; len(rest) > 0; {
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

// raw writes bytes unchanged. The caller holds wmu.
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
		t.disconnect()
		return errors.Join(ErrHangup, err)
	}
	last := p[len(p)-1]
	t.lastCR, t.inLine = last == '\r', last != '\n'
	return nil
}
