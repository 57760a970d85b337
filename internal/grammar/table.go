package grammar

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Rule is one line of a table.
type Rule struct {
	Syntax Node
	// Data is the owner's; Options.Allow gets it.
	Data any
	// Hidden: the rule works, but Help and Complete do not tell of it.
	Hidden bool
	// Negatable: the rule and every beginning of it may also stand behind a lead.
	Negatable bool
}

// Lead is a word that may stand before negatable rules.
type Lead struct{ Word, Help string }

// Options of a call.
type Options struct {
	// Allow tells by a rule's Data whether the rule exists for this call; nil: all
	// do. It may be called several times for a rule.
	Allow func(data any) bool
	// Rights names what Allow admits: whoever calls with the same name, unless it is
	// "", has an Allow that says the same. What the first words of lines lead to is
	// then looked for once.
	Rights string
}

// Table is compiled rules. It serves any number of goroutines. A rule is compiled
// to the end of its first keywords, and the rest of it when a line gets there.
type Table struct {
	rows      []row
	leads     []place
	first     starts // rules that a line may begin with
	negatable starts // rules that may follow a lead
	pool      sync.Pool
	memo      memo

	mu  sync.Mutex // of growing
	ids ids
}

type row struct {
	rule Rule
	grown
}

// starts are the first words of rules.
type starts struct {
	all      []start // in the order of help
	args     []start
	keywords [256][]start // by first byte, in lower case
}

type start struct {
	row, to int32
	mask    uint64
	place   *place // to, as it was at first
}

// Compile makes a table of the rules. Their order is the order of preference.
// Bad rules are an error that names all of them: no words, a nil node, a node
// that is repeated and may be empty, an argument behind one with Rest, branches
// or rules that the same keywords complete.
func Compile(rules []Rule, leads ...Lead) (*Table, error) {
	var errs []error
	for i, r := range rules {
		if err := sound(r.Syntax); err != nil {
			errs = append(errs, fmt.Errorf("rule %d (%s): %w", i, name(r.Syntax), err))
		}
	}
	for i, l := range leads {
		if err := checkWord(l.Word); err != nil {
			errs = append(errs, fmt.Errorf("lead: %w", err))
		}
		if slices.ContainsFunc(leads[:i], func(o Lead) bool { return lower(o.Word) == lower(l.Word) }) {
			errs = append(errs, fmt.Errorf("lead %d (%s) is there twice", i, l.Word))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, fmt.Errorf("grammar: %w", err)
	}
	t := Trust(rules, leads...)
	autos := make([]*automaton, len(rules))
	for i := range t.rows {
		autos[i] = t.complete(int32(i))
	}
	if words, i, j := conflict(autos); words != nil {
		return nil, fmt.Errorf("grammar: rules %d (%s) and %d (%s) both read %q",
			i, name(rules[i].Syntax), j, name(rules[j].Syntax), strings.Join(words, " "))
	}
	return t, nil
}

// Trust is Compile without its checks, for rules that a test compiles: a program
// with large tables starts at once. Bad rules make a table that misbehaves.
func Trust(rules []Rule, leads ...Lead) *Table {
	t := &Table{rows: make([]row, len(rules)), ids: ids{}}
	for _, l := range leads {
		t.leads = append(t.leads, wordPlace(Kw(l.Word, l.Help)))
	}
	t.ids.number(t.leads)
	for i, r := range rules {
		t.rows[i].rule = r
		a := t.plant(&t.rows[i], r.Syntax)
		t.first.add(int32(i), a)
		if r.Negatable {
			t.negatable.add(int32(i), a)
		}
	}
	t.first.sort()
	t.negatable.sort()
	slices.SortStableFunc(t.leads, func(a, b place) int { return strings.Compare(a.text, b.text) })
	return t
}

// MustCompile is Compile; it panics if the rules are bad.
func MustCompile(rules []Rule, leads ...Lead) *Table {
	t, err := Compile(rules, leads...)
	if err != nil {
		panic(err)
	}
	return t
}

// sound tells what is wrong with one rule.
func sound(n Node) error {
	empty, _, err := check(n)
	if err != nil {
		return err
	}
	if empty {
		return errors.New("it may be empty")
	}
	return checkRest(build(n))
}

// name is a rule's synopsis, cut to what an error line can bear.
func name(n Node) string {
	s := Synopsis(n)
	if len(s) > 60 {
		s = s[:60] + "..."
	}
	return s
}

func (s *starts) sort() {
	slices.SortStableFunc(s.all, func(a, b start) int { return strings.Compare(a.place.text, b.place.text) })
}

func (s *starts) add(row int32, a *automaton) {
	for _, e := range a.start {
		p := &a.places[e.to]
		x := start{row, e.to, e.set, p}
		s.all = append(s.all, x)
		if p.keyword == nil {
			s.args = append(s.args, x)
		} else {
			s.keywords[p.lower[0]] = append(s.keywords[p.lower[0]], x)
		}
	}
}
