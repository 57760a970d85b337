package grammar

import "sync/atomic"

// lazyRule is a rule with the part that is compiled. Compiling the rest does not
// renumber the existing places.
type lazyRule struct {
	now  atomic.Pointer[automaton]
	rest func() Node // returns the rest of the syntax; nil once it is compiled or if there is none
}

// start compiles the first keywords of a rule, or all of it if it starts with
// something else.
func (t *Table) start(r *row, syntax Node) *automaton {
	words, rest := stem(syntax)
	a := &automaton{places: make([]place, len(words))}
	for i, k := range words {
		a.places[i] = wordPlace(k)
		if i+1 < len(words) {
			a.places[i].next = []edge{{to: int32(i + 1)}}
		}
	}
	switch {
	case len(words) == 0:
		a = build(rest())
	case rest == nil:
		a.start = []edge{{}}
		a.places[len(words)-1].accept = true
	default:
		a.start = []edge{{}}
		a.pending, r.rest = true, rest
	}
	t.ids.number(a.places)
	r.now.Store(a)
	return a
}

// at returns the rule's automaton for a thread at the place. Beyond the last of the
// first keywords it is complete.
func (t *Table) at(row, place int32) *automaton {
	a := t.rows[row].now.Load()
	if a.pending && int(place) == len(a.places)-1 {
		return t.complete(row)
	}
	return a
}

// complete compiles the rest of a rule once.
func (t *Table) complete(row int32) *automaton {
	r := &t.rows[row]
	t.mu.Lock()
	defer t.mu.Unlock()
	a := r.now.Load()
	if r.rest == nil {
		return a
	}
	n := r.rest()
	r.rest = nil
	last := len(a.places) - 1
	whole := &automaton{start: a.start, places: append([]place(nil), a.places...)}
	if n == nil {
		whole.places[last].accept = true
	} else {
		tail := build(n)
		t.ids.number(tail.places)
		for i := range tail.places {
			shift(tail.places[i].next, last+1)
		}
		shift(tail.start, last+1)
		whole.places[last].next, whole.places[last].accept = tail.start, tail.empty
		whole.places = append(whole.places, tail.places...)
	}
	r.now.Store(whole)
	return whole
}

func shift(edges []edge, by int) {
	for i := range edges {
		edges[i].to += int32(by)
	}
}

// ids numbers the texts shown by "?". Spellings that differ only in case are one
// text; a keyword and a label are different texts.
type ids map[string]int32

func (x ids) number(places []place) {
	for i := range places {
		p := &places[i]
		if p.id < 0 {
			continue
		}
		key := "\x00" + p.text // a label
		if p.keyword != nil {
			key = p.lower
		}
		id, ok := x[key]
		if !ok {
			id = int32(len(x))
			x[key] = id
		}
		p.id = id
	}
}
