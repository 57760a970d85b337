package confcmd

import (
	"fmt"
	"strings"

	"github.com/iosim/iosim/internal/grammar"
)

// syntax compiles the syntax of one line or definition.
type syntax struct {
	r      *reader
	notes  *notes // of the line or definition
	block  *notes // of the block in which the line stands
	tokens []string
	before string // the last keyword: a note may name it to tell two words apart
	depth  int    // the number of definitions around this one
}

// marks are the characters that are tokens of their own.
const marks = "[](){}|"

const again = "..."

// tokenize splits a piece of syntax into words and marks.
func tokenize(text string) []string {
	var out []string
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case c == ' ':
			i++
			continue
		case strings.IndexByte(marks, c) >= 0:
			out = append(out, text[i:i+1])
			i++
			continue
		}
		n := strings.IndexAny(text[i:], " "+marks)
		if n < 0 {
			n = len(text) - i
		}
		word, repeats := strings.CutSuffix(text[i:i+n], again)
		if word != "" {
			out = append(out, word)
		}
		if repeats {
			out = append(out, again)
		}
		i += n
	}
	return out
}

// stem returns the keywords at the beginning of a line, and what follows them.
func (s *syntax) stem(l string) (words []*grammar.Keyword, rest string) {
	line := l
	for {
		word, more, _ := strings.Cut(l, " ")
		if word == "" || strings.ContainsAny(word, marks+"$=;.") || word == "->" || isArgument(word) {
			return words, l
		}
		words = append(words, s.keyword(line[:len(line)-len(l)+len(word)], word))
		l = strings.TrimLeft(more, " ")
	}
}

// parse compiles a piece of syntax.
func (s *syntax) parse(text string) (grammar.Node, error) {
	s.tokens = tokenize(text)
	list, err := s.list("")
	if err == nil && len(s.tokens) > 0 {
		err = fmt.Errorf("%q is left over", s.tokens)
	}
	return branches(list), err
}

// branches joins the alternatives of a group to one node.
func branches(list []grammar.Node) grammar.Node {
	switch len(list) {
	case 0:
		return nil
	case 1:
		return list[0]
	}
	return grammar.Alt(list...)
}

// list reads alternatives, separated by "|", up to the closing mark.
func (s *syntax) list(end string) ([]grammar.Node, error) {
	var list []grammar.Node
	before := s.before
	for {
		s.before = before
		n, err := s.sequence()
		if err != nil {
			return nil, err
		}
		list = append(list, n)
		tok := s.take()
		switch {
		case tok == "|":
		case tok == end:
			return list, nil
		default:
			return nil, fmt.Errorf("%q instead of %q", tok, end)
		}
	}
}

func (s *syntax) take() string {
	if len(s.tokens) == 0 {
		return ""
	}
	t := s.tokens[0]
	s.tokens = s.tokens[1:]
	return t
}

func (s *syntax) sequence() (grammar.Node, error) {
	var seq []grammar.Node
	for len(s.tokens) > 0 {
		n, err := s.item()
		if err != nil {
			return nil, err
		}
		if n == nil {
			break
		}
		if len(s.tokens) > 0 && s.tokens[0] == again {
			s.take()
			n = grammar.Rep(n)
		}
		seq = append(seq, n)
	}
	switch len(seq) {
	case 0:
		return nil, fmt.Errorf("an empty branch")
	case 1:
		return seq[0], nil
	}
	return grammar.Seq(seq...), nil
}

// item reads a word or a group. It returns nil at a mark that ends the sequence.
func (s *syntax) item() (grammar.Node, error) {
	tok := s.tokens[0]
	switch tok {
	case "|", "]", ")", "}":
		return nil, nil
	case again:
		return nil, fmt.Errorf("nothing to repeat")
	}
	s.take()
	switch tok {
	case "(":
		list, err := s.list(")")
		return branches(list), err
	case "[":
		list, err := s.list("]")
		if err != nil {
			return nil, err
		}
		return grammar.Opt(branches(list)), nil
	case "{":
		list, err := s.list("}")
		if err != nil {
			return nil, err
		}
		return grammar.AnyOf(list...), nil
	}
	if name, ok := strings.CutPrefix(tok, "$"); ok {
		return s.definition(name)
	}
	if n, ok, err := argument(tok, s.argumentHelp(tok)); ok || err != nil {
		return n, err
	}
	return s.keyword("", tok), nil
}

// maxDefs is the maximum depth of definitions that use others.
const maxDefs = 8

// definition returns the node of a definition. All lines share it.
func (s *syntax) definition(name string) (grammar.Node, error) {
	if n := s.r.nodes[name]; n != nil {
		return n, nil
	}
	def, ok := s.r.defs[name]
	if !ok {
		return nil, fmt.Errorf("$%s is not defined", name)
	}
	if s.depth == maxDefs {
		return nil, fmt.Errorf("definitions go in circles")
	}
	inner := &syntax{r: s.r, notes: def.notes, depth: s.depth + 1}
	n, err := inner.parse(def.syntax)
	if err == nil {
		s.r.nodes[name] = n
	}
	return n, err
}

// keyword returns a keyword with its help; path is that of keywordHelp.
func (s *syntax) keyword(path, word string) *grammar.Keyword {
	help := s.keywordHelp(path, word)
	s.before = word
	return grammar.Kw(word, help)
}
