package grammar

import "slices"

// place is a keyword or an argument at its position in a rule.
type place struct {
	keyword *Keyword // nil for an argument
	arg     argument

	lower  string // the keyword in lower case
	text   string // text shown by "?"
	help   string
	id     int32 // number of the text in the table; -1 if "?" does not list it
	rest   bool
	accept bool   // the rule may end after it
	next   []edge // what may follow, in order of preference
	held   uint64 // bits that are always set here
}

// edge leads to a place. A thread may take it if it has none of the bits in need;
// it then clears the bits in clear and sets those in set.
type edge struct {
	to               int32
	need, clear, set uint64
}

// automaton is a compiled rule. Each node of an AnyOf has a bit, which is set once
// the node was used; leaving the AnyOf clears its bits.
type automaton struct {
	places []place
	start  []edge
	empty  bool // the empty line matches

	pending bool // the rest of the rule follows the last place
}

type opKind uint8

const (
	opSplit opKind = iota
	opPlace
	opUse
	opClear
	opAccept
)

// op is an instruction of the intermediate form between syntax and automaton.
type op struct {
	kind  opKind
	place int32
	bits  uint64
	to    []int
}

type builder struct {
	ops    []op
	places []place
	bits   int
	held   uint64
}

// build compiles a syntax that check has accepted.
func build(n Node) *automaton {
	b := &builder{}
	first := b.add(n, b.emit(op{kind: opAccept}))
	a := &automaton{places: b.places}
	for _, o := range b.ops {
		if o.kind == opPlace {
			p := &a.places[o.place]
			p.next, p.accept = b.follow(o.to[0], p.held)
		}
	}
	a.start, a.empty = b.follow(first, 0)
	return a
}

func (b *builder) emit(o op) int {
	b.ops = append(b.ops, o)
	return len(b.ops) - 1
}

// add compiles n so that it continues at next, and returns its entry.
func (b *builder) add(n Node, next int) int {
	switch n := n.(type) {
	case *Keyword:
		return b.leaf(wordPlace(n), next)
	case argument:
		s := n.spec()
		p := place{arg: n, text: s.label, help: s.help, rest: s.rest}
		if s.hidden {
			p.id = -1
		}
		return b.leaf(p, next)
	case *later:
		return b.add(n.whole(), next)
	case *group:
		return b.group(n, next)
	}
	return next
}

func wordPlace(k *Keyword) place {
	return place{keyword: k, lower: lower(k.word), text: k.word, help: k.help}
}

func (b *builder) leaf(p place, next int) int {
	p.held = b.held
	b.places = append(b.places, p)
	return b.emit(op{kind: opPlace, place: int32(len(b.places) - 1), to: []int{next}})
}

func (b *builder) sequence(nodes []Node, next int) int {
	for _, n := range slices.Backward(nodes) {
		next = b.add(n, next)
	}
	return next
}

func (b *builder) group(g *group, next int) int {
	switch g.kind {
	case groupAlt:
		var to []int
		for _, n := range g.nodes {
			to = append(to, b.add(n, next))
		}
		return b.emit(op{kind: opSplit, to: to})
	case groupOpt:
		return b.emit(op{kind: opSplit, to: []int{b.sequence(g.nodes, next), next}})
	case groupRep:
		loop := b.emit(op{kind: opSplit})
		body := b.add(g.nodes[0], loop)
		b.ops[loop].to = []int{body, next}
		return body
	case groupAnyOf:
		return b.anyOf(g.nodes, next)
	}
	return b.sequence(g.nodes, next)
}

func (b *builder) anyOf(nodes []Node, next int) int {
	outer, all := b.held, uint64(0)
	loop := b.emit(op{kind: opSplit})
	var to []int
	for _, n := range nodes {
		bit := uint64(1) << b.bits
		b.bits++
		all |= bit
		b.held = outer | bit
		to = append(to, b.emit(op{kind: opUse, bits: bit, to: []int{b.add(n, loop)}}))
	}
	b.held = outer
	b.ops[loop].to = append(to, b.emit(op{kind: opClear, bits: all, to: []int{next}}))
	return loop
}

// follow returns the places that can be reached from an instruction without reading
// a word, in order of preference, and whether the end can be.
func (b *builder) follow(from int, held uint64) (edges []edge, accept bool) {
	type state struct {
		op               int
		need, clear, set uint64
	}
	seen := map[state]bool{}
	var visit func(s state)
	visit = func(s state) {
		if seen[s] {
			return
		}
		seen[s] = true
		o := &b.ops[s.op]
		switch o.kind {
		case opPlace:
			edges = append(edges, edge{o.place, s.need, s.clear, s.set})
			return
		case opAccept:
			accept = true
			return
		case opUse:
			// A node of an AnyOf reads at least one word, so no path without a word
			// uses a bit twice, or uses and clears it.
			if held&o.bits != 0 {
				return
			}
			s.need |= o.bits
			s.set |= o.bits
		case opClear:
			s.clear |= o.bits
		}
		for _, to := range o.to {
			s.op = to
			visit(s)
		}
	}
	visit(state{op: from})
	return edges, accept
}
