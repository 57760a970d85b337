package grammar

// Node is a piece of syntax: a keyword, an argument or a combination of nodes.
// A node may stand in any number of rules.
type Node interface{ node() }

// Keyword is a fixed word. It is a handle too: In tells whether a line has it.
type Keyword struct{ word, help string }

// Kw is the keyword word, which "?" explains with help. The word's spelling is
// the canonical one; what is typed may be shorter and of any case.
func Kw(word, help string) *Keyword { return &Keyword{word: word, help: help} }

// In reports whether the matched line has the keyword. It is the keyword's
// identity that counts: another Kw of the same spelling is another keyword.
func (k *Keyword) In(m *Match) bool {
	if m == nil {
		return false
	}
	for i := range m.taken {
		if m.taken[i].place.keyword == k {
			return true
		}
	}
	return false
}

func (k *Keyword) node() {}

type groupKind uint8

const (
	groupSeq groupKind = iota
	groupAlt
	groupOpt
	groupAnyOf
	groupRep
)

type group struct {
	kind  groupKind
	nodes []Node
}

func (*group) node() {}

// Seq is the nodes one after another.
func Seq(nodes ...Node) Node { return &group{groupSeq, nodes} }

// Alt is exactly one of the nodes.
func Alt(nodes ...Node) Node { return &group{groupAlt, nodes} }

// Opt is the sequence of the nodes, or nothing.
func Opt(nodes ...Node) Node { return &group{groupOpt, nodes} }

// AnyOf is any of the nodes in any order, each at most once, or nothing.
// The AnyOf of one rule may hold 64 nodes together.
func AnyOf(nodes ...Node) Node { return &group{groupAnyOf, nodes} }

// Rep is the node one or more times.
func Rep(n Node) Node { return &group{groupRep, []Node{n}} }
