package confcmd

import (
	"slices"
	"strings"
)

// wholeLine is the cli.Conf.Least of a line that `no` removes only if all its words are
// typed.
const wholeLine = 99

// elements returns the tokens of a syntax. A group in ( ) is one element, with its words
// and bars. The list ends before the first [ or {, and ok is then false.
func (s *syntax) elements(text string) (list []string, ok bool) {
	tokens := s.expand(tokenize(text), nil, 0)
	for i := 0; i < len(tokens); i++ {
		switch tokens[i] {
		case "(":
			end := slices.Index(tokens[i:], ")")
			if end < 0 || slices.ContainsFunc(tokens[i+1:i+end], func(t string) bool { return t != "|" && strings.Contains("([{", t) }) {
				return list, false
			}
			list = append(list, strings.Join(tokens[i+1:i+end], " "))
			i += end
		case "[", "{", again, "|":
			return list, false
		default:
			list = append(list, tokens[i])
		}
	}
	return list, true
}

// expand appends tokens to out, each definition replaced by its own tokens.
func (s *syntax) expand(tokens, out []string, depth int) []string {
	for _, t := range tokens {
		if name, ok := strings.CutPrefix(t, "$"); ok && depth < maxDefs {
			out = s.expand(tokenize(s.r.defs[name].syntax), out, depth+1)
		} else {
			out = append(out, t)
		}
	}
	return out
}

// width returns the number of words that a syntax matches; fixed is false if the number
// varies.
func (s *syntax) width(text string) (n int, fixed bool) {
	list, ok := s.elements(text)
	for _, e := range list {
		for branch := range strings.SplitSeq(e, "|") {
			if len(strings.Fields(branch)) != 1 {
				return 0, false
			}
		}
	}
	return len(list), ok
}

// named returns the number of words up to the first argument, inclusive: those that `no`
// needs to find the line.
func (s *syntax) named(text string) int {
	list, _ := s.elements(text)
	for i, e := range list {
		for word := range strings.FieldsSeq(strings.ReplaceAll(e, "|", " ")) {
			if isArgument(word) {
				return i + 1
			}
		}
	}
	return wholeLine
}
