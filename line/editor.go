package line

import "strings"

// MaxLine is the maximum length of a line in bytes; the bell rings for further
// characters. IOS has a limit of 254; certificates and URLs with passwords need
// more.
const MaxLine = 4096

// Event is what the caller of an Editor has to do after a key.
type Event int

// The events.
const (
	EventNone     Event = iota
	EventReturn         // the line is complete
	EventCtrlZ          // the line is complete, and configuration ends
	EventCtrlC          // the line is cancelled
	EventEscape         // Ctrl-^ (Ctrl-Shift-6): the current operation is cancelled
	EventHelp           // `?`: show help for Left, then call Redisplay
	EventComplete       // Tab: complete Left with SetLeft
)

// Prompt describes how a line is read.
type Prompt struct {
	Text     string   // printed before the line; "\n" ends lines
	History  *History // history for Ctrl-P; nil if none
	Hidden   bool     // a password: no echo
	Help     bool     // `?` is EventHelp; otherwise it is text
	Complete bool     // Tab is EventComplete; otherwise it is ignored
}

// Editor is the line editor of IOS as a state machine: bytes go in, bytes for the
// screen and events come out. It uses neither time nor goroutines.
//
// Its output is plain: a character typed at the end of the line echoes as itself,
// rubout as "\b \b", and nothing is redrawn with escape codes (clients.md 1). The
// keys are those of ios-boot.md 11.7.
type Editor struct {
	dec    decoder
	prompt Prompt
	line   []byte
	pos    int

	lines []string // the history, while walking through it
	at    int      // index in lines; len(lines) is the line being typed
	draft []byte   // the line being typed, while another is shown

	kills  killRing
	yanked int  // number of bytes before pos that the last key yanked
	back   int  // index of that entry in kills
	again  bool // the last key was a yank

	screen
}

// NewEditor returns an editor for a terminal of width columns. With 1 to 511
// columns long lines scroll and are marked with `$`; with 0, or 512 or more, they
// do not (ios-boot.md 11.7, clients.md 1).
func NewEditor(width int) *Editor {
	e := new(Editor)
	e.width = width
	return e
}

// SetWidth changes the number of columns. The line is redrawn at the next key.
func (e *Editor) SetWidth(width int) { e.width = width }

// Start starts a line and returns the bytes of the prompt. The result of this and
// all other methods is valid until the next call.
func (e *Editor) Start(p Prompt) []byte {
	e.prompt = p
	e.line, e.pos = e.line[:0], 0
	e.lines, e.at, e.draft = nil, 0, e.draft[:0]
	e.again = false
	e.out = e.out[:0]
	e.drawPrompt()
	return e.out
}

// Line returns the line typed so far.
func (e *Editor) Line() string { return string(e.line) }

// Left returns the part of the line on the left of the cursor.
func (e *Editor) Left() string { return string(e.line[:e.pos]) }

// SetLeft replaces the part on the left of the cursor without drawing it. What
// exceeds MaxLine is cut off.
func (e *Editor) SetLeft(s string) {
	right := len(e.line) - e.pos
	s = s[:min(len(s), MaxLine-right)]
	line := append([]byte(s), e.line[e.pos:]...)
	e.line, e.pos = append(e.line[:0], line...), len(s)
}

// Redisplay returns the bytes that show prompt and line again, starting on an empty
// row.
func (e *Editor) Redisplay() []byte {
	e.out = e.out[:0]
	e.drawPrompt()
	e.show()
	return e.out
}

// Feed handles one typed byte. After EventReturn, EventCtrlZ, EventCtrlC and
// EventEscape the line has ended; out includes its end, and the next call must be
// Start.
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

// control handles the keys that do more than edit the line.
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

// end writes what is shown for a key that ends the line.
func (e *Editor) end(show string) {
	if !e.prompt.Hidden {
		e.out = append(e.out, show...)
	}
	e.out = append(e.out, '\r', '\n')
}

// newlines replaces "\n" by the line end of a terminal.
func newlines(s string) string {
	if !strings.Contains(s, "\n") {
		return s
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\n", "\r\n")
}
