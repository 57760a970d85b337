package line

import (
	"regexp/syntax"
	"unicode/utf8"
)

// A regular expression with back-references (`\1` to `\9`) cannot be matched by an
// automaton. It is matched by backtracking, with limits that bound the time.
const (
	maxSteps = 1 << 18 // of the search in one line
	maxDepth = 1 << 13 // of nested repetitions of groups
)

// recall stands for `\1` in the syntax of package regexp, the next character for
// `\2` and so on. These code points are unassigned.
const recall = 0x10fff0

// backtracker matches an expression with back-references.
type backtracker struct {
	start step
	names int
}

// step matches part of an expression at a position and calls rest with the position
// behind it.
type step func(s *search, at int, rest func(int) bool) bool

// search is the state of matching one line.
type search struct {
	line         string
	groups       [][2]int
	steps, depth int
	all          *steps // of all lines
}

// exceeded counts a step and reports whether there have been too many, or the search is
// to stop.
func (s *search) exceeded() bool { return s.exceededBy(1) }

// exceededBy is exceeded for n steps.
func (s *search) exceededBy(n int) bool {
	s.steps += n
	return !s.all.take(int64(n)) || s.steps > maxSteps || s.depth > maxDepth
}

// compared is how many bytes a comparison takes in one step.
const compared = 64

// newBacktracker returns the matcher of a translated expression.
func newBacktracker(expr string) (*backtracker, error) {
	re, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return nil, err
	}
	return &backtracker{start: tryNode(re), names: re.MaxCap() + 1}, nil
}

// match reports whether the expression matches anywhere in the line. done is false
// if that took too many steps, in this line or, as all says, in all.
func (b *backtracker) match(line string, all *steps) (found, done bool) {
	s := &search{line: line, all: all, groups: make([][2]int, b.names)}
	for at := 0; at <= len(line); at++ {
		for i := range s.groups {
			s.groups[i] = [2]int{-1, -1}
		}
		if b.start(s, at, func(int) bool { return true }) {
			return true, true
		}
		if s.exceeded() {
			return false, false
		}
	}
	return false, true
}

// tryNode returns the step for a node of the expression's tree.
func tryNode(re *syntax.Regexp) step {
	switch re.Op {
	case syntax.OpCapture:
		return tryGroup(re.Cap, tryNode(re.Sub[0]))
	case syntax.OpConcat:
		return trySequence(re.Sub)
	case syntax.OpAlternate:
		return tryChoice(re.Sub)
	case syntax.OpStar:
		return tryRepeat(re.Sub[0], 0)
	case syntax.OpPlus:
		return tryRepeat(re.Sub[0], 1)
	case syntax.OpQuest:
		sub := tryNode(re.Sub[0])
		return func(s *search, at int, rest func(int) bool) bool {
			return !s.exceeded() && (sub(s, at, rest) || rest(at))
		}
	case syntax.OpLiteral:
		return tryLiteral(re.Rune)
	case syntax.OpBeginText, syntax.OpBeginLine:
		return func(_ *search, at int, rest func(int) bool) bool { return at == 0 && rest(at) }
	case syntax.OpEndText, syntax.OpEndLine:
		return func(s *search, at int, rest func(int) bool) bool { return at == len(s.line) && rest(at) }
	case syntax.OpEmptyMatch:
		return func(_ *search, at int, rest func(int) bool) bool { return rest(at) }
	case syntax.OpNoMatch:
		return func(*search, int, func(int) bool) bool { return false }
	}
	in := oneOf(re)
	return func(s *search, at int, rest func(int) bool) bool {
		n := in(s.line[at:])
		return n > 0 && !s.exceeded() && rest(at+n)
	}
}

