package grammar

// Explain returns the keywords and labels of a syntax with their help texts, in the
// order of the syntax and each pair once, as listed below the synopsis in a command
// reference. Hidden arguments are included.
func Explain(n Node) []Word {
	var out []Word
	seen := map[Word]bool{}
	add := func(w Word) {
		if !seen[w] {
			seen[w] = true
			out = append(out, w)
		}
	}
	var visit func(n Node)
	visit = func(n Node) {
		switch n := n.(type) {
		case *Keyword:
			if n != nil {
				add(Word{Text: n.word, Help: n.help})
			}
		case argument:
			if n.valid() {
				s := n.spec()
				add(Word{Text: s.label, Help: s.help})
			}
		case *later:
			visit(n.whole())
		case *group:
			if n == nil {
				return
			}
			for _, x := range n.nodes {
				visit(x)
			}
		}
	}
	visit(n)
	return out
}
