package transcript

import (
	"bytes"
	"strings"
)

// moreText is the pager's prompt (ios-boot.md 11.5).
const moreText = " --More-- "

// eraseMore erases the prompt (ios-boot.md 11.5).
var eraseMore = []byte(strings.Repeat("\b", 9) + strings.Repeat(" ", 8) + strings.Repeat("\b", 9))

// mark is where on the screen a step was typed.
type mark struct {
	raw int // bytes printed by then
	step
}

// screen keeps what a terminal prints.
type screen struct {
	raw   []byte
	marks []mark
}

// render is what a user has seen, line ends as "\n" and rubbed-out text gone; for each
// mark its place in that; and where the cursor's line begins and the cursor stands.
func (s *screen) render() (text string, places []int, start, at int) {
	var out []byte
	places = make([]int, len(s.marks))
	next := 0
	note := func(i int) {
		for next < len(s.marks) && s.marks[next].raw <= i {
			places[next] = at
			next++
		}
	}
	for i := 0; i < len(s.raw); i++ {
		note(i)
		if string(out[start:]) == moreText && bytes.HasPrefix(s.raw[i:], eraseMore) {
			// The pager's prompt stays to be seen, on a line of its own.
			i += len(eraseMore) - 1
			out = append(out, '\n')
			start, at = len(out), len(out)
			continue
		}
		b := s.raw[i]
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
	note(len(s.raw))
	return string(out), places, start, at
}

// text is the screen.
func (s *screen) text() string {
	text, _, _, _ := s.render()
	return text
}

// transcript is the screen as a transcript has it: with the keys that it does not show.
func (s *screen) transcript() string {
	text, places, _, _ := s.render()
	for i := len(places) - 1; i >= 0; i-- {
		m, at := s.marks[i], min(places[i], len(text))
		if m.typed != m.shown && strings.HasPrefix(text[at:], m.shown) {
			text = text[:at] + m.typed + text[at+len(m.shown):]
		}
	}
	return text
}
