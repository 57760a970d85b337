package line

import (
	"context"
	"fmt"
	"io"
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode/utf8"
)

// MaxRegexp is the maximum length of a regular expression in bytes.
const MaxRegexp = 1024

// Regexp is a regular expression in the syntax of IOS (ios-boot.md 11.6): `.` `*`
// `+` `?` `^` `$` `[…]` `(…)` `|`, a backslash before a character taken literally,
// `\1` to `\9` for what the first to ninth pair of parentheses has matched, and `_`
// for a comma, a brace, a parenthesis, a blank, the start or end of the line, or
// itself. It is case-sensitive and matches anywhere in the line. Matching takes
// time linear in the length of the line; an expression with back-references gives
// up after a bounded number of steps. It is safe for concurrent use.
type Regexp struct {
	expr        string
	re          *regexp.Regexp
	size        int64        // instructions of re
	backtracker *backtracker // for back-references, instead of re
}

// RegexpError is the error of an invalid regular expression.
type RegexpError struct {
	Expr   string
	Offset int // position in Expr in bytes
	Reason string
}

// Error describes the error with the start of the expression.
func (e *RegexpError) Error() string {
	return fmt.Sprintf("regular expression %.80q, position %d: %s", e.Expr, e.Offset, e.Reason)
}

// CompileRegexp parses an expression. Errors are *RegexpError.
func CompileRegexp(expr string) (*Regexp, error) {
	if len(expr) > MaxRegexp {
		return nil, &RegexpError{expr, MaxRegexp, "too long"}
	}
	if !utf8.ValidString(expr) {
		return nil, &RegexpError{expr, 0, "not UTF-8"}
	}
	tr := translator{src: expr}
	if err := tr.run(); err != nil {
		return nil, err
	}
	out := Regexp{expr: expr}
	var err error
	if tr.recalls {
		out.backtracker, err = newBacktracker(tr.out.String())
	} else {
		out.re, err = regexp.Compile(tr.out.String())
		if err == nil {
			out.size, err = programSize(tr.out.String())
		}
	}
	if err != nil {
		return nil, &RegexpError{expr, 0, err.Error()}
	}
	return &out, nil
}

// Match reports whether the expression matches anywhere in the line, which has no
// newline. The error, a *RegexpError, says that matching would take too long; it
// occurs only with back-references.
func (r *Regexp) Match(line []byte) (bool, error) {
	return r.match(line, r.steps(context.Background()))
}

// steps bounds the work of matching many lines, until ctx ends.
func (r *Regexp) steps(ctx context.Context) *steps {
	if r.backtracker != nil {
		return newSteps(ctx, maxBacktracking)
	}
	return newSteps(ctx, maxLinear)
}

// match is Match with the steps of all lines counted together. It may also fail with the
// cause of the end of their context.
func (r *Regexp) match(line []byte, s *steps) (found bool, err error) {
	switch {
	case r.backtracker != nil:
		var done bool
		if found, done = r.backtracker.match(string(line), s); !done && s.err == nil {
			return false, &RegexpError{r.expr, 0, "takes too long"}
		}
	case int64(len(line))*r.size < stepsAtOnce:
		if s.take(int64(len(line)+1) * r.size) {
			found = r.re.Match(line)
		}
	default:
		found = r.re.MatchReader(&countedRunes{line, r.size, s})
	}
	switch s.err {
	case nil:
		return found, nil
	case errSteps:
		return false, &RegexpError{r.expr, 0, "takes too long in all"}
	}
	return false, s.err
}

// stepsAtOnce is how many steps package regexp may take without being asked whether to
// go on; with more it is slower.
const stepsAtOnce = 1 << 20

// countedRunes gives the characters of a line, and counts the steps of the automaton that
// takes them. It ends when there are too many.
type countedRunes struct {
	line []byte
	size int64
	s    *steps
}

// ReadRune implements io.RuneReader.
func (c *countedRunes) ReadRune() (rune, int, error) {
	if len(c.line) == 0 || !c.s.take(c.size) {
		return 0, 0, io.EOF
	}
	r, n := utf8.DecodeRune(c.line)
	c.line = c.line[n:]
	return r, n, nil
}

// programSize is the number of instructions of an expression in the syntax of package
// regexp.
func programSize(expr string) (int64, error) {
	re, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return 0, err
	}
	p, err := syntax.Compile(re.Simplify())
	if err != nil {
		return 0, err
	}
	return int64(len(p.Inst)), nil
}

// String returns the expression as written.
func (r *Regexp) String() string { return r.expr }

