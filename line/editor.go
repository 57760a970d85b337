package line

import "strings"

// MaxLine is the longest line in bytes; further characters are refused with BEL.
// IOS stops at 254; certificates and URLs with passwords need more.
const MaxLine = 4096

// Event is what a key asks of whoever drives the Editor.
type Event int

// The events.
const (
	EventNone     Event = iota
	EventReturn         // the line is complete
	EventCtrlZ          // the line is complete, and configuration ends
	EventCtrlC          // the line is given up
	EventEscape         // Ctrl-^ (Ctrl-Shift-6): what is under way is given up
	EventHelp           // `?`: help for Left is wanted, then Redisplay
	EventComplete       // Tab: Left is to be completed with SetLeft
)

// Prompt says how a line is asked for.
type Prompt struct {
	Text     string   // printed before the line; "\n" ends lines
	History  *History // what Ctrl-P walks through; nil: none
	Hidden   bool     // a password: nothing is echoed
	Help     bool     // `?` is EventHelp; otherwise it is text
	Complete bool     // Tab is EventComplete; otherwise it is ignored
}

// Editor is the line editor of IOS as a pure state machine: bytes in, bytes for
// the screen and events out. It knows neither time nor goroutines.
//
// Its echo is byte-clean: a character typed at the end of the line echoes as
// itself, rubout as "\b \b", and nothing is ever redrawn with escape codes
// (clients.md 1). The keys are those of ios-boot.md 11.7.
type Editor struct {
	dec    decoder
	prompt Prompt
	line   []byte
	pos    int

	lines []string // of the history while walking through it
	at    int      // in lines; len(lines): the line being typed
	draft []byte   // the line being typed, while another is shown

	kills  killRing
	yanked int  // bytes that the last key yanked, before pos
	back   int  // which entry of kills that was
	again  bool // the last key was a yank

	screen
}

// NewEditor makes an editor for a terminal with that many columns: 1 to 511 make
// long lines scroll with `$`; 0 and 512 or more never do (ios-boot.md 11.7,
// clients.md 1).
func NewEditor(width int) *Editor {
	e := new(Editor)
	e.width = width
	return e
}

// SetWidth changes the columns; the line follows at the next key.
func (e *Editor) SetWidth(width int) { e.width = width }

// Start begins a line and gives the bytes of the prompt. The result is valid
// until the next call, as are those of all methods.
func (e *Editor) Start(p Prompt) []byte {
	e.prompt = p
	e.line, e.pos = e.line[:0], 0
	e.lines, e.at, e.draft = nil, 0, e.draft[:0]
	e.again = false
	e.out = e.out[:0]
	e.drawPrompt()
	return e.out
}

// Line is the line so far.
func (e *Editor) Line() string { return string(e.line) }

// Left is the part of the line on the left of the cursor.
func (e *Editor) Left() string { return string(e.line[:e.pos]) }

// SetLeft replaces the part on the left of the cursor; it draws nothing. What
// exceeds MaxLine is cut off.
func (e *Editor) SetLeft(s string) {
	right := len(e.line) - e.pos
	s = s[:min(len(s), MaxLine-right)]
	line := append([]byte(s), e.line[e.pos:]...)
	e.line, e.pos = append(e.line[:0], line...), len(s)
}

// Redisplay gives the bytes that show prompt and line again, from the start of
// an empty row.
func (e *Editor) Redisplay() []byte {
	e.out = e.out[:0]
	e.drawPrompt()
	e.show()
	return e.out
}

// Feed takes one typed byte. At EventReturn, EventCtrlZ, EventCtrlC and
// EventEscape the line is over: its end is in out; the next call is Start.
func (e *Editor) Feed(b byte) (out []byte, ev Event) {
	e.out = e.out[:0]
	k := e.dec.feed(b)
	if k == keyNone {
		return e.out, EventNone
	}
	again := e.again
	e.again = false
	if k < keyNone && k >= ' ' && k != rubout {
		if b := byte(k); b != '?' || !e.prompt.Help {
			e.insertKey(b)
			return e.out, EventNone
		}
		return e.out, EventHelp
	}
	if k&keyQuoted != 0 {
		e.insertKey(byte(k))
		return e.out, EventNone
	}
	if ev := e.control(k); ev != EventNone {
		return e.out, ev
	}
	e.again = again
	e.edit(k)
	e.show()
	return e.out, EventNone
}

// control handles the keys that are more than a change of the line.
func (e *Editor) control(k key) Event {
	switch k {
	case '\r':
		e.end("")
		return EventReturn
	case ctrlZ:
		e.end("^Z")
		return EventCtrlZ
	case ctrlC:
		e.end("^C")
		return EventCtrlC
	case ctrlCaret:
		e.end("")
		return EventEscape
	case tab:
		if e.prompt.Complete {
			return EventComplete
		}
	}
	return EventNone
}

// end writes what a key that ends the line shows of itself.
func (e *Editor) end(show string) {
	if !e.prompt.Hidden {
		e.out = append(e.out, show...)
	}
	e.out = append(e.out, '\r', '\n')
}

// newlines makes "\n" what ends a line on a terminal.
func newlines(s string) string {
	if !strings.Contains(s, "\n") {
		return s
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\n", "\r\n")
}
