package grammar

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// vocabulary has many common prefixes, so that abbreviations collide.
var vocabulary = []string{"a", "ab", "abc", "abd", "b", "ba", "Bab", "bb", "no", "nob", "c", "ca"}

func drawNode(t *rapid.T, depth int) Node {
	kind := rapid.IntRange(0, 12).Draw(t, "kind")
	if depth == 0 {
		kind %= 7
	}
	nodes := func() []Node {
		var all []Node
		for range rapid.IntRange(1, 3).Draw(t, "nodes") {
			all = append(all, drawNode(t, depth-1))
		}
		return all
	}
	switch kind {
	case 4:
		return Int(1, 25, "")
	case 5:
		return AnyWord("")
	case 6:
		if rapid.Bool().Draw(t, "rest") {
			return Text("")
		}
		return live("", Word{Text: "live"}, Word{Text: "liver:", Partial: true}, Word{Text: "bat"})
	case 7:
		return Seq(nodes()...)
	case 8:
		return Alt(nodes()...)
	case 9:
		return Opt(nodes()...)
	case 10:
		return AnyOf(nodes()...)
	case 11:
		return Rep(drawNode(t, depth-1))
	case 12:
		return Seq(nodes()...)
	}
	return Kw(rapid.SampledFrom(vocabulary).Draw(t, "word"), "")
}

// drawTable draws rules and drops those that Compile refuses.
func drawTable(t *rapid.T, leads ...Lead) (*Table, []Rule) {
	var rules []Rule
	table := MustCompile(nil, leads...)
	for i := range rapid.IntRange(1, 6).Draw(t, "rules") {
		r := Rule{
			Data:      i,
			Syntax:    Seq(Kw(rapid.SampledFrom(vocabulary).Draw(t, "first"), ""), drawNode(t, 3)),
			Hidden:    rapid.IntRange(0, 5).Draw(t, "hidden") == 0,
			Negatable: rapid.Bool().Draw(t, "negatable"),
		}
		if next, err := Compile(append(rules, r), leads...); err == nil {
			table, rules = next, append(rules, r)
		}
	}
	return table, rules
}

// drawLine draws words that the tables have, cut and spelled in all ways.
func drawLine(t *rapid.T) string {
	var b strings.Builder
	for i := range rapid.IntRange(0, 6).Draw(t, "words") {
		if i > 0 || rapid.IntRange(0, 9).Draw(t, "indent") == 0 {
			b.WriteString(rapid.SampledFrom([]string{" ", " ", " ", "  ", "\t"}).Draw(t, "blank"))
		}
		word := rapid.SampledFrom(append([]string{"1", "25", "26", "3x", "x", "LIV", "ba", "n"}, vocabulary...)).Draw(t, "typed")
		b.WriteString(word[:rapid.IntRange(1, len(word)).Draw(t, "cut")])
	}
	if rapid.IntRange(0, 9).Draw(t, "trail") == 0 {
		b.WriteByte(' ')
	}
	return b.String()
}

var noLead = Lead{"no", "Negate"}

func parseError(t *rapid.T, err error) *Error {
	var e *Error
	if err != nil && !errors.As(err, &e) {
		t.Fatalf("%T", err)
	}
	return e
}

// bad is the error of a line that no more words can mend.
func bad(e *Error) bool { return e != nil && (e.Kind == Unknown || e.Kind == Ambiguous) }

func TestParseHelpAndCompleteAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table, _ := drawTable(t, noLead)
		line := drawLine(t)
		m, err := table.Parse(nil, line, Options{})
		e := parseError(t, err)
		if e != nil && (e.Pos < 0 || e.Pos > len(line)) {
			t.Fatalf("%q: Pos %d", line, e.Pos)
		}

		h := table.Help(nil, line+" ", Options{})
		if h.Word || h.CR != (e == nil) {
			t.Fatalf("%q: %v, and help %+v", line, err, h)
		}
		if bad(e) != bad(parseError(t, h.Err)) {
			t.Fatalf("%q: %v, and help has %v", line, err, h.Err)
		}
		words := len(strings.Fields(line))
		for _, x := range h.Items {
			if x.Text == "WORD" || x.Text == "LINE" || x.Text == "<1-25>" {
				continue
			}
			longer := line + " " + x.Text
			if _, err := table.Parse(nil, longer, Options{}); bad(parseError(t, err)) {
				t.Fatalf("%q is listed after %q, but %v", x.Text, line, err)
			}
			if g := table.Help(nil, longer, Options{}); !slices.Contains(g.Items, x) {
				t.Fatalf("%q is listed after %q, but not when typed: %+v", x.Text, line, g)
			}
		}

		if w := table.Help(nil, line, Options{}); w.Word && len(w.Items) == 1 && !bad(parseError(t, w.Err)) &&
			e != nil && e.Kind == Ambiguous && e.Index == words-1 {
			t.Fatalf("%q: help knows one word, %+v; Parse: %v", line, w, err)
		}

		if done, ok := table.Complete(nil, line, Options{}); ok {
			if !begins(done, line) {
				t.Fatalf("%q was completed to %q", line, done)
			}
			n, err := table.Parse(nil, done, Options{})
			if d := parseError(t, err); bad(d) && !bad(e) {
				t.Fatalf("%q was completed to %q: %v", line, done, err)
			}
			if m != nil && len(m.taken) > 0 && m.taken[len(m.taken)-1].place.keyword != nil {
				if n == nil || n.Canonical() != m.Canonical() || n.Rule != m.Rule {
					t.Fatalf("%q was completed to %q, another command: %v", line, done, n)
				}
			}
		}

		if m != nil {
			canonical := m.Canonical()
			if m.Lead != "" {
				canonical = m.Lead + " " + canonical
			}
			n, err := table.Parse(nil, canonical, Options{})
			if err != nil || told(n, nil) != told(m, nil) {
				t.Fatalf("%q is %s; %q: %v, %v", line, told(m, nil), canonical, n, err)
			}
		}
	})
}

