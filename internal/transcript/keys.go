package transcript

import (
	"regexp"
	"strings"

	"github.com/iosim/iosim/line"
)

var tag = regexp.MustCompile(`<(Tab|\?|Return|Space|Esc|Break|Up|Down|Left|Right|Del|BS|\||hangup|hidden:[^>]*|(?:eject|insert|wait):[a-z0-9]+|!eject:[a-z0-9]+|!Break|\^\^x|!?\^[A-Z\]\^\\_])>`)

var keyBytes = map[string]string{
	"Tab": "\t", "?": "?", "Return": "\r", "Space": " ", "Esc": "\x1b", "BS": "\b", "Del": "\x7f",
	"Up": "\x1b[A", "Down": "\x1b[B", "Right": "\x1b[C", "Left": "\x1b[D", "^^x": "\x1ex",
}

// key is a key's bytes, and what the screen shows of it.
func key(name string) (keys, shown string) {
	switch name {
	case "^Z", "^C", "?":
		shown = name
	}
	if k, ok := keyBytes[name]; ok {
		return k, shown
	}
	return string(rune(name[1] & 0x1f)), shown
}

// step is what is typed at one place.
type step struct {
	keys  string // "" with brk
	brk   bool   // a Break
	event string // what happens first: "eject:usbflash0"
	typed string // as the transcript has it, tags included
	shown string // what of it the screen shows

	line string // the whole line of the screen then
}

// typeAt is the step for a terminal that reads behind prompt, where the transcript has
// rest.
func typeAt(how line.Reading, prompt, rest string) step {
	after := "" // what the device prints behind a key
	if how == line.ReadingKey && rest != "" {
		n := 1
		if m := tag.FindStringIndex(rest); m != nil && m[0] == 0 {
			n = m[1]
		}
		rest, after = rest[:n], rest[n:]
	}
	typed, edited, isEdited := strings.Cut(rest, "<=>")
	var s step
	shown := prompt
	ended := false
	last := 0
	begun, offset := 0, len(prompt) // of what is typed, in typed and in shown
	for _, m := range tag.FindAllStringSubmatchIndex(typed, -1) {
		s.keys += typed[last:m[0]]
		shown += typed[last:m[0]]
		last = m[1]
		name := typed[m[2]:m[3]]
		kind, arg, _ := strings.Cut(name, ":")
		switch kind {
		case "Break":
			s.brk = true
		case "|":
			s.keys = ""
			begun, offset = m[0], len(shown)
		case "eject", "insert", "wait", "hangup":
			s.event = name
		case "hidden":
			s.keys += arg
		default:
			k, echo := key(name)
			s.keys += k
			shown += echo
			ended = last == len(typed)
		}
	}
	s.keys += typed[last:]
	shown += typed[last:]
	ended = ended && !isEdited
	if !ended && !s.brk && !(how == line.ReadingKey && s.keys != "") {
		s.keys += "\r"
	}
	if prompt == moreText {
		shown = prompt // its key is not echoed
	}
	if isEdited {
		shown = shown[:min(offset, len(shown))] + edited
	}
	s.typed, s.shown = rest[begun:], shown[min(offset, len(shown)):]
	s.line = shown + after
	return s
}
