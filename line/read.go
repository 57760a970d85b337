package line

import (
	"context"
	"errors"
	"slices"

	"github.com/iosim/iosim/internal/printable"
)

// Request describes how to read a line.
type Request struct {
	Prompt  string   // printed first; "\n" ends lines
	History *History // nil if none, as for questions; otherwise the line is added to it
	Hidden  bool     // a password: no echo, no history
	// Help is called for `?`, which is shown but not part of the line, with the
	// text on the left of the cursor. It returns what to print, page by page, each
	// line with its "\n"; prompt and line are then shown again. If nil, `?` is
	// text. Ctrl-V quotes the next key, so that a `?` can be typed.
	Help func(left string) string
	// Complete is called for Tab with the text on the left of the cursor and
	// returns its replacement; prompt and line are then shown on a new line
	// (ios-boot.md 11.4). If it returns false the bell rings. If nil, Tab is
	// ignored.
	Complete func(left string) (string, bool)
	// Shown, if not nil, is called once the prompt is on the screen.
	Shown func()
}

// Line is a line that was read.
type Line struct {
	Text string // at most MaxLine bytes
	Key  byte   // the key that ended it: '\r', 0x1a Ctrl-Z, 0x03 Ctrl-C or 0x1e Ctrl-^
}

// ReadLine prints the prompt and reads a line with the editor. When it returns, the
// end of the line is on the screen. The error is io.EOF at the end of the input or
// after the peer has disconnected, the cause of ctx (the session's time-out), or,
// on a Script, that of NextLine.
func (t *Terminal) ReadLine(ctx context.Context, r Request) (Line, error) {
	defer t.in.claim()()
	if err := t.startLine(r); err != nil {
		return Line{}, err
	}
	defer t.stopLine()
	if r.Shown != nil {
		r.Shown()
	}
	for {
		p, err := t.in.peek(ctx, ReadingLine, r.Prompt)
		if err != nil {
			return Line{}, err
		}
		n, ev, err := t.feed(p)
		t.in.advance(n)
		if err != nil {
			return Line{}, err
		}
		switch ev {
		case EventHelp:
			t.showHelp(ctx, r.Help(t.ed.Left()))
		case EventComplete:
			if s, ok := r.Complete(t.ed.Left()); ok {
				t.setLeft(s)
				t.answer("\n")
			} else {
				t.ring()
			}
		case EventReturn, EventCtrlZ, EventCtrlC, EventEscape:
			if ev != EventReturn {
				t.in.lineEnded()
			}
			return t.result(r, ev), nil
		}
	}
}

// startLine prints the prompt.
func (t *Terminal) startLine(r Request) error {
	t.wmu.Lock()
	defer t.unlock()
	t.ed.SetWidth(int(t.width.Load()))
	t.atLine = true
	p := Prompt{Text: safePrompt(r.Prompt), History: r.History, Hidden: r.Hidden, Help: r.Help != nil, Complete: r.Complete != nil}
	return eof(t.raw(t.ed.Start(p)))
}

// safePrompt is a prompt as the screen gets it: a question may name a file.
func safePrompt(prompt string) string {
	var o printable.Output
	if s := o.Append(nil, []byte(prompt)); string(s) != prompt {
		return string(s)
	}
	return prompt
}

func (t *Terminal) stopLine() {
	t.wmu.Lock()
	defer t.unlock()
	t.atLine = false
}

// feed passes typed bytes to the editor up to the first event, and echoes them.
func (t *Terminal) feed(p []byte) (n int, ev Event, err error) {
	t.wmu.Lock()
	defer t.unlock()
	t.ed.SetWidth(int(t.width.Load()))
	t.buf = t.buf[:0]
	for n < len(p) && ev == EventNone {
		var out []byte
		out, ev = t.ed.Feed(p[n])
		t.buf = append(t.buf, out...)
		n++
	}
	switch ev {
	case EventReturn, EventCtrlZ, EventCtrlC, EventEscape:
		t.atLine = false
	}
	if t.Script() { // no bell without a terminal
		t.buf = slices.DeleteFunc(t.buf, func(b byte) bool { return b == bell })
	}
	return n, ev, eof(t.raw(t.buf))
}

// answer prints text behind the line being edited, then shows prompt and line
// again.
func (t *Terminal) answer(text string) {
	t.wmu.Lock()
	defer t.unlock()
	if _, err := t.write([]byte(text)); err == nil {
		_ = t.raw(t.ed.Redisplay()) // the next read reports the error
	}
}

// showHelp prints the help for the line being edited, page by page, then shows
// prompt and line again.
func (t *Terminal) showHelp(ctx context.Context, text string) {
	t.answering(true)
	_, err := t.NewPager(ctx).Write([]byte(text))
	if err != nil && !errors.Is(err, ErrQuit) {
		return // the next read reports the error
	}
	t.answering(false)
}

// answering marks the begin and the end of output between a line and its redisplay.
func (t *Terminal) answering(begin bool) {
	t.wmu.Lock()
	defer t.unlock()
	t.atLine = !begin
	if begin {
		_, _ = t.write([]byte("?\n"))
	} else {
		_ = t.raw(t.ed.Redisplay())
	}
}

// setLeft replaces what is on the left of the cursor.
func (t *Terminal) setLeft(s string) {
	t.wmu.Lock()
	defer t.unlock()
	t.ed.SetLeft(s)
}

// print writes bytes unchanged.
func (t *Terminal) print(p []byte) {
	t.wmu.Lock()
	defer t.unlock()
	_ = t.raw(p) // the next read reports the error
}

// ring rings the bell.
func (t *Terminal) ring() {
	if !t.Script() {
		t.print([]byte{bell})
	}
}

// result returns the line for the event that ended it.
func (t *Terminal) result(r Request, ev Event) Line {
	l := Line{Text: t.ed.Line()}
	switch ev {
	case EventCtrlZ:
		l.Key = ctrlZ
	case EventCtrlC:
		l.Key = ctrlC
	case EventEscape:
		l.Key = ctrlCaret
	default:
		l.Key = '\r'
	}
	if r.History != nil && !r.Hidden && (l.Key == '\r' || l.Key == ctrlZ) {
		r.History.Add(l.Text)
	}
	return l
}
