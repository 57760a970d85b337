package grammar

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Rule is a rule of a table.
type Rule struct {
	Syntax Node
	// Data belongs to the caller and is passed to Options.Allow.
	Data any
	// Hidden omits the rule from Help and Complete.
	Hidden bool
	// Rare lets an abbreviation that fits a word of another rule too stand for that one: if
	// show login is rare, "sh log" is show logging. Hidden rules are rare.
	Rare bool
	// Negatable allows the rule, and every beginning of it, after a lead.
	Negatable bool
}

// Lead is a word that may precede negatable rules, such as "no".
type Lead struct{ Word, Help string }

// Options are the options of a call.
type Options struct {
	// Allow reports, by a rule's Data, whether the rule exists for this call. If
	// nil, all do. It may be called several times for a rule.
	Allow func(data any) bool
	// Rights identifies the result of Allow: calls with the same non-empty Rights
	// must have an Allow with the same results, so that these can be cached.
	Rights string
}

// Table is a set of compiled rules. It is safe for concurrent use. The first
// keywords of a rule are compiled at once, the rest when a line reaches it.
type Table struct {
	rows      []row
	leads     []place
	first     starts // rules that a line may start with
	negatable starts // rules that may follow a lead
	pool      sync.Pool
	memo      memo

	mu  sync.Mutex // guards the compilation of rules
	ids ids
}

type row struct {
	rule Rule
	lazyRule
}

// starts are the first words of rules.
type starts struct {
	all      []start // sorted as by help
	args     []start
	keywords [256][]start // by first byte, in lower case
}

type start struct {
	row, to int32
	mask    uint64
	place   *place // target of the edge, as first compiled
}

// Compile compiles rules in order of preference. The error names all invalid rules:
// those without words, with a nil node, a repeated node that may be empty, an
// argument after one with Rest, and rules or branches that the same keywords
// complete.
func Compile(rules []Rule, leads ...Lead) (*Table, error) {
	var errs []error
	for i, r := range rules {
		if err := checkRule(r.Syntax); err != nil {
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

// Trust is Compile without its checks, for rules that a test compiles, so that a
// program with large tables starts at once. Lines parsed with invalid rules have
// undefined results.
func Trust(rules []Rule, leads ...Lead) *Table {
	t := &Table{rows: make([]row, len(rules)), ids: ids{}}
	for _, l := range leads {
		t.leads = append(t.leads, wordPlace(Kw(l.Word, l.Help)))
	}
	t.ids.number(t.leads)
	for i, r := range rules {
		t.rows[i].rule = r
		a := t.start(&t.rows[i], r.Syntax)
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

// MustCompile is Compile, but panics if a rule is invalid.
func MustCompile(rules []Rule, leads ...Lead) *Table {
	t, err := Compile(rules, leads...)
	if err != nil {
		panic(err)
	}
	return t
}

// checkRule returns what is wrong with one rule.
func checkRule(n Node) error {
	empty, _, err := check(n)
	if err != nil {
		return err
	}
	if empty {
		return errors.New("it may be empty")
	}
	return checkRest(build(n))
}

// name returns a rule's synopsis, shortened for an error message.
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