// delimiter is the meaning of `_`. Cisco's list of special characters has all of
// these but the underscore itself; yet `%SYS-5-CONFIG_I` and `ACL_INSIDE` are found
// when typed in a filter, as in an AS path [INFER].
const delimiter = `(?:^|$|[,{}()_ ])`

// translator translates an IOS expression into the syntax of package regexp.
type translator struct {
	src    string
	pos    int
	out    strings.Builder
	open   []int // numbers of the open parentheses
	groups int   // number of parentheses so far
	closed [maxGroups + 1]bool
	atom   bool // what precedes pos can be repeated
	repeat bool // what precedes pos is a repetition

	recalls bool // there is a back-reference
}

// maxGroups is the number of groups that can be referred to.
const maxGroups = 9

func (t *translator) fail(at int, reason string) error {
	return &RegexpError{t.src, at, reason}
}

func (t *translator) run() error {
	for t.pos < len(t.src) {
		at := t.pos
		r, n := utf8.DecodeRuneInString(t.src[at:])
		t.pos += n
		if recalled(r) > 0 {
			return t.fail(at, "no character")
		}
		switch r {
		case '*', '+', '?':
			if t.repeat {
				return t.fail(at, "repeats a repetition")
			}
			if !t.atom {
				return t.fail(at, "nothing to repeat")
			}
			t.out.WriteRune(r)
			t.repeat = true
			continue
		case '(':
			if t.groups++; t.groups > maxGroups {
				t.out.WriteString("(?:")
			} else {
				t.out.WriteByte('(')
			}
			t.open = append(t.open, t.groups)
			t.atom, t.repeat = false, false
			continue
		case ')':
			last := len(t.open) - 1
			if last < 0 {
				return t.fail(at, "`)` without `(`")
			}
			if n := t.open[last]; n <= maxGroups {
				t.closed[n] = true
			}
			t.open = t.open[:last]
			t.out.WriteByte(')')
		case '|', '^', '$':
			t.out.WriteRune(r)
			t.atom, t.repeat = false, false
			continue
		case '[':
			if err := t.set(at); err != nil {
				return err
			}
		case '_':
			t.out.WriteString(delimiter)
		case '.':
			t.out.WriteByte('.')
		case '\\':
			if err := t.quoted(at); err != nil {
				return err
			}
		default:
			t.out.WriteString(regexp.QuoteMeta(string(r)))
		}
		t.atom, t.repeat = true, false
	}
	if len(t.open) > 0 {
		return t.fail(len(t.src), "`(` without `)`")
	}
	return nil
}

// quoted translates the character after a backslash.
func (t *translator) quoted(at int) error {
	if t.pos == len(t.src) {
		return t.fail(at, "a backslash at the end")
	}
	r, n := utf8.DecodeRuneInString(t.src[t.pos:])
	t.pos += n
	if '1' <= r && r <= '9' {
		if !t.closed[r-'0'] {
			return t.fail(at, "no such pair of parentheses before it")
		}
		t.recalls = true
		r += recall - '1'
	}
	t.out.WriteString(regexp.QuoteMeta(string(r)))
	return nil
}

// set translates a bracket expression, whose opening bracket is at the position at.
func (t *translator) set(at int) error {
	t.out.WriteByte('[')
	if strings.HasPrefix(t.src[t.pos:], "^") {
		t.out.WriteByte('^')
		t.pos++
	}
	for first := true; ; first = false {
		if t.pos == len(t.src) {
			return t.fail(at, "`[` without `]`")
		}
		if t.src[t.pos] == ']' && !first {
			t.pos++
			t.out.WriteByte(']')
			return nil
		}
		lo, err := t.member(at)
		if err != nil {
			return err
		}
		hi := lo
		if rest := t.src[t.pos:]; len(rest) > 1 && rest[0] == '-' && rest[1] != ']' {
			t.pos++
			if hi, err = t.member(at); err != nil {
				return err
			}
		}
		if hi < lo {
			return t.fail(at, "a range that ends before it begins")
		}
		fmt.Fprintf(&t.out, `\x{%x}-\x{%x}`, lo, hi)
	}
}

// member parses one character of a set.
func (t *translator) member(at int) (rune, error) {
	if t.src[t.pos] == '\\' {
		if t.pos++; t.pos == len(t.src) {
			return 0, t.fail(at, "`[` without `]`")
		}
	}
	r, n := utf8.DecodeRuneInString(t.src[t.pos:])
	t.pos += n
	return r, nil
}
