package cli

import (
	"context"
	"errors"
	"io"
	"strings"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/line"
)

// The output modifiers of show commands (ios-boot.md 11.6). A line has at most one: a
// second bar belongs to the regular expression.
var (
	pipeAppend   = grammar.Kw("append", "Append redirected output to URL (URLs supporting append operation only)")
	pipeBegin    = grammar.Kw("begin", "Begin with the line that matches")
	pipeCount    = grammar.Kw("count", "Count number of lines which match regexp")
	pipeExclude  = grammar.Kw("exclude", "Exclude lines that match")
	pipeInclude  = grammar.Kw("include", "Include lines that match")
	pipeRedirect = grammar.Kw("redirect", "Redirect output to URL")
	pipeSection  = grammar.Kw("section", "Filter a section of output")
	pipeTee      = grammar.Kw("tee", "Copy output to URL")

	// The modifier section keeps the matching sections, or excludes them [UNSOURCED help
	// texts].
	sectionExclude = grammar.Kw("exclude", "Exclude section(s) of output")
	sectionInclude = grammar.Kw("include", "Include section(s) of output")

	teeAppend  = grammar.Kw("/append", "Append output to URL (URLs supporting append operation only)")
	pipeRegexp = regexpArg()
	pipeFile   = NewFile(ifs.CanWrite, "Write output to", false)
	pipeSyntax = grammar.Seq(grammar.Kw("|", "Output modifiers"), grammar.Alt(
		grammar.Seq(grammar.Alt(pipeBegin, pipeCount, pipeExclude, pipeInclude,
			grammar.Seq(pipeSection, grammar.Opt(grammar.Alt(sectionExclude, sectionInclude)))), pipeRegexp),
		grammar.Seq(grammar.Alt(pipeAppend, pipeRedirect, grammar.Seq(pipeTee, grammar.Opt(teeAppend))), pipeFile),
	))
)

func regexpArg() *grammar.Arg[string] {
	a := grammar.Text("Regular Expression")
	a.Label = "LINE"
	return a
}

// piped runs a row with its output filtered by the modifier of the line and paged.
func piped(c *Ctx, row *Row) error {
	s := c.Session
	var pager io.Writer = s.out
	if s.term != nil {
		p := s.term.NewPager(c.Context)
		defer p.Close() // the pager's error is that of the line, which its next read returns
		pager = p
	}
	if name, ok := pipeFile.Get(c.Match); ok {
		return teed(c, row, c.Abs(name), pager)
	}
	c.Out = pager
	var filter io.WriteCloser
	if re, ok := pipeRegexp.Get(c.Match); ok {
		r, err := line.CompileRegexp(re)
		if err != nil {
			return &UserError{Text: "% Failed to compile regular expression.\n"} // [UNSOURCED]
		}
		filter = line.NewFilter(c.Context, filterKind(c.Match), r, pager)
		c.Out = filter
	}
	c.Out = heeding{c.Context, c.Out}
	err := row.Run(c)
	if filter != nil && c.Err() == nil {
		if cerr := filter.Close(); err == nil {
			err = cerr
		}
	}
	if c.Err() != nil && !errors.Is(err, io.EOF) {
		return ErrAborted // what the row says of the end of its output is not shown
	}
	var long *line.RegexpError
	if errors.As(err, &long) {
		return &UserError{Text: "% Regular expression is too complex.\n"} // [UNSOURCED]
	}
	return quit(err)
}

// heeding takes nothing any more once its context has ended: a key, a hangup and the end
// of the software stop a command that only writes.
type heeding struct {
	ctx context.Context
	w   io.Writer
}

// Write implements io.Writer.
func (h heeding) Write(p []byte) (int, error) {
	if h.ctx.Err() != nil {
		return 0, context.Cause(h.ctx)
	}
	return h.w.Write(p)
}

// quit returns nil if the user ended the output at --More--, and err otherwise.
func quit(err error) error {
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
	case sectionExclude.In(m):
		return line.SectionExclude
	case pipeSection.In(m):
		return line.Section
	}
	return line.Include
}

// teed runs a row with its output written to a file and, with `tee`, to the screen too. The
// file is committed when the output is complete; quitting at --More-- stops only the
// screen's copy.
func teed(c *Ctx, row *Row, name ifs.Name, screen io.Writer) error {
	fs, n, err := c.Files().Resolve(name)
	if err != nil {
		return err
	}
	appends := pipeAppend.In(c.Match) || teeAppend.In(c.Match)
	if appends && fs.Info().Type == ifs.Network {
		return &ifs.Error{Op: ifs.OpOpen, Name: n, Kind: ifs.KindUnsupported} // servers cannot append
	}
	w, err := ifs.Create(c, fs, n, -1)
	if err != nil {
		return err
	}
	defer w.Abort() // does nothing after Commit
	if appends {
		if err := copyOld(c, w, fs, n); err != nil {
			return err
		}
	}
	out := &teeWriter{file: w}
	if pipeTee.In(c.Match) {
		out.screen = screen
	}
	c.Out = heeding{c.Context, out}
	if err := row.Run(c); err != nil {
		if c.Err() != nil && !errors.Is(err, io.EOF) {
			return ErrAborted
		}
		return err
	}
	if out.err != nil {
		return out.err
	}
	if err := c.Err(); err != nil {
		return err
	}
	return w.Commit()
}

// copyOld copies the existing file, if there is one, to the beginning of the new one.
func copyOld(ctx context.Context, w io.Writer, fs ifs.FS, n ifs.Name) error {
	old, err := ifs.Open(ctx, fs, n)
	if ifs.KindOf(err) == ifs.KindNotExist {
		return nil
	}
	if err != nil {
		return err
	}
	defer old.Close()
	_, err = io.CopyBuffer(struct{ io.Writer }{w}, struct{ io.Reader }{old}, make([]byte, ifs.BufferSize))
	return err
}

// teeWriter writes to a file and to a screen.
type teeWriter struct {
	file   io.Writer
	screen io.Writer // nil if there is none, or after it has failed
	err    error     // of writing the file
}

// Write implements io.Writer. An error of the file is returned; an error of the screen only
// ends the copy to the screen.
func (t *teeWriter) Write(p []byte) (int, error) {
	if t.err != nil {
		return 0, t.err
	}
	if _, err := io.WriteString(t.file, strings.ReplaceAll(string(p), "\r\n", "\n")); err != nil {
		t.err = err
		return 0, err
	}
	if t.screen != nil {
		if _, err := t.screen.Write(p); err != nil {
			t.screen = nil
		}
	}
	return len(p), nil
}
