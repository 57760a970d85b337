package line

import (
	"bytes"
	"fmt"
	"io"
)

// FilterKind is what a filter behind `|` does (ios-boot.md 11.6).
type FilterKind int

// The filters.
const (
	Include        FilterKind = iota // the matching lines
	Exclude                          // the others
	Begin                            // everything from the first matching line on
	Section                          // matching lines, each with the lines below it that are indented more
	SectionExclude                   // everything but those
	Count                            // how many lines match
)

// maxFiltered is how much of a line is looked at: a line that is longer is judged
// by its beginning, and passed or dropped as a whole.
const maxFiltered = 64 << 10

// NewFilter gives a writer that passes on to w, line by line, what the filter
// lets through. Close judges a last line without newline and, for Count, prints
// the result; it does not close w. Errors are those of w and of re.
func NewFilter(kind FilterKind, re *Regexp, w io.Writer) io.WriteCloser {
	return &filter{kind: kind, re: re, w: w}
}

type filter struct {
	kind FilterKind
	re   *Regexp
	w    io.Writer
	err  error

	line   []byte // the beginning of an unfinished line
	long   bool   // the line is longer than maxFiltered and was judged
	pass   bool   // by that judgement
	begun  bool   // Begin: a line has matched
	inside bool   // Section: within the lines below a matching one
	indent int    // of that one
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

// take adds a piece of a line; its newline is the last byte, if it is there.
func (f *filter) take(p []byte) {
	whole := p[len(p)-1] == '\n'
	switch {
	case f.long:
		f.print(p)
		f.long = !whole
	case whole && len(f.line) == 0: // the usual case: no copy
		f.judge(p)
		f.print(p)
	default:
		f.line = append(f.line, p...)
		if whole || len(f.line) > maxFiltered {
			f.end()
			f.long = !whole
		}
	}
}

// end judges and prints the line that was gathered.
func (f *filter) end() {
	f.judge(f.line)
	f.print(f.line)
	if f.line = f.line[:0]; cap(f.line) > 4<<10 {
		f.line = nil
	}
}

// judge sets pass.
func (f *filter) judge(p []byte) {
	text := bytes.TrimSuffix(bytes.TrimSuffix(p, []byte("\n")), []byte("\r"))
	if f.kind == Begin && f.begun {
		f.pass = true
		return
	}
	var match bool
	match, f.err = f.re.Match(text[:min(len(text), maxFiltered)])
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

// section tells whether a line belongs to a section that matches.
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
