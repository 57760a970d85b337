package cli

import (
	"strings"

	"github.com/iosim/iosim/internal/grammar"
)

// InvalidAfter is the refusal of the line that runs, with the caret behind the
// first letter of its word: for words that a table reads and a device has not.
func (s *Session) InvalidAfter(word string) error {
	at := max(strings.Index(strings.ToLower(s.typed), word), 0) + 1
	e := &grammar.Error{Kind: grammar.Unknown, Pos: at}
	if s.term == nil {
		return &LineError{Line: s.typed, Err: e}
	}
	return &UserError{Text: s.refusal(s.typed, e)}
}

// Show runs another show command with c's way out; the words are spelled out.
func (s *Session) Show(c *Ctx, words string) error { return s.RunNested(c, "show "+words) }

// Perform runs another command of EXEC with c's way out.
func (s *Session) RunNested(c *Ctx, text string) error {
	m, err := s.tables.For(Exec).Parse(s, text, grammar.Options{})
	if err != nil {
		return err
	}
	inner := *c
	inner.Match = m
	return m.Rule.Data.(*Row).Run(&inner)
}
