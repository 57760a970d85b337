package grammar

// Explain lists the keywords and labels of a syntax with their help texts, in the
// order in which they stand there, each pair once: what a command reference says
// below the synopsis. Hidden arguments are there too.
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
