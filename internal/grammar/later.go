package grammar

import "sync"

// later is keywords followed by a syntax that is made when it is needed.
type later struct {
	words []*Keyword
	rest  func() Node
}

func (*later) node() {}

// Later returns the words followed by what rest returns, or by nothing if it
// returns nil. rest is called once, before the first Match of the rule, so that a
// rule which starts with a Later costs almost nothing until then.
func Later(rest func() Node, words ...*Keyword) Node {
	return &later{words, sync.OnceValue(rest)}
}

// whole returns the complete syntax.
func (l *later) whole() Node {
	nodes := make([]Node, 0, len(l.words)+1)
	for _, k := range l.words {
		nodes = append(nodes, k)
	}
	if rest := l.rest(); rest != nil {
		nodes = append(nodes, rest)
	}
	return Seq(nodes...)
}

// Stem returns the keywords that all lines of a syntax start with.
func Stem(n Node) []string {
	words, _ := stem(n)
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = w.word
	}
	return out
}

// stem splits a syntax after the keywords that all its lines start with. rest is
// nil if nothing follows.
func stem(n Node) (words []*Keyword, rest func() Node) {
	switch n := n.(type) {
	case *Keyword:
		return []*Keyword{n}, nil
	case *later:
		return n.words, n.rest
	case *group:
		if n.kind != groupSeq {
			break
		}
		for i, x := range n.nodes {
			more, inner := stem(x)
			words = append(words, more...)
			after := n.nodes[i+1:]
			if inner == nil {
				continue
			}
			return words, func() Node {
				nodes := append(make([]Node, 0, len(after)+1), after...)
				if first := inner(); first != nil {
					nodes = append([]Node{first}, after...)
				}
				if len(nodes) == 0 {
					return nil
				}
				return Seq(nodes...)
			}
		}
		return words, nil
	}
	return nil, func() Node { return n }
}
