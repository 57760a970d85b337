package cli

import (
	"strings"

	"github.com/iosim/iosim/internal/grammar"
)

// InvalidAfter returns the error "Invalid input" for the running line, with the caret
// behind the first letter of word. It is for words that the syntax accepts but the device
// does not have.
func (s *Session) InvalidAfter(word string) error {
	at := max(strings.Index(strings.ToLower(s.typed), word), 0) + 1
	e := &grammar.Error{Kind: grammar.Unknown, Pos: at}
	if s.term == nil {
		return &LineError{Line: s.typed, Err: e}
	}
	return &UserError{Text: s.refusal(s.typed, e)}
}

// Show runs another show command with the output of c. The words must be spelled out.
func (s *Session) Show(c *Ctx, words string) error { return s.RunNested(c, "show "+words) }

// RunNested runs another EXEC command with the output of c, whatever the level of the
// session.
func (s *Session) RunNested(c *Ctx, text string) error {
	m, err := s.tables.For(Exec).Parse(s, text, grammar.Options{})
	if err != nil {
		return err
	}
	inner := *c
	inner.Match = m
	return m.Rule.Data.(*Row).Run(&inner)
}
