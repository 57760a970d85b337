package cli

import (
	"errors"
	"io"

	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/line"
)

// The output modifiers of show commands (ios-boot.md 11.6).
var (
	pipeBegin   = grammar.Kw("begin", "Begin with the line that matches")
	pipeCount   = grammar.Kw("count", "Count number of lines which match regexp")
	pipeExclude = grammar.Kw("exclude", "Exclude lines that match")
	pipeInclude = grammar.Kw("include", "Include lines that match")
	pipeSection = grammar.Kw("section", "Filter a section of output")
	pipeRegexp  = regexpArg()
	pipeSyntax  = grammar.Seq(grammar.Kw("|", "Output modifiers"),
		grammar.Alt(pipeBegin, pipeCount, pipeExclude, pipeInclude, pipeSection), pipeRegexp)
)

func regexpArg() *grammar.Arg[string] {
	a := grammar.Text("Regular Expression")
	a.Label = "LINE"
	return a
}

// piped runs a row with its output through the filter that was asked for and the
// pager.
func piped(c *Ctx, row *Row) (err error) {
	s := c.Session
	var w io.WriteCloser = nopCloser{s.out}
	if s.term != nil {
		w = s.term.NewPager(c.Context)
	}
	pager := w
	if re, ok := pipeRegexp.Get(c.Match); ok {
		r, rerr := line.CompileRegexp(re)
		if rerr != nil {
			return &UserError{Text: "% Failed to compile regular expression.\n"}
		}
		w = line.NewFilter(filterKind(c.Match), r, pager)
	}
	c.Out = w
	err = row.Run(c)
	if cerr := w.Close(); err == nil {
		err = cerr
	}
	if w != pager {
		if cerr := pager.Close(); err == nil {
			err = cerr
		}
	}
	if errors.Is(err, line.ErrQuit) {
		return nil
	}
	return err
}

func filterKind(m *grammar.Match) line.FilterKind {
	switch {
	case pipeBegin.In(m):
		return line.Begin
	case pipeCount.In(m):
		return line.Count
	case pipeExclude.In(m):
		return line.Exclude
	case pipeSection.In(m):
		return line.Section
	}
	return line.Include
}

type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }
