package cli

import (
	"context"
	"errors"
	"strings"

	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/config"
	"github.com/iosim/iosim/line"
)

// Mode is a mode of the command line, with a table of commands.
type Mode struct {
	Name   string
	Prompt string // stands between the host name and "#": "(config-if)"
	Title  string // heading of the list of "?": "Exec commands:" (ios-boot.md 11.4)
	Config bool   // lines here change the configuration
	As     *Mode  // the mode whose commands it has, if it has none of its own: (config-subif) has those of (config-if)
}

// table returns the mode that has the commands of m.
func (m *Mode) table() *Mode {
	if m.As != nil {
		return m.As
	}
	return m
}

// The modes with Go code. Those of the notation are declared in its files.
var (
	Exec      = &Mode{Name: "exec", Title: "Exec commands:"}
	Config    = &Mode{Name: "config", Prompt: "(config)", Title: "Configure commands:", Config: true}
	Interface = &Mode{Name: "config-if", Prompt: "(config-if)", Title: "Interface configuration commands:", Config: true}
	Line      = &Mode{Name: "config-line", Prompt: "(config-line)", Title: "Line configuration commands:", Config: true}

	SubInterface   = &Mode{Name: "config-subif", Prompt: "(config-subif)", Title: Interface.Title, Config: true, As: Interface}
	InterfaceRange = &Mode{Name: "config-if-range", Prompt: "(config-if-range)", Title: Interface.Title, Config: true, As: Interface}

	// kept is the mode below an unknown line of a file that is kept verbatim.
	kept = &Mode{Name: "config-kept", Prompt: "(config)", Config: true}
)

// frame is an entry of the mode stack: a mode with its section, or the sections of a range.
type frame struct {
	mode *Mode
	at   config.Path
	span []config.Path
}

// descend enters a sub-mode of the present mode.
func (s *Session) descend(m *Mode, at config.Path) {
	if s.mode != Config {
		s.above = append(s.above, frame{s.mode, s.section, s.span})
	}
	s.mode, s.section, s.span = m, at, nil
}

// upTo returns to the i-th frame of the mode stack.
func (s *Session) upTo(i int) {
	p := s.above[i]
	s.mode, s.section, s.span, s.above = p.mode, p.at, p.span, s.above[:i]
}

// parseIn finds the row of a line. In a sub-mode, a line that is not a command of the mode
// is tried in the enclosing modes and, with global, in global configuration. The error is
// that of the reading that got farthest.
func (s *Session) parseIn(text string, global bool) (*grammar.Match, error) {
	m, err := s.read(s.mode, text)
	if err == nil || !s.mode.Config || s.mode == Config {
		return m, err
	}
	if e, ok := err.(*grammar.Error); ok && e.Kind == grammar.Ambiguous && e.Index == 0 {
		return s.exactly(text, e)
	}
	for i := len(s.above) - 1; i >= 0; i-- {
		if m, aerr := s.read(s.above[i].mode, text); aerr == nil {
			s.upTo(i)
			return m, nil
		}
	}
	if !global {
		return nil, err
	}
	m, gerr := s.read(Config, text)
	if gerr == nil {
		s.Enter(Config, nil)
		return m, nil
	}
	return nil, farther(err, gerr)
}

// exactly parses a line of global configuration whose first word is a whole keyword there
// but an ambiguous abbreviation in the sub-mode, such as "service" in (config-if).
func (s *Session) exactly(text string, ambiguous error) (*grammar.Match, error) {
	m, err := s.read(Config, text)
	if err != nil {
		return nil, ambiguous
	}
	first, _, _ := strings.Cut(strings.TrimLeft(text, " "), " ")
	if m.Lead != "" || !strings.EqualFold(m.Words()[0], first) {
		return nil, ambiguous
	}
	s.Enter(Config, nil)
	return m, nil
}

// notePosition notes the place of a line in the section at. Unknown lines are kept behind
// it.
func (s *Session) notePosition(at config.Path, where int) {
	for len(s.last) < len(at) {
		s.last = append(s.last, 0)
	}
	s.last = append(s.last[:len(at)], where)
}

// EnterRange enters several sections at once: each line applies to all of them.
func (s *Session) EnterRange(m *Mode, sections []config.Path) {
	s.Enter(Config, nil)
	s.mode, s.section, s.span = m, sections[0], sections
}

// configureAll calls configure for every section of a range. It stops at the first error.
func (s *Session) configureAll(c *Ctx, row *Row) error {
	if len(s.span) == 0 || row.Mode != s.mode.table() {
		return configure(c, row)
	}
	mode, span := s.mode, s.span
	defer func() {
		if s.mode == mode {
			s.section, s.span = span[0], span
		}
	}()
	for _, at := range span {
		s.section = at
		if err := configure(c, row); err != nil {
			return err
		}
	}
	return nil
}

// ErrNoMore is returned by ReadContinuation at the end of a file.
var ErrNoMore = errors.New("the file ends")

// ReadContinuation reads the next line of a command of several lines, such as a banner or a
// certificate. Control keys give ErrAborted, the end of a file ErrNoMore.
func (s *Session) ReadContinuation(ctx context.Context, prompt string) (string, error) {
	if s.lines != nil {
		if l, ok := s.lines(); ok {
			return l, nil
		}
		return "", ErrNoMore
	}
	if s.term == nil {
		return "", ErrNoMore
	}
	l, err := s.term.ReadLine(s.life, line.Request{Prompt: prompt})
	if err != nil {
		return "", err
	}
	if l.Key != '\r' {
		return "", ErrAborted
	}
	return l.Text, ctx.Err()
}

// Host returns the host name, cut to the length that a configuration prompt shows.
func (s *Session) Host() string {
	host := s.sys.Hostname()
	return host[:min(len(host), configPromptHost)]
}
