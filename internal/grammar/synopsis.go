package grammar

import "strings"

// Synopsis returns a syntax in the notation of a command reference: "[x]" is
// optional, "{x | y}" is one of them, "[x | y]..." any of them in any order, and
// "x..." may be repeated. Hidden arguments are included by their labels.
func Synopsis(n Node) string {
	var b strings.Builder
	synopsis(&b, n)
	return b.String()
}

func synopsis(b *strings.Builder, n Node) {
	switch n := n.(type) {
	case *Keyword:
		if n != nil {
			b.WriteString(n.word)
		}
	case argument:
		if n.valid() {
			b.WriteString(n.spec().label)
		}
	case *later:
		synopsis(b, n.whole())
	case *group:
		if n == nil {
			return
		}
		form := [...]struct{ open, between, end string }{
			groupSeq:   {"", " ", ""},
			groupAlt:   {"{", " | ", "}"},
			groupOpt:   {"[", " ", "]"},
			groupAnyOf: {"[", " | ", "]..."},
			groupRep:   {"", "", "..."},
		}[n.kind]
		if n.kind == groupRep {
			if g, ok := n.nodes[0].(*group); ok && g != nil && g.kind == groupSeq {
				form.open, form.end = "{", "}..."
			}
		}
		b.WriteString(form.open)
		for i, x := range n.nodes {
			if i > 0 {
				b.WriteString(form.between)
			}
			synopsis(b, x)
		}
		b.WriteString(form.end)
	}
}