// oracle is the definition of Parse without automata: rules are kept as the
// syntax that may still follow.
type oracle struct {
	rule   int
	left   Node
	lead   bool
	parked bool // in a text to the line's end
}

var nothing = Seq()

func mayEnd(n Node) bool {
	g, ok := n.(*group)
	if !ok {
		return false
	}
	switch g.kind {
	case groupOpt, groupAnyOf:
		return true
	case groupAlt:
		return slices.ContainsFunc(g.nodes, mayEnd)
	}
	return !slices.ContainsFunc(g.nodes, func(n Node) bool { return !mayEnd(n) })
}

// after lists what is left of n behind each leaf that it may begin with.
func after(n Node, visit func(leaf, left Node)) {
	g, ok := n.(*group)
	if !ok {
		visit(n, nothing)
		return
	}
	switch g.kind {
	case groupSeq, groupOpt:
		for i, x := range g.nodes {
			after(x, func(leaf, left Node) { visit(leaf, Seq(append([]Node{left}, g.nodes[i+1:]...)...)) })
			if !mayEnd(x) {
				break
			}
		}
	case groupAlt:
		for _, x := range g.nodes {
			after(x, visit)
		}
	case groupAnyOf:
		for i, x := range g.nodes {
			others := AnyOf(append(slices.Clone(g.nodes[:i]), g.nodes[i+1:]...)...)
			after(x, func(leaf, left Node) { visit(leaf, Seq(left, others)) })
		}
	case groupRep:
		after(g.nodes[0], func(leaf, left Node) { visit(leaf, Seq(left, Opt(g))) })
	}
}

func parseSlowly(rules []Rule, line string) string {
	state := []oracle{}
	for i := range rules {
		state = append(state, oracle{rule: i, left: rules[i].Syntax})
	}
	anyLead := slices.ContainsFunc(rules, func(r Rule) bool { return r.Negatable })
	visibleLead := slices.ContainsFunc(rules, func(r Rule) bool { return r.Negatable && !r.Hidden })
	fresh, index := false, 0
	for at := 0; ; index++ {
		from, to := nextWord(line, at)
		if at = to; from == to {
			break
		}
		tok := line[from:to]
		exact, visible, hidden := "", map[string]bool{}, map[string]bool{}
		fit := 0
		offer := func(word string, secret bool) {
			word = strings.ToLower(word)
			n := 0
			for n < len(tok) && n < len(word) && strings.ToLower(tok)[n] == word[n] {
				n++
			}
			switch {
			case n < len(tok):
				fit = max(fit, n)
			case n == len(word):
				exact = word
			case secret:
				hidden[word] = true
			default:
				visible[word] = true
			}
		}
		for _, s := range state {
			if !s.parked {
				after(s.left, func(leaf, _ Node) {
					if k, ok := leaf.(*Keyword); ok {
						offer(k.word, rules[s.rule].Hidden)
					}
				})
			}
		}
		if index == 0 && anyLead {
			offer("no", !visibleLead)
		}
		if len(visible) == 0 {
			visible = hidden
		}
		if exact != "" {
			visible = map[string]bool{exact: true}
		}
		var next []oracle
		fresh = false
		for _, s := range state {
			if s.parked {
				next = append(next, s)
				continue
			}
			after(s.left, func(leaf, left Node) {
				o := oracle{rule: s.rule, left: left, lead: s.lead}
				switch k := leaf.(type) {
				case *Keyword:
					if len(visible) == 1 && visible[strings.ToLower(k.word)] {
						next = append(next, o)
					}
				case argument:
					if len(visible) > 0 {
						return
					}
					_, n, ok := k.match(nil, tok, false)
					fit = max(fit, n)
					if o.parked = k.spec().rest; ok {
						next = append(next, o)
					}
				}
			})
		}
		if index == 0 && anyLead && len(visible) == 1 && visible["no"] {
			fresh = true
			for i, r := range rules {
				if r.Negatable {
					next = append(next, oracle{rule: i, left: r.Syntax, lead: true})
				}
			}
		}
		if len(next) == 0 {
			if len(visible) > 1 {
				return fmt.Sprintf("ambiguous %q %d at %d", tok, index, from)
			}
			return fmt.Sprintf("unknown %q %d at %d", tok, index, from+fit)
		}
		state = next
	}
	if index == 0 {
		return "empty"
	}
	best := -1
	for _, whole := range []bool{true, false} {
		for _, s := range state {
			started := !s.lead || !fresh
			if started && (whole && mayEnd(s.left) || !whole && s.lead) && (best < 0 || s.rule < best) {
				best = s.rule
			}
		}
		if best >= 0 {
			return fmt.Sprint("rule ", rules[best].Data, " ", whole)
		}
	}
	return "incomplete"
}

func TestParseIsItsDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table, rules := drawTable(t, noLead)
		for range 8 {
			line := drawLine(t)
			m, err := table.Parse(nil, line, Options{})
			got := told(m, err)
			if m != nil {
				got = fmt.Sprint("rule ", m.Rule.Data, " ", m.Whole())
			}
			if want := parseSlowly(rules, line); got != want {
				var syntax []string
				for _, r := range rules {
					syntax = append(syntax, Synopsis(r.Syntax))
				}
				t.Fatalf("%q: %s, want %s\n%s", line, got, want, strings.Join(syntax, "\n"))
			}
		}
	})
}
