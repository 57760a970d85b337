package cli

import (
	"context"
	"errors"
	"strings"

	"github.com/iosim/iosim/ios/system"
)

// Load merges the text of a configuration into the running-config line by line, as IOS
// reads startup-config or a copied file. Lines that the tables do not accept are written to
// the writer of WithRefusals or, if the device keeps unknown lines, added verbatim in their
// place; loading continues. The error is that of ctx.
func Load(ctx context.Context, d *system.System, t *Tables, text, source string) error {
	s := NewSession(d, t, nil, source)
	s.level = PrivilegedLevel
	s.mode = Config
	f := &file{rest: text, flat: !strings.Contains(text, "\n ")}
	s.lines = f.next
	for {
		l, ok := f.next()
		if !ok || strings.TrimSpace(l) == "end" {
			return nil
		}
		err := s.loadLine(ctx, l, f)
		f.closed = strings.HasPrefix(l, "!")
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err == nil {
			continue
		}
		var refused *LineError
		if d.KeepsUnknown() && errors.As(err, &refused) {
			s.keepUnknown(l, f.flat)
			continue
		}
		TellRefusal(ctx, l, err)
		if l[0] != ' ' && !f.flat {
			s.Enter(Config, nil) // so that the lines below it do not go into another section
		}
	}
}

// file reads the lines of a text.
type file struct {
	rest string
	flat bool // no line is indented

	closed bool // the line before is "!"
}

func (f *file) next() (string, bool) {
	if f.rest == "" {
		return "", false
	}
	l, rest, _ := strings.Cut(f.rest, "\n")
	f.rest = rest
	return strings.TrimRight(strings.ReplaceAll(l, "\x00", ""), "\r"), true // files are padded with NULs
}

// loadLine runs one line. A line that is not indented is read as one of global
// configuration first and, if it is none, as one of the section before it. In a file
// without any indentation the section comes first, as at the prompt. If unknown lines are
// kept, "!" ends the section before it.
func (s *Session) loadLine(ctx context.Context, l string, f *file) error {
	if isComment(l) || !loadable(l) {
		return nil
	}
	s.typed = l
	depth := len(l) - len(strings.TrimLeft(l, " "))
	if depth == 0 && !f.flat && s.mode != Config {
		if m, err := s.read(Config, l); err == nil {
			s.Enter(Config, nil)
			return s.run(ctx, m)
		}
		if s.mode == kept || f.closed && s.sys.KeepsUnknown() {
			s.Enter(Config, nil)
		}
	}
	for depth > 0 && len(s.above) > 0 && len(s.section) > depth && !s.leaves(l[depth:]) {
		s.upTo(len(s.above) - 1)
	}
	if s.mode == kept {
		return &LineError{Line: l}
	}
	m, err := s.parseIn(l, depth == 0 || f.flat || !s.sys.KeepsUnknown())
	if err != nil {
		return s.refuse(ctx, l, err)
	}
	return s.run(ctx, m)
}

// leaves reports whether a line ends the section, as exit-address-family does, which is
// indented no more than the head of its section.
func (s *Session) leaves(l string) bool {
	if !strings.HasPrefix(l, "exit") || s.mode == kept {
		return false
	}
	_, err := s.read(s.mode, l)
	return err == nil
}

// loadable reports whether a line can be entered: a rendered configuration has lines that
// no command enters.
func loadable(l string) bool {
	switch l[0] {
	case 'v': // "version 15.2", but not "version 2" of RIP
		return !strings.HasPrefix(l, "version ") || !strings.Contains(l, ".")
	case 'b', 'C', 'B', 'U':
		for _, head := range []string{"boot-start-marker", "boot-end-marker", "Current configuration", "Building configuration", "Using "} {
			if strings.HasPrefix(l, head) {
				return false
			}
		}
	}
	return true
}
