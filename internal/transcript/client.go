package transcript

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/iosim/iosim/line"
)

// client is the far end of a terminal's line: it types where the transcript says so,
// and keeps the screen.
type client struct {
	play *play // its mutex is the client's
	*session

	screen  screen
	skip    bool   // boot text, which is not kept, until Return is pressed for the first time
	answer  string // to that Return, not kept either
	how     line.Reading
	prompt  string // of the line that is read
	cur     int    // line of the session that the screen has come to
	row     int    // line of the screen that it was compared with
	astray  bool   // the screen shows something else
	closed  bool
	over    bool // nothing is served any more
	started bool

	async   chan []byte
	signals chan line.Signal
	gone    sync.Once
	rest    []byte
	begun   bool         // there has been a read
	reads   atomic.Int64 // of keys that the terminal has dealt with
}

var (
	_ line.Keys     = (*client)(nil)
	_ line.Attended = (*client)(nil)
)

func newClient(p *play, s *session) *client {
	return &client{play: p, session: s, async: make(chan []byte, 8), signals: make(chan line.Signal, 8)}
}

// Reading implements line.Keys.
func (c *client) Reading(how line.Reading, prompt string) {
	c.play.mu.Lock()
	defer c.play.mu.Unlock()
	c.how, c.prompt = how, prompt[strings.LastIndexByte(prompt, '\n')+1:]
	c.play.changed.Broadcast()
}

// NextKeys implements line.Keys.
func (c *client) NextKeys() ([]byte, error) {
	c.play.mu.Lock()
	defer c.play.mu.Unlock()
	for {
		if c.closed || c.play.done {
			return nil, io.EOF
		}
		if s, ok := c.next(); ok {
			return c.enter(s)
		}
		if !c.closed && !c.play.done {
			c.play.changed.Wait()
		}
	}
}

// enter types a step.
func (c *client) enter(s step) ([]byte, error) {
	c.how = line.NotReading
	c.screen.marks = append(c.screen.marks, mark{len(c.screen.raw), s})
	switch {
	case s.event == "hangup":
		c.hangUp()
		return nil, io.EOF
	case s.event != "":
		c.play.mu.Unlock() // what is logged is written to the screen
		c.play.act(s.event)
		c.play.mu.Lock()
	}
	if s.brk {
		c.signals <- line.Signal{Kind: line.Break}
	}
	return []byte(s.keys), nil
}

// next is what to type now.
func (c *client) next() (s step, ok bool) {
	if c.how == line.NotReading {
		return s, false
	}
	if c.skip {
		if c.how != line.ReadingReturn {
			c.play.fail("the device asks, and does not begin with Press RETURN:\n%s", c.screen.text())
			return s, false
		}
		if !c.play.up {
			return s, false
		}
		c.skip, c.answer = false, "\n\n"
		c.screen = screen{}
		return step{keys: "\r"}, true
	}
	if !c.play.turn(c) {
		return s, false
	}
	due, at := c.locate()
	c.play.pass(c, due)
	if at < 0 || !c.play.turn(c) {
		return s, false
	}
	e := &c.lines[due]
	_, _, start, cursor := c.screen.render()
	prompt := c.screen.text()[start:cursor]
	s = typeAt(c.how, prompt, e.text[at:])
	e.want, e.typed = e.text[:at]+strings.TrimPrefix(s.line, prompt), true
	c.cur = due
	if prompt == "" && strings.HasSuffix(s.keys, keyBytes["^^x"]) {
		// Nothing of it is shown, and the next prompt stands where it was typed.
		e.unseen = true
		s.typed += unseenEnd
		c.cur++
	}
	return s, true
}

// locate compares the screen with the transcript. It is the line that is due, and where
// in it typing begins; -1 where nothing is to be typed now.
func (c *client) locate() (due, at int) {
	text, _, start, cursor := c.screen.render()
	above := strings.TrimPrefix(text[:start], c.answer)
	rows := strings.Split(above, "\n")
	rows = rows[:len(rows)-1]
	for c.row < len(rows) && !c.astray {
		switch {
		case c.cur >= len(c.lines):
			c.astray = true
		case c.lines[c.cur].text == anyLines:
			if c.cur+1 < len(c.lines) && lineMatches(c.lines[c.cur+1].want, rows[c.row]) {
				c.cur += 2
			}
			c.row++
		case lineMatches(c.lines[c.cur].want, rows[c.row]):
			c.cur++
			c.row++
		default:
			c.astray = true
		}
	}
	left := text[start:cursor]
	due = c.cur
	if due < len(c.lines) && c.lines[due].text == anyLines {
		due++
	}
	if !c.astray && due < len(c.lines) && c.lines[due].typed && c.how == line.ReadingRelay {
		return due, -1 // what was typed has not come back
	}
	if !c.astray && due < len(c.lines) && !c.lines[due].typed {
		at := c.typable(due, left)
		if at >= 0 || c.waits(due, left) {
			return due, at
		}
	}
	if !c.astray && due >= len(c.lines) {
		return due, -1
	}
	// Something else was printed: the verdict is Compare's. What is asked may still be
	// answered: a message may stand behind the prompt.
	for c.astray = true; due < len(c.lines); due++ {
		if c.lines[due].typed {
			continue
		}
		at := c.typable(due, left)
		if at < 0 && c.how == line.ReadingLine {
			at = c.typable(due, c.prompt)
		}
		if before, ok := strings.CutSuffix(c.lines[due].text, "<Return>"); ok && c.how == line.ReadingReturn {
			at = len(before)
		}
		leaves := (c.lines[due].quiet || c.lastOfPart(due)) && left != "" && lineMatches(c.lines[due].text, left)
		if leaves || at >= 0 && (c.how != line.ReadingRelay || left != "") {
			c.cur, c.row, c.astray = due, len(rows), false
			return due, at
		}
	}
	if c.how == line.ReadingRelay {
		due = c.cur // the other machine may say more
	}
	return due, -1
}

