package grammar

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
)

const (
	maxBits   = 64   // nodes in the AnyOf of one rule
	maxWord   = 64   // bytes of a keyword
	maxStates = 4096 // states visited in the search for equal keyword sequences
)

// check returns what is wrong with a syntax. empty reports whether it matches no
// words at all; bits is the number of nodes in its AnyOf.
func check(n Node) (empty bool, bits int, err error) {
	switch n := n.(type) {
	case nil:
		return false, 0, errors.New("a nil node")
	case *Keyword:
		if n == nil {
			return false, 0, errors.New("a nil keyword")
		}
		return false, 0, checkWord(n.word)
	case argument:
		if !n.valid() {
			return false, 0, errors.New("an argument that is nil or has no Parse")
		}
		if s := n.spec(); s.label == "" && !s.hidden {
			return false, 0, errors.New("an argument that has no Label and is not Hidden")
		}
		return false, 0, nil
	case *later:
		return check(n.whole())
	case *group:
		return n.check()
	}
	return false, 0, fmt.Errorf("a node of type %T", n)
}

func checkWord(word string) error {
	if word == "" || len(word) > maxWord || strings.ContainsAny(word, blanks) {
		return fmt.Errorf("the keyword %q is empty, has a blank or more than %d bytes", word, maxWord)
	}
	return nil
}

func (g *group) check() (empty bool, bits int, err error) {
	if g == nil || len(g.nodes) == 0 {
		return false, 0, errors.New("a combination of no nodes")
	}
	empty = g.kind != groupAlt
	var errs []error
	for _, n := range g.nodes {
		e, b, err := check(n)
		errs = append(errs, err)
		bits += b
		switch g.kind {
		case groupSeq:
			empty = empty && e
		case groupAlt:
			empty = empty || e
		case groupAnyOf, groupRep:
			if e {
				errs = append(errs, fmt.Errorf("%s repeats what may be empty", Synopsis(g)))
			}
		}
	}
	switch g.kind {
	case groupAnyOf:
		bits += len(g.nodes)
	case groupRep:
		empty = false
	}
	if bits > maxBits {
		errs = append(errs, fmt.Errorf("more than %d nodes in AnyOf", maxBits))
	}
	if err := errors.Join(errs...); err != nil {
		return empty, bits, err
	}
	if g.kind == groupAlt || g.kind == groupAnyOf {
		err = g.shadow()
	}
	return empty, bits, err
}

// shadow returns an error if the same keywords complete two nodes of an Alt or
// AnyOf, because the second could never be chosen.
func (g *group) shadow() error {
	autos := make([]*automaton, len(g.nodes))
	for i, n := range g.nodes {
		autos[i] = build(n)
	}
	if words, _, _ := conflict(autos); words != nil {
		return fmt.Errorf("two branches of %s read %q", Synopsis(g), strings.Join(words, " "))
	}
	return nil
}

// checkRest returns an error if something follows an argument that takes the rest
// of the line.
func checkRest(a *automaton) error {
	for i := range a.places {
		if p := &a.places[i]; p.rest && len(p.next) > 0 {
			return fmt.Errorf("something follows %s, which takes the rest of the line", p.arg.spec().label)
		}
	}
	return nil
}

// conflict returns a sequence of keywords that completes two of the automata. It
// follows only keywords that at least two of them share.
func conflict(autos []*automaton) (words []string, first, second int) {
	type state struct {
		at   int32 // -1 before the first word
		auto int
		mask uint64
	}
	type front struct {
		states []state
		words  []string
	}
	var start front
	for i := range autos {
		start.states = append(start.states, state{at: -1, auto: i})
	}
	seen := map[string]bool{}
	for queue := []front{start}; len(queue) > 0 && len(seen) < maxStates; queue = queue[1:] {
		by := map[string][]state{}
		var order []string
		for _, s := range queue[0].states {
			a := autos[s.auto]
			edges := a.start
			if s.at >= 0 {
				edges = a.places[s.at].next
			}
			for _, e := range edges {
				p := &a.places[e.to]
				if p.keyword == nil || s.mask&e.need != 0 {
					continue
				}
				if by[p.lower] == nil {
					order = append(order, p.lower)
				}
				to := state{at: e.to, auto: s.auto, mask: s.mask&^e.clear | e.set}
				if !slices.Contains(by[p.lower], to) {
					by[p.lower] = append(by[p.lower], to)
				}
			}
		}
		for _, word := range order {
			states := by[word]
			if states[0].auto == states[len(states)-1].auto {
				continue
			}
			words := append(slices.Clone(queue[0].words), word)
			done := -1
			var key []byte
			for _, s := range states {
				key = binary.AppendVarint(key, int64(s.auto))
				key = binary.AppendVarint(key, int64(s.at))
				key = binary.AppendUvarint(key, s.mask)
				switch {
				case !autos[s.auto].places[s.at].accept:
				case done < 0:
					done = s.auto
				case done != s.auto:
					return words, done, s.auto
				}
			}
			if !seen[string(key)] {
				seen[string(key)] = true
				queue = append(queue, front{states, words})
			}
		}
	}
	return nil, 0, 0
}
