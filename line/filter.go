package line

import (
	"bytes"
	"context"
	"fmt"
	"io"
)

// FilterKind is the kind of an output filter after `|` (ios-boot.md 11.6).
type FilterKind int

// The filters.
const (
	Include        FilterKind = iota // the matching lines
	Exclude                          // the lines that do not match
	Begin                            // the first matching line and everything after it
	Section                          // matching lines, each with the more indented lines below it
	SectionExclude                   // everything but the matching sections
	Count                            // the number of matching lines
)

// maxFiltered is the number of bytes of a line that are matched. A longer line is
// matched by its beginning and passed or dropped as a whole.
const maxFiltered = 64 << 10

// NewFilter returns a writer that passes to w the lines selected by the filter.
// Close handles a last line without newline and, for Count, writes the result; it
// does not close w. Errors are those of w and of re, and the cause of the end of ctx: the filter
// looks at ctx after a bounded number of steps, whatever the text and the expression.
// All its work is bounded too; the error is a *RegexpError.
func NewFilter(ctx context.Context, kind FilterKind, re *Regexp, w io.Writer) io.WriteCloser {
	return &filter{kind: kind, re: re, w: w, steps: re.steps(ctx)}
}

type filter struct {
	kind  FilterKind
	re    *Regexp
	steps *steps
	w     io.Writer
	err   error

	line   []byte // the beginning of an unfinished line
	long   bool   // the line is longer than maxFiltered and has been matched
	pass   bool   // the line is passed on
	begun  bool   // for Begin: a line has matched
	inside bool   // for Section: within the lines below a matching one
	indent int    // indentation of the matching line
	count  int
	closed bool
}

func (f *filter) Write(p []byte) (int, error) {
	if f.closed {
		return 0, io.ErrClosedPipe
	}
	n := 0
	for n < len(p) && f.err == nil {
		rest := p[n:]
		if i := bytes.IndexByte(rest, '\n'); i >= 0 {
			rest = rest[:i+1]
		}
		f.take(rest)
		n += len(rest)
	}
	if f.err != nil {
		return n, f.err
	}
	return len(p), nil
}

func (f *filter) Close() error {
	if f.closed {
		return f.err
	}
	f.closed = true
	if len(f.line) > 0 && f.err == nil {
		f.end()
	}
	if f.kind == Count && f.err == nil {
		_, f.err = fmt.Fprintf(f.w, "Number of lines which match regexp = %d\n", f.count)
	}
	return f.err
}

// take adds a piece of a line; the newline, if any, is its last byte.
func (f *filter) take(p []byte) {
	whole := p[len(p)-1] == '\n'
	switch {
	case f.long:
		f.passed(len(p))
		f.print(p)
		f.long = !whole
	case whole && len(f.line) == 0: // common case: no copy
		f.match(p)
		f.print(p)
	default:
		f.line = append(f.line, p...)
		if whole || len(f.line) > maxFiltered {
			f.end()
			f.long = !whole
		}
	}
}

// end matches and writes the collected line.
func (f *filter) end() {
	f.match(f.line)
	f.print(f.line)
	if f.line = f.line[:0]; cap(f.line) > 4<<10 {
		f.line = nil
	}
}

// match sets pass for the line p.
func (f *filter) match(p []byte) {
	text := bytes.TrimSuffix(bytes.TrimSuffix(p, []byte("\n")), []byte("\r"))
	if f.kind == Begin && f.begun {
		f.pass = true
		f.passed(len(p))
		return
	}
	var match bool
	match, f.err = f.re.match(text[:min(len(text), maxFiltered)], f.steps)
	switch f.kind {
	case Include:
		f.pass = match
	case Exclude:
		f.pass = !match
	case Begin:
		f.begun, f.pass = match, match
	case Section:
		f.pass = f.section(text, match)
	case SectionExclude:
		f.pass = !f.section(text, match)
	case Count:
		f.pass = false
		if match {
			f.count++
		}
	}
}

// passed notes bytes that pass without being matched.
func (f *filter) passed(n int) {
	if !f.steps.take(int64(n)) {
		f.err = f.steps.err
	}
}

// section reports whether a line belongs to a matching section.
func (f *filter) section(text []byte, match bool) bool {
	indent := len(text) - len(bytes.TrimLeft(text, " "))
	if f.inside && indent > f.indent && indent < len(text) {
		return true
	}
	f.inside, f.indent = match, indent
	return match
}

func (f *filter) print(p []byte) {
	if f.pass && f.err == nil {
		_, f.err = f.w.Write(p)
	}
}