// oneOf returns a function that reports how many bytes the node matches at the
// start of a string, 0 if none. It is nil if the node does not match single
// characters.
func oneOf(re *syntax.Regexp) func(string) int {
	var pairs []rune
	switch re.Op {
	case syntax.OpCharClass:
		pairs = re.Rune
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		pairs = []rune{0, utf8.MaxRune}
	case syntax.OpLiteral:
		if len(re.Rune) != 1 || recalled(re.Rune[0]) > 0 {
			return nil
		}
		pairs = []rune{re.Rune[0], re.Rune[0]}
	default:
		return nil
	}
	return func(text string) int {
		r, n := utf8.DecodeRuneInString(text)
		for i := 0; i < len(pairs); i += 2 {
			if n > 0 && pairs[i] <= r && r <= pairs[i+1] {
				return n
			}
		}
		return 0
	}
}

// recalled returns the number of the group that r refers to, or 0 if r is an
// ordinary character.
func recalled(r rune) int {
	if r < recall || r >= recall+9 {
		return 0
	}
	return int(r-recall) + 1
}

func tryLiteral(text []rune) step {
	return func(s *search, at int, rest func(int) bool) bool {
		for _, r := range text {
			word := string(r)
			if n := recalled(r); n > 0 {
				g := s.groups[n]
				if g[0] < 0 {
					return false
				}
				word = s.line[g[0]:g[1]]
			}
			if s.exceededBy(1+len(word)/compared) || len(s.line)-at < len(word) || s.line[at:at+len(word)] != word {
				return false
			}
			at += len(word)
		}
		return rest(at)
	}
}

func tryGroup(n int, sub step) step {
	return func(s *search, at int, rest func(int) bool) bool {
		before := s.groups[n]
		if sub(s, at, func(end int) bool {
			inner := s.groups[n]
			s.groups[n] = [2]int{at, end}
			if rest(end) {
				return true
			}
			s.groups[n] = inner
			return false
		}) {
			return true
		}
		s.groups[n] = before
		return false
	}
}

func trySequence(subs []*syntax.Regexp) step {
	all := make([]step, len(subs))
	for i, sub := range subs {
		all[i] = tryNode(sub)
	}
	var from func(s *search, i, at int, rest func(int) bool) bool
	from = func(s *search, i, at int, rest func(int) bool) bool {
		if i == len(all) {
			return rest(at)
		}
		return !s.exceeded() && all[i](s, at, func(end int) bool { return from(s, i+1, end, rest) })
	}
	return func(s *search, at int, rest func(int) bool) bool { return from(s, 0, at, rest) }
}

func tryChoice(subs []*syntax.Regexp) step {
	all := make([]step, len(subs))
	for i, sub := range subs {
		all[i] = tryNode(sub)
	}
	return func(s *search, at int, rest func(int) bool) bool {
		for _, try := range all {
			if s.exceeded() {
				return false
			}
			if try(s, at, rest) {
				return true
			}
		}
		return false
	}
}

// tryRepeat matches a node at least the given number of times, as often as possible
// first. Single characters are counted instead of nested.
func tryRepeat(re *syntax.Regexp, least int) step {
	if in := oneOf(re); in != nil {
		return func(s *search, at int, rest func(int) bool) bool {
			ends := []int{at}
			for n := in(s.line[at:]); n > 0 && !s.exceeded(); n = in(s.line[at:]) {
				at += n
				ends = append(ends, at)
			}
			for i := len(ends) - 1; i >= least; i-- {
				if s.exceeded() {
					return false
				}
				if rest(ends[i]) {
					return true
				}
			}
			return false
		}
	}
	sub := tryNode(re)
	var more func(s *search, done, at int, rest func(int) bool) bool
	more = func(s *search, done, at int, rest func(int) bool) bool {
		s.depth++
		defer func() { s.depth-- }()
		if s.exceeded() {
			return false
		}
		return sub(s, at, func(end int) bool {
			if end == at && done >= least {
				return false // an empty match would repeat forever
			}
			return more(s, done+1, end, rest)
		}) || done >= least && rest(at)
	}
	return func(s *search, at int, rest func(int) bool) bool { return more(s, 0, at, rest) }
}
