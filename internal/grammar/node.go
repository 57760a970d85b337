package grammar

// Node is an element of a syntax: a keyword, an argument or a combination of nodes.
// A node may be used in any number of rules.
type Node interface{ node() }

// Keyword is a fixed word. It is a handle as well: In reports whether a line has
// it.
type Keyword struct{ word, help string }

// Kw returns the keyword word with the help text help. The spelling of word is the
// canonical one; what is typed may be abbreviated and in any case.
func Kw(word, help string) *Keyword { return &Keyword{word: word, help: help} }

// In reports whether the matched line has the keyword. Keywords are compared by
// identity: another Kw with the same spelling is another keyword.
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

// Seq matches the nodes one after another.
func Seq(nodes ...Node) Node { return &group{groupSeq, nodes} }

// Alt matches exactly one of the nodes.
func Alt(nodes ...Node) Node { return &group{groupAlt, nodes} }

// Opt matches the sequence of the nodes, or nothing.
func Opt(nodes ...Node) Node { return &group{groupOpt, nodes} }

// AnyOf matches any of the nodes in any order, each at most once, or nothing. All
// AnyOf of one rule may have 64 nodes together.
func AnyOf(nodes ...Node) Node { return &group{groupAnyOf, nodes} }

// Rep matches the node one or more times.
func Rep(n Node) Node { return &group{groupRep, []Node{n}} }
