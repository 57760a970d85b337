package ios

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/config"
)

// asker asks "?" behind every beginning of a line that "?" itself lists, and holds
// what it tells against the parser and Tab.
type asker struct {
	t      *testing.T
	s      *cli.Session
	mode   *cli.Mode
	values *sampler
	left   int // lines that may still be asked
}

// Bounds of the walk: words of a line, and lines of a mode.
const (
	askDepth = 5
	askLines = 1500
)

// item is a line of what "?" lists.
type item struct{ word, help string }

// ask is what "?" lists behind left, in the format of ios-boot.md 11.4: two blanks,
// the word padded to the longest and two more, the description; then <cr>.
func (a *asker) ask(left string) (items []item, cr bool) {
	a.s.Enter(a.mode, config.Path{"x"})
	out := a.s.Help(left)
	body, ok := strings.CutSuffix(out, "\n\n")
	if !ok {
		a.t.Errorf("%s: %q: %q", a.mode.Name, left, out)
		return nil, false
	}
	lines := strings.Split(body, "\n")
	if left == "" {
		if lines[0] != a.mode.Title {
			a.t.Errorf("%s: title %q", a.mode.Name, lines[0])
		}
		lines = lines[1:]
	}
	at := 0
	for i, l := range lines {
		if l == "  <cr>" && i == len(lines)-1 {
			cr = true
			break
		}
		text := strings.TrimPrefix(l, "  ")
		word, help, _ := strings.Cut(text, "  ")
		column := len(l) - len(strings.TrimLeft(help, " "))
		switch {
		case text == l, word == "", strings.TrimSpace(help) == "" && !slices.Contains(unexplained, word):
			a.t.Errorf("%s: %q: %q", a.mode.Name, left, l)
		case at > 0 && column != at && strings.TrimSpace(help) != "":
			a.t.Errorf("%s: %q: %q in column %d, not %d", a.mode.Name, left, l, column, at)
		}
		if strings.TrimSpace(help) != "" {
			at = column
		}
		items = append(items, item{word, help})
	}
	if !slices.IsSortedFunc(items, func(a, b item) int { return strings.Compare(a.word, b.word) }) {
		a.t.Errorf("%s: %q: not in order: %v", a.mode.Name, left, items)
	}
	return items, cr
}

// understand is the parser's error of a line, nil if it may be run.
func (a *asker) understand(l string) *grammar.Error {
	a.s.Enter(a.mode, config.Path{"x"})
	_, err := a.s.Understand(l)
	var e *grammar.Error
	errors.As(err, &e)
	return e
}

// walk asks behind left, whose words number depth, and behind all that is listed.
func (a *asker) walk(left string, depth int) {
	if a.left--; a.left < 0 {
		return
	}
	items, cr := a.ask(left)
	// A line that ends too early here may be whole in global configuration.
	if e := a.understand(left); left != "" && cr != (e == nil) && a.s.Mode() == a.mode {
		a.t.Errorf("%s: %q: <cr> %t, parser: %v", a.mode.Name, left, cr, e)
	}
	for _, it := range items {
		word := it.word
		if isLabel(word) || word == "INTERFACE" || word == "TYPE" || word == "URL" {
			word = a.values.value(word)
		} else {
			a.tab(left, word, items)
		}
		if e := a.understand(left + word); e != nil && e.Kind != grammar.Incomplete && e.Index <= depth && !a.partial(it) {
			a.t.Errorf("%s: %q is listed behind %q and refused: %v", a.mode.Name, it.word, left, e)
			continue
		}
		if depth+1 < askDepth && it.word != "LINE" && !strings.ContainsAny(it.word, ":/") && (left != "" || word != "do") { // what follows do is walked as EXEC
			if next := left + word + " "; a.listed(next) {
				a.walk(next, depth+1)
			} else if !isLabel(it.word) {
				a.t.Errorf("%s: %q: nothing behind it", a.mode.Name, next)
			}
		}
	}
}

// partial reports whether the word only begins one: a file system, a file.
func (a *asker) partial(it item) bool { return strings.ContainsAny(it.word, ":/+") || isLabel(it.word) }

// listed reports whether "?" has something to say behind left.
func (a *asker) listed(left string) bool {
	a.s.Enter(a.mode, config.Path{"x"})
	return !strings.HasPrefix(a.s.Help(left), "% ")
}

