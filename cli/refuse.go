package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/internal/printable"
)

// refuse prints why a line was not accepted (ios-files.md 14.1, ios-boot.md 11.3), or
// connects to the host that its word names. Without a terminal it returns a LineError.
func (s *Session) refuse(ctx context.Context, text string, err error) error {
	var e *grammar.Error
	if !errors.As(err, &e) {
		return err
	}
	if s.term == nil {
		return &LineError{Line: text, Err: e}
	}
	s.failure = misread(e)
	if s.isHost(text, e) {
		return s.translate(ctx, strings.Fields(text))
	}
	_, _ = io.WriteString(s.out, s.refusal(text, e))
	return nil
}

func (s *Session) refusal(text string, e *grammar.Error) string {
	switch e.Kind {
	case grammar.Incomplete:
		return incompleteText
	case grammar.Ambiguous:
		return ambiguousText(text)
	}
	column := s.column + e.Pos
	if w, _ := s.term.Size(); w > 0 && w < unboundedWidth {
		column = min(column, w-1)
	}
	return strings.Repeat(" ", column) + "^\n% Invalid input detected at '^' marker.\n\n"
}

// unboundedWidth is the terminal width from which on lines neither wrap nor scroll.
const unboundedWidth = 512

const incompleteText = "% Incomplete command.\n\n"

// ambiguousText quotes the line as it was typed, as far as it is printable.
func ambiguousText(text string) string {
	return "% Ambiguous command:  \"" + printable.Text(text) + "\"\n"
}

// LineError is the error of a line in a file that no row accepts.
type LineError struct {
	Line string
	Err  *grammar.Error
}

func (e *LineError) Error() string { return "% Invalid input: " + strings.TrimSpace(e.Line) }

// Unwrap returns the parser's error.
func (e *LineError) Unwrap() error { return e.Err }

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

type refusalsKey struct{}

// WithRefusals returns a copy of ctx with the writer to which Load writes the lines that it
// could not merge.
func WithRefusals(ctx context.Context, w io.Writer) context.Context {
	return context.WithValue(ctx, refusalsKey{}, w)
}

// TellRefusal writes a refused line, with the caret under its error, to the writer of
// WithRefusals. It does nothing if ctx has none.
func TellRefusal(ctx context.Context, l string, err error) {
	w, ok := ctx.Value(refusalsKey{}).(io.Writer)
	if !ok {
		return
	}
	var e *grammar.Error
	if !errors.As(err, &e) {
		fmt.Fprintf(w, "%s\n%s", l, ErrorText(err))
		return
	}
	switch e.Kind {
	case grammar.Incomplete:
		fmt.Fprintf(w, "%s\n%% Incomplete command.\n\n", l)
	case grammar.Ambiguous:
		fmt.Fprintf(w, "%s\n%s", l, ambiguousText(l))
	default:
		fmt.Fprintf(w, "%s\n%s^\n%% Invalid input detected at '^' marker.\n\n", l, strings.Repeat(" ", e.Pos))
	}
}
