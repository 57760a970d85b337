package cli

import (
	"strings"

	"github.com/iosim/iosim/ios/config"
)

// keepUnknown puts a line that no table knows behind the line before it. What is
// indented more stands below it. `no` and a line that is kept take that out.
func (s *Session) keepUnknown(l string, flat bool) {
	text := strings.TrimRight(strings.TrimLeft(l, " "), " \r")
	depth := len(l) - len(strings.TrimLeft(l, " "))
	var below []config.Path
	for _, at := range s.sections() {
		switch {
		case depth == 0 && !flat:
			at = nil
		case depth > 0 && depth < len(at):
			at = at[:depth:depth]
		}
		if s.keepIn(at, text) {
			below = append(below, append(at[:len(at):len(at)], text))
		}
		if len(at) == 0 {
			break // that is one for all
		}
	}
	if below == nil || flat {
		return
	}
	if depth == 0 {
		s.Enter(Config, nil)
	}
	s.descend(kept, below[0])
	s.span = below
}

// sections are those that a line goes to.
func (s *Session) sections() []config.Path {
	if len(s.span) > 0 {
		return s.span
	}
	return []config.Path{s.section}
}

// keepIn is keepUnknown in one section; false if nothing of the line is kept.
func (s *Session) keepIn(at config.Path, text string) bool {
	if len(at) == 0 && !loadable(text) || s.removeUnknown(at, text) {
		return false
	}
	line := config.Line{Text: text, Key: config.UnknownKey(text), Unknown: true}
	if len(s.last) > len(at) {
		line.Place = s.last[len(at)]
	}
	if len(at) == 0 {
		line.Place = max(line.Place, PlaceService)
	}
	s.removeUnknown(at, "no "+text) // the one takes the place of the other
	s.sys.Config().Set(at, line)
	return true
}

// negateUnknown takes a line that is kept verbatim out of the section that the
// session is in, or of those above: `no LINE` at the prompt. It reports whether
// there was one.
func (s *Session) negateUnknown(text string) bool {
	if !s.mode.Config || !s.sys.KeepsUnknown() {
		return false
	}
	removed := false
	for _, at := range s.sections() {
		removed = s.removeUnknown(at, text) || removed
	}
	for i := len(s.above) - 1; i >= 0 && !removed; i-- {
		removed = s.removeUnknown(s.above[i].at, text)
	}
	if !removed && s.removeUnknown(nil, text) {
		s.Enter(Config, nil) // as every global line does
		removed = true
	}
	return removed
}

// removeUnknown takes what `no LINE` names out of the section at, with all below it,
// if it is kept verbatim there. Blanks between its words do not count.
func (s *Session) removeUnknown(at config.Path, text string) bool {
	negated, rest, _ := strings.Cut(strings.TrimLeft(text, " "), " ")
	if negated != "no" || strings.TrimSpace(rest) == "" {
		return false
	}
	key := config.UnknownKey(rest)
	if _, there := s.sys.Config().Get(at, key); !there {
		return false
	}
	removed := s.sys.Config().Remove(at, func(l config.Line) bool { return l.Unknown && l.Key == key })
	if removed != nil {
		s.sys.Changed(at)
	}
	return removed != nil
}
