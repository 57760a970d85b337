package main

import (
	"bytes"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/iosim/iosim/line"
)

// typist is the console line of a transcript: it types a step each time the
// device waits for input, and keeps the screen.
type typist struct {
	mu         sync.Mutex
	steps      []step
	interrupts []interrupt
	raw        strings.Builder
	async      chan []byte
	signals    chan line.Signal
	once       sync.Once
	rest       []byte
	begun      bool         // there has been a read
	reads      atomic.Int64 // of keys that the terminal has dealt with
	marks      []mark
	act        func(event string)
	during     func(event string) // in the middle of output: returns when it has happened
}

// mark is where on the line a step was typed.
type mark struct {
	raw int // bytes printed by then
	step
}

var (
	_ line.Keys     = (*typist)(nil)
	_ line.Attended = (*typist)(nil)
)

func newTypist(tr transcript) *typist {
	return &typist{steps: tr.steps, interrupts: tr.interrupts, async: make(chan []byte, 8), signals: make(chan line.Signal, 8)}
}

// NextKeys implements line.Keys.
func (t *typist) NextKeys() ([]byte, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.steps) == 0 {
		return nil, io.EOF
	}
	s := t.steps[0]
	t.steps = t.steps[1:]
	t.marks = append(t.marks, mark{t.raw.Len(), s})
	if s.event != "" {
		t.mu.Unlock() // what is logged is written to the screen
		t.act(s.event)
		t.mu.Lock()
	}
	if s.brk {
		t.signals <- line.Signal{Kind: line.Break}
	}
	return []byte(s.keys), nil
}

// Read implements line.Conn: what comes without being asked for.
func (t *typist) Read(p []byte) (int, error) {
	if len(t.rest) == 0 {
		// The keys before have been dealt with.
		if t.begun {
			t.reads.Add(1)
		}
		t.begun = true
		b, ok := <-t.async
		if !ok {
			return 0, io.EOF
		}
		t.rest = b
	}
	n := copy(p, t.rest)
	t.rest = t.rest[n:]
	return n, nil
}

// Write implements line.Conn.
func (t *typist) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.raw.Write(p)
	if len(t.interrupts) > 0 {
		text := t.raw.String()
		if strings.HasSuffix(text, t.interrupts[0].after) {
			if event := t.interrupts[0].event; event != "" {
				t.during(event)
			} else if k := t.interrupts[0].keys; k != "" {
				reads := t.reads.Load()
				t.async <- []byte(k)
				settle(func() bool { return t.reads.Load() > reads })
			} else {
				t.signals <- line.Signal{Kind: line.Break}
				t.signals <- line.Signal{Kind: line.Resize} // to no size; taken when the Break has been dealt with
				settle(func() bool { return len(t.signals) == 0 })
			}
			t.marks = append(t.marks, mark{t.raw.Len(), step{typed: t.interrupts[0].tag}})
			t.interrupts = t.interrupts[1:]
		}
	}
	return len(p), nil
}

// Attended implements line.Attended.
func (t *typist) Attended() {}

func (t *typist) Signals() <-chan line.Signal { return t.signals }

func (t *typist) Close() error {
	t.once.Do(func() {
		close(t.async)
		close(t.signals)
	})
	return nil
}

// screen is what a person has seen, line ends as "\n" and rubbed-out text gone.
func (t *typist) screen() string {
	text, _ := t.render()
	return text
}

// The pager's prompt and how it is erased (ios-boot.md 11.5).
const moreText = " --More-- "

var eraseMore = []byte(strings.Repeat("\b", 9) + strings.Repeat(" ", 8) + strings.Repeat("\b", 9))

// render is the screen, and for each step the place on it where it was typed.
func (t *typist) render() (string, []int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	var out []byte
	places := make([]int, len(t.marks))
	next := 0
	start, at := 0, 0 // of the line, of the cursor
	note := func(i int) {
		for next < len(t.marks) && t.marks[next].raw <= i {
			places[next] = at
			next++
		}
	}
	raw := []byte(t.raw.String())
	for i := 0; i < len(raw); i++ {
		note(i)
		if string(out[start:]) == moreText && bytes.HasPrefix(raw[i:], eraseMore) {
			// The pager's prompt stays to be seen, on a line of its own.
			i += len(eraseMore) - 1
			out = append(out, '\n')
			start, at = len(out), len(out)
			continue
		}
		b := raw[i]
		switch b {
		case '\r':
			if len(bytes.Trim(out[at:], " ")) == 0 {
				out = out[:at] // rubbed out
			}
			at = start
		case '\n':
			out = append(out, '\n')
			start, at = len(out), len(out)
		case '\b':
			at = max(at-1, start)
		case 0x07:
		default:
			if at < len(out) {
				out[at] = b
			} else {
				out = append(out, b)
			}
			at++
		}
	}
	note(len(raw))
	return string(out), places
}

// transcript is the session as a transcript has it: the screen with the keys that
// it does not show put in.
func (t *typist) transcript() string {
	text, places := t.render()
	for i := len(places) - 1; i >= 0; i-- {
		m, at := t.marks[i], min(places[i], len(text))
		if m.typed != m.shown && strings.HasPrefix(text[at:], m.shown) {
			text = text[:at] + m.typed + text[at+len(m.shown):]
		}
	}
	return strings.TrimRight(text, "\n") + "\n"
}

// settle holds the device's output back until the terminal has taken what was
// sent in the middle of it: in simulated time the device would run ahead.
func settle(taken func() bool) {
	for !taken() {
		time.Sleep(100 * time.Microsecond)
	}
	time.Sleep(5 * time.Millisecond)
}
