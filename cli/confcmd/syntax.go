package confcmd

import (
	"fmt"
	"strings"

	"github.com/iosim/iosim/internal/grammar"
)

// syntax compiles the notation of one line.
type syntax struct {
	r      *reader
	mode   string
	tokens []string
	before string // the keyword before, for the help of what follows
}

// marks are the tokens that are no words.
const marks = "[](){}|"

func (s *syntax) parse(text string) (grammar.Node, error) {
	var err error
	if s.tokens, err = s.split(text, nil, 0); err != nil {
		return nil, err
	}
	n, err := s.branches("")
	if err == nil && len(s.tokens) > 0 {
		err = fmt.Errorf("%q is too much", s.tokens)
	}
	return n, err
}

// maxDefs bounds how deep definitions use others.
const maxDefs = 8

// split makes tokens and puts definitions in.
func (s *syntax) split(text string, out []string, depth int) ([]string, error) {
	if depth > maxDefs {
		return nil, fmt.Errorf("definitions go in circles")
	}
	for _, m := range marks {
		text = strings.ReplaceAll(text, string(m), " "+string(m)+" ")
	}
	for w := range strings.FieldsSeq(text) {
		name, isDef := strings.CutPrefix(w, "$")
		if !isDef {
			out = append(out, w)
			continue
		}
		name, again := strings.CutSuffix(name, "...")
		def, ok := s.r.defs[name]
		if !ok {
			return nil, fmt.Errorf("%s is not defined", w)
		}
		var err error
		if out, err = s.split(def, out, depth+1); err != nil {
			return nil, err
		}
		if again {
			out = append(out, "...")
		}
	}
	return out, nil
}

// branches reads up to the closing mark: alternatives of sequences.
func (s *syntax) branches(end string) (grammar.Node, error) {
	list, err := s.list(end)
	if err != nil || len(list) == 1 {
		return first(list), err
	}
	return grammar.Alt(list...), nil
}

func first(list []grammar.Node) grammar.Node {
	if len(list) == 0 {
		return nil
	}
	return list[0]
}

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
		if len(s.tokens) > 0 && s.tokens[0] == "..." {
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

// item reads a word or a group; nil at a mark that ends the sequence.
func (s *syntax) item() (grammar.Node, error) {
	switch s.tokens[0] {
	case "|", "]", ")", "}":
		return nil, nil
	case "(":
		s.take()
		return s.branches(")")
	case "[":
		s.take()
		n, err := s.branches("]")
		if err != nil {
			return nil, err
		}
		return grammar.Opt(n), nil
	case "{":
		s.take()
		list, err := s.list("}")
		if err != nil {
			return nil, err
		}
		return grammar.AnyOf(list...), nil
	}
	return s.word(s.take())
}

// word is a keyword or an argument; "x..." repeats it.
func (s *syntax) word(tok string) (grammar.Node, error) {
	if one, again := strings.CutSuffix(tok, "..."); again && one != "" {
		n, err := s.word(one)
		if err != nil {
			return nil, err
		}
		return grammar.Rep(n), nil
	}
	if n, ok, err := argument(tok, s.r.argHelp(s.before, tok)); ok || err != nil {
		return n, err
	}
	help := s.r.help(s.mode, s.before, tok)
	if help == "" {
		s.r.missing = append(s.r.missing, strings.TrimSpace(s.before+" "+tok))
	}
	s.before = tok
	return grammar.Kw(tok, help), nil
}
