package cli

import (
	"io"
	"strings"

	"github.com/iosim/iosim/ios/config"
)

// keepUnknown adds a line that no table knows to the running-config, behind the line before
// it. Lines that are indented more are added below it. `no` followed by such a line removes
// it.
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
			break // all sections of a range would give the same
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

// sections returns the sections that a line applies to.
func (s *Session) sections() []config.Path {
	if len(s.span) > 0 {
		return s.span
	}
	return []config.Path{s.section}
}

// keepIn adds an unknown line to one section. It reports whether the line was added.
func (s *Session) keepIn(at config.Path, text string) bool {
	if len(at) == 0 && !loadable(text) || s.removeUnknown(at, text) {
		return false
	}
	if s.sys.Config().Len() >= maxConfigLines {
		_, _ = io.WriteString(s.out, bufferFull(text))
		return true
	}
	line := config.Line{Text: text, Key: config.UnknownKey(text), Unknown: true}
	if len(s.last) > len(at) {
		line.Place = s.last[len(at)]
	}
	if len(at) == 0 {
		line.Place = max(line.Place, PlaceService)
	}
	s.removeUnknown(at, "no "+text) // a line and its no form replace each other
	s.sys.Config().Set(at, line)
	return true
}

// negateUnknown carries out `no LINE` for a line that is kept verbatim in the session's
// section or in one of the enclosing ones. It reports whether there was one.
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
		s.Enter(Config, nil) // global lines lead to global configuration
		removed = true
	}
	return removed
}

// removeUnknown removes the line that `no LINE` names from the section at, with everything
// below it, if it is kept verbatim there. The number of blanks between words does not
// matter. It reports whether a line was removed.
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