// typable is where typing begins in a line of the transcript, if the screen shows left
// of the cursor what stands before; otherwise -1.
func (c *client) typable(n int, left string) int {
	e := c.lines[n]
	at := prefix(e.text, left)
	if at < 0 || e.quiet {
		return -1
	}
	rest := e.text[at:]
	switch {
	case rest == "" && c.lastOfPart(n),
		c.how == line.ReadingReturn && !tag.MatchString(rest),
		c.how == line.ReadingRelay && !strings.HasPrefix(rest, "<|>"):
		return -1
	}
	return at
}

// lastOfPart reports whether a line ends a part: a prompt there is left for later.
func (c *client) lastOfPart(n int) bool {
	return slices.ContainsFunc(c.play.script.parts, func(p part) bool { return p.session == c.session && p.to == n+1 })
}

// finished reports whether the screen has come to the end of a part, whose lines end at
// to; due is the line that it stands at.
func (c *client) finished(due, to int) bool {
	if due != to-1 {
		return due >= to
	}
	text, _, start, cursor := c.screen.render()
	e := c.lines[due]
	return !e.typed && !e.quiet && lineMatches(e.text, text[start:cursor])
}

// waits reports whether the transcript goes on, at a line, without anything typed there.
func (c *client) waits(n int, left string) bool {
	e := c.lines[n]
	return c.how == line.ReadingRelay || n > 0 && c.lines[n-1].quiet || prefix(e.text, left) >= 0 ||
		n > 0 && c.lines[n-1].text == anyLines
}

// Read implements line.Conn: what comes without being asked for.
func (c *client) Read(p []byte) (int, error) {
	if len(c.rest) == 0 {
		// The keys before have been dealt with.
		if c.begun {
			c.reads.Add(1)
		}
		c.begun = true
		b, ok := <-c.async
		if !ok {
			return 0, io.EOF
		}
		c.rest = b
	}
	n := copy(p, c.rest)
	c.rest = c.rest[n:]
	return n, nil
}

// Write implements line.Conn.
func (c *client) Write(p []byte) (int, error) {
	c.play.mu.Lock()
	defer c.play.mu.Unlock()
	if c.closed {
		return 0, io.ErrClosedPipe
	}
	c.screen.raw = append(c.screen.raw, p...)
	if !c.skip && len(c.interrupts) > 0 && bytes.HasSuffix(c.screen.raw, []byte(c.interrupts[0].after)) {
		in := c.interrupts[0]
		c.interrupts = c.interrupts[1:]
		switch {
		case in.event != "":
			c.play.during(in.event)
		case in.keys != "":
			reads := c.reads.Load()
			c.async <- []byte(in.keys)
			settle(func() bool { return c.reads.Load() > reads })
		default:
			c.signals <- line.Signal{Kind: line.Break}
			c.signals <- line.Signal{Kind: line.Resize} // to no size; taken when the Break has been dealt with
			settle(func() bool { return len(c.signals) == 0 })
		}
		c.screen.marks = append(c.screen.marks, mark{len(c.screen.raw), step{typed: in.tag}})
	}
	c.play.changed.Broadcast()
	return len(p), nil
}

// Attended implements line.Attended.
func (c *client) Attended() {}

// Signals implements line.Conn.
func (c *client) Signals() <-chan line.Signal { return c.signals }

// Close implements line.Conn.
func (c *client) Close() error {
	c.play.mu.Lock()
	defer c.play.mu.Unlock()
	c.hangUp()
	return nil
}

func (c *client) hangUp() {
	c.gone.Do(func() {
		c.closed = true
		close(c.async)
		close(c.signals)
		c.play.changed.Broadcast()
	})
}

// settle holds the device's output back until the terminal has taken what was
// sent in the middle of it: in simulated time the device would run ahead.
func settle(taken func() bool) {
	for !taken() {
		time.Sleep(100 * time.Microsecond)
	}
	time.Sleep(5 * time.Millisecond)
}
