package line

import (
	"context"
	"errors"
	"slices"
)

// Request is how a line is asked for.
type Request struct {
	Prompt  string   // printed first; "\n" ends lines
	History *History // nil: none, as at questions; otherwise the line is added to it
	Hidden  bool     // a password: no echo, no history
	// Help answers `?`, which is shown but not part of the line: it gets the text on
	// the left of the cursor and gives what to print, each line with its "\n", page
	// by page. Then prompt and line are shown again. nil: `?` is text. Ctrl-V quotes the next
	// key, so that a `?` can be typed.
	Help func(left string) string
	// Complete answers Tab: it gets the text on the left of the cursor and gives what
	// takes its place; prompt and line are then shown on a new line (ios-boot.md
	// 11.4). false: nothing fits, the terminal rings. nil: Tab is ignored.
	Complete func(left string) (string, bool)
	// Shown is called once the prompt stands on the screen. nil: nothing.
	Shown func()
}

// Line is a line that was typed.
type Line struct {
	Text string // at most MaxLine bytes
	Key  byte   // what ended it: '\r', 0x1a Ctrl-Z, 0x03 Ctrl-C, 0x1e Ctrl-^
}

// ReadLine prints the prompt and reads a line with the editor. The end of the
// line is on the screen when it returns. Its errors: io.EOF when there is no more
// input or the other side is gone; ctx's, the session's time-out; on a Script,
// those of NextLine.
func (t *Terminal) ReadLine(ctx context.Context, r Request) (Line, error) {
	defer t.in.own()()
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
			t.explain(ctx, r.Help(t.ed.Left()))
		case EventComplete:
			if s, ok := r.Complete(t.ed.Left()); ok {
				t.setLeft(s)
				t.answer("\n")
			} else {
				t.ring()
			}
		case EventReturn, EventCtrlZ, EventCtrlC, EventEscape:
			if ev != EventReturn {
				t.in.ended()
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
	p := Prompt{Text: r.Prompt, History: r.History, Hidden: r.Hidden, Help: r.Help != nil, Complete: r.Complete != nil}
	return eof(t.raw(t.ed.Start(p)))
}

func (t *Terminal) stopLine() {
	t.wmu.Lock()
	defer t.unlock()
	t.atLine = false
}

// feed gives typed bytes to the editor up to the first event, and echoes them.
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
	if t.Script() { // nobody hears it
		t.buf = slices.DeleteFunc(t.buf, func(b byte) bool { return b == bell })
	}
	return n, ev, eof(t.raw(t.buf))
}

// answer prints text behind the line that is being edited, and then shows prompt
// and line again.
func (t *Terminal) answer(text string) {
	t.wmu.Lock()
	defer t.unlock()
	if _, err := t.write([]byte(text)); err == nil {
		_ = t.raw(t.ed.Redisplay()) // the next read tells
	}
}

// explain prints the help for the line that is being edited, page by page, and
// then shows prompt and line again.
func (t *Terminal) explain(ctx context.Context, text string) {
	t.answering(true)
	_, err := t.NewPager(ctx).Write([]byte(text))
	if err != nil && !errors.Is(err, ErrQuit) {
		return // the next read tells
	}
	t.answering(false)
}

// answering begins and ends what stands between a line and the same line again.
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

// print sends bytes as they are.
func (t *Terminal) print(p []byte) {
	t.wmu.Lock()
	defer t.unlock()
	_ = t.raw(p) // the next read tells
}

// ring tells the user that a key does not help.
func (t *Terminal) ring() {
	if !t.Script() {
		t.print([]byte{bell})
	}
}

// result makes the line of the editor's end.
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