// tab completes the word from the shortest beginning that no other item has.
func (a *asker) tab(left, word string, items []item) {
	n := 1
	for ; n < len(word); n++ {
		others := slices.ContainsFunc(items, func(o item) bool {
			return o.word != word && len(o.word) >= n && strings.EqualFold(o.word[:n], word[:n])
		})
		if !others {
			break
		}
	}
	if n >= len(word) || a.partial(item{word: word}) {
		return
	}
	a.s.Enter(a.mode, config.Path{"x"})
	if done, ok := a.s.Complete(left + word[:n]); !ok || done != left+word+" " {
		a.t.Errorf("%s: Tab behind %q: %q, %t; want %q", a.mode.Name, left+word[:n], done, ok, word)
	}
	words := a.s.Help(left + word[:n])
	for strings.HasPrefix(words, "*") { // an alias
		_, words, _ = strings.Cut(words, "  ")
	}
	if words != word+"  \n\n" {
		a.t.Errorf("%s: %q: %q, want %q", a.mode.Name, left+word[:n]+"?", words, word)
	}
}

// Every mode, level 15 and below with levels of single words: "?", Tab and the parser
// agree wherever "?" leads.
func TestModesAgree(t *testing.T) {
	for name, level := range map[string]int{"all": cli.PrivilegedLevel, "some": 5, "user": cli.UserLevel} {
		t.Run(name, func(t *testing.T) {
			d, tables := router(t, "", false)
			text := "privilege exec level 5 show running-config\nprivilege exec level 5 configure terminal\nprivilege exec level 7 show ip route\n" +
				"privilege exec all level 5 clear\nprivilege exec level 15 ping\nprivilege configure level 5 hostname\n" +
				"privilege configure all level 5 router\nprivilege configure level 5 interface\nprivilege interface level 5 ip address\n" +
				"privilege interface level 5 shutdown\nprivilege line level 5 logging synchronous level\n"
			if level == cli.PrivilegedLevel {
				text = ""
			}
			if err := cli.Load(t.Context(), d, tables, text, "memory"); err != nil {
				t.Fatal(err)
			}
			a := &asker{t: t, s: cli.NewSession(d, tables, nil, "console"), values: newSampler(d, tables, 7)}
			a.s.SetLevel(level)
			for _, m := range tables.Modes() {
				a.mode, a.left = m, askLines
				a.walk("", 0)
			}
		})
	}
}

// What the parser takes, "?" lists: each keyword of a line stands in the list behind
// the words before it.
func TestParsedIsListed(t *testing.T) {
	d, _ := router(t, "", false)
	rows := allRows(t)
	tables, err := cli.NewTables(rows)
	if err != nil {
		t.Fatal(err)
	}
	a := &asker{t: t, s: cli.NewSession(d, tables, nil, "console"), values: newSampler(d, tables, 11)}
	a.s.SetLevel(cli.PrivilegedLevel)
	for _, row := range rows {
		stem := grammar.Stem(row.Syntax) // what follows do is a line of EXEC
		if row.Hidden || row.On != nil && !row.On(d.Model()) || len(stem) > 0 && stem[0] == "do" {
			continue
		}
		a.mode = row.Mode
		one := grammar.Trust([]grammar.Rule{{Syntax: row.Syntax}})
		for range 3 {
			l := a.values.line(one)
			if l == "" || a.understand(l) != nil {
				continue
			}
			words := strings.Fields(l)
			for i, w := range words {
				left := strings.Join(words[:i], " ")
				if i > 0 {
					left += " "
				}
				if strings.Contains(w, "\"") {
					break
				}
				items, _ := a.ask(left)
				listed := func(ok func(it item) bool) bool { return slices.ContainsFunc(items, ok) }
				if listed(func(it item) bool { return it.word == w }) {
					continue
				}
				if !listed(func(it item) bool {
					return isLabel(it.word) || a.partial(it) || slices.Contains(unexplained, it.word) || strings.HasPrefix(strings.ToLower(w), strings.ToLower(it.word))
				}) {
					t.Errorf("%s: %q is taken behind %q and not listed: %v", row.Mode.Name, w, left, items)
				}
				if listed(func(it item) bool { return it.word == "LINE" }) {
					break // it may be all that follows
				}
			}
		}
	}
}
