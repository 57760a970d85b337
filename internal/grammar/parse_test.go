package grammar

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// The captures of ios-files.md 14.1 and ios-boot.md 11.3: the caret's column is
// the length of the prompt and Pos.
func TestCaretCaptures(t *testing.T) {
	kw := func(words ...string) Node {
		var alt []Node
		for _, w := range words {
			alt = append(alt, Kw(w, ""))
		}
		return Alt(alt...)
	}
	rule := func(n ...Node) Rule { return Rule{Syntax: Seq(n...)} }
	exec := MustCompile([]Rule{
		rule(Kw("copy", ""), kw("running-config", "startup-config", "tftp:"), kw("ftp:", "tftp:", "nvram:", "running-config")),
		rule(Kw("configure", ""), Opt(kw("terminal", "memory", "network"))),
		rule(Kw("configure", ""), Kw("replace", ""), kw("nvram:", "tftp:")),
		rule(Kw("dir", ""), Opt(kw("nvram:", "system:", "all-filesystems"))),
		rule(Kw("show", ""), Kw("interfaces", ""), Opt(kw("BVI", "GigabitEthernet", "accounting"))),
		rule(Kw("show", ""), kw("bridge", "version", "flash:", "file", "format")),
		rule(Kw("erase", ""), kw("nvram:", "startup-config")),
	})
	user := MustCompile([]Rule{rule(Kw("enable", "")), rule(Kw("exit", "")), rule(Kw("help", "")), rule(Kw("show", ""), Kw("version", ""))})
	config := MustCompile([]Rule{rule(Kw("exit", "")), rule(Kw("hostname", ""), AnyWord("")), rule(Kw("end", ""))},
		Lead{"no", ""}, Lead{"default", ""})
	for _, c := range []struct {
		table *Table
		shown string // prompt, line and the line with the caret
	}{
		{exec, "RT01#copy running-config flash:backup\n" +
			"                          ^"},
		{exec, "R1#show interface brief\n" +
			"                   ^"},
		{exec, "R1#show bootvar\n" +
			"         ^"},
		{exec, "R1#dir flash:\n" +
			"       ^"},
		{exec, "R1#configure replace flash:x\n" +
			"                     ^"},
		{exec, "cisco1>show foooooooo\n" +
			"              ^"},
		{user, "R4>erase startup-config\n" +
			"    ^"},
		{user, "Router>hostname R3\n" +
			"        ^"},
		{config, "R3(config)#exti\n" +
			"             ^"},
		{exec, "R2#erase restart\n" +
			"         ^"},
	} {
		typed, caret, _ := strings.Cut(c.shown, "\n")
		prompt := strings.IndexAny(typed, "#>") + 1
		_, err := c.table.Parse(nil, typed[prompt:], Options{})
		var e *Error
		if !errors.As(err, &e) || e.Kind != Unknown {
			t.Errorf("%s: %v", typed, err)
			continue
		}
		if got := prompt + e.Pos; got != len(caret)-1 {
			t.Errorf("%s\n%s\ngot column %d", typed, caret, got)
		}
	}
}

// one is the table of most tests here.
type one struct {
	table                                 *Table
	all, detail, brief, erase, verify, to *Keyword
	number                                *Arg[int]
	name, peer, text                      *Arg[string]
}

func sample() *one {
	o := &one{
		all: Kw("all", "All"), detail: Kw("detail", "More"), brief: Kw("brief", "Less"),
		erase: Kw("/erase", "Erase first"), verify: Kw("/verify", "Check after"), to: Kw("to", "Where to"),
		number: Int(1, 99, "A number"), name: AnyWord("A name"), peer: AnyWord("A peer"), text: Text("A text"),
	}
	show := Kw("show", "Show things")
	o.table = MustCompile([]Rule{
		{Data: "in", Syntax: Seq(show, Kw("in", "Inner"))},
		{Data: "interfaces", Syntax: Seq(show, Kw("interfaces", "Interfaces"), Opt(o.number), Opt(Alt(o.detail, o.brief)))},
		{Data: "inventory", Syntax: Seq(show, Kw("inventory", "Parts"))},
		{Data: "item", Syntax: Seq(show, o.number)},
		{Data: "named", Syntax: Seq(show, o.name, Kw("plain", "Plainly"))},
		{Data: "copy", Syntax: Seq(Kw("copy", "Copy"), AnyOf(o.erase, o.verify), o.name, Opt(o.to), o.peer)},
		{Data: "sum", Negatable: true, Syntax: Seq(Kw("sum", "Add"), Rep(o.number))},
		{Data: "note", Negatable: true, Syntax: Seq(Kw("note", "Keep a text"), o.text)},
		{Data: "notify", Negatable: true, Syntax: Seq(Kw("notify", "Tell"), Opt(o.all))},
		{Data: "secret", Hidden: true, Negatable: true, Syntax: Seq(Kw("shadow", "Hidden"), Kw("x", "X"))},
		{Data: "root", Syntax: Kw("reset", "Privileged")},
	}, Lead{"no", "Negate"}, Lead{"default", "As it was"})
	return o
}

// told is a result of Parse in one line: the lead ("+" behind it if the rule is
// not whole), the rule and the canonical form; or the error.
func told(m *Match, err error) string {
	var e *Error
	switch {
	case errors.As(err, &e):
		switch e.Kind {
		case Empty:
			return "empty"
		case Incomplete:
			return "incomplete"
		case Ambiguous:
			return fmt.Sprintf("ambiguous %q %d at %d", e.Word, e.Index, e.Pos)
		}
		return fmt.Sprintf("unknown %q %d at %d", e.Word, e.Index, e.Pos)
	case err != nil:
		return err.Error()
	}
	lead := m.Lead
	if !m.Whole() {
		lead += "+"
	}
	if lead != "" {
		lead += " "
	}
	return fmt.Sprintf("%s%v: %s", lead, m.Rule.Data, m.Canonical())
}

func TestParse(t *testing.T) {
	o := sample()
	for _, c := range []struct{ line, want string }{
		{"show in", "in: show in"},
		{"SH IN", "in: show in"},
		{"show int", "interfaces: show interfaces"},
		{"  show \t int   7 \t", "interfaces: show interfaces 7"},
		{"show int 007 d", "interfaces: show interfaces 7 detail"},
		{"show int b", "interfaces: show interfaces brief"},
		{"sho 5", "item: show 5"},
		{"show 5 pl", "named: show 5 plain"},
		{"show 500 p", "named: show 500 plain"},
		{"copy a b", "copy: copy a b"},
		{"c /v /e a to b", "copy: copy /verify /erase a to b"},
		{"copy a to", "incomplete"},
		{"copy a to b c", `unknown "c" 4 at 12`},
		{"copy /e /e a", "copy: copy /erase /e a"},
		{"copy /e /e a b", `unknown "b" 4 at 13`},
		{"copy /x b", "copy: copy /x b"},
		{"sum 1 2 3", "sum: sum 1 2 3"},
		{"sum 1 2x 3", `unknown "2x" 2 at 7`},
		{"sum 100", `unknown "100" 1 at 6`},
		{"sum", "incomplete"},
		{"note  two  words \t ", "note: note two  words"},
		{"note \xff\x00? \"", "note: note \xff\x00? \""},
		{"note", "incomplete"},
		{"notif", "notify: notify"},
		{"no", "incomplete"}, // exactly the lead, though "note" begins with it
		{"n sum", `ambiguous "n" 0 at 0`},
		{"no note", "no+ note: note"},
		{"no note a  b", "no note: note a  b"},
		{"no sum", "no+ sum: sum"},
		{"def sum 4", "default sum: sum 4"},
		{"no notify", "no notify: notify"},
		{"no no note", `ambiguous "no" 1 at 3`},
		{"no no no no", `ambiguous "no" 1 at 3`},
		{"no show in", `unknown "show" 1 at 5`}, // "sh" of the hidden rule
		{"no copy", `unknown "copy" 1 at 3`},
		{"no shadow", "no+ secret: shadow"},
		{"shadow x", "secret: shadow x"},
		{"sha x", "secret: shadow x"},
		{"sh x", "incomplete"}, // "show": the hidden rule does not make it ambiguous
		{"s", `ambiguous "s" 0 at 0`},
		{"sh i", `ambiguous "i" 1 at 3`},
		{"show", "incomplete"},
		{"", "empty"},
		{" \t ", "empty"},
		{"show in more", `unknown "more" 2 at 8`},
		{"showx", `unknown "showx" 0 at 4`},
		{"x", `unknown "x" 0 at 0`},
		{`"show" in`, `unknown "\"show\"" 0 at 0`},
		{"\r", `unknown "\r" 0 at 0`},
	} {
		if got := told(o.table.Parse(nil, c.line, Options{})); got != c.want {
			t.Errorf("%q: %s, want %s", c.line, got, c.want)
		}
	}
}

func TestAllow(t *testing.T) {
	o := sample()
	no := func(names ...string) Options {
		return Options{Allow: func(data any) bool { return !slices.Contains(names, data.(string)) }}
	}
	for _, c := range []struct {
		line string
		o    Options
		want string
	}{
		{"rese", no(), "root: reset"},
		{"reset", no("root"), `unknown "reset" 0 at 0`},
		{"s 1", no("sum"), "item: show 1"},
		{"show inx", no("inventory", "interfaces"), `unknown "inx" 1 at 7`},
		{"no", no("sum", "note", "notify", "secret"), `unknown "no" 0 at 0`},
		{"n", no("note", "notify"), "incomplete"}, // the lead
		{"no sum", no("sum"), `unknown "sum" 1 at 4`},
	} {
		// "show WORD plain" would take the words that are to be unknown.
		allow := c.o.Allow
		c.o.Allow = func(data any) bool { return data != "named" && allow(data) }
		if got := told(o.table.Parse(nil, c.line, c.o)); got != c.want {
			t.Errorf("%q: %s, want %s", c.line, got, c.want)
		}
	}
}

func TestHandles(t *testing.T) {
	o := sample()
	parse := func(line string) *Match {
		t.Helper()
		m, err := o.table.Parse(nil, line, Options{})
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	m := parse("show int 7 det")
	if v, ok := o.number.Get(m); v != 7 || !ok || o.number.Of(m) != 7 || !o.detail.In(m) || o.brief.In(m) {
		t.Error(v, ok, o.detail.In(m), o.brief.In(m))
	}
	m = parse("show int")
	if v, ok := o.number.Get(m); v != 0 || ok || o.number.All(m) != nil || o.name.Of(m) != "" {
		t.Error(v, ok)
	}
	m = parse("sum 1 02 3")
	if got := o.number.All(m); !slices.Equal(got, []int{1, 2, 3}) || o.number.Of(m) != 1 {
		t.Error(got)
	}
	m = parse("copy /v x y")
	if o.name.Of(m) != "x" || o.peer.Of(m) != "y" || !o.verify.In(m) || o.erase.In(m) {
		t.Error(m.Words())
	}
	m = parse("note a  b")
	if got := m.Words(); !slices.Equal(got, []string{"note", "a  b"}) || o.text.Of(m) != "a  b" {
		t.Errorf("%q", got)
	}
	if o.all.In(nil) || o.number.Of(nil) != 0 || o.number.All(nil) != nil {
		t.Error("a nil match has something")
	}
}

// A value may be a nil interface.
func TestNilValue(t *testing.T) {
	a := &Arg[fmt.Stringer]{Label: "X", Parse: func(any, string) (fmt.Stringer, int, bool) { return nil, 0, true },
		Format: func(v fmt.Stringer) string { return fmt.Sprint(v) }}
	m, err := MustCompile([]Rule{{Syntax: a}}).Parse(nil, "x", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if v, ok := a.Get(m); v != nil || !ok || m.Canonical() != "<nil>" {
		t.Error(v, ok, m.Canonical())
	}
}

// The environment reaches the functions of an argument.
func TestEnv(t *testing.T) {
	a := &Arg[string]{Label: "FILE",
		Parse: func(env any, tok string) (string, int, bool) { return tok, 0, slices.Contains(env.([]string), tok) },
		Complete: func(env any, prefix string) (words []Word) {
			for _, s := range env.([]string) {
				words = append(words, Word{Text: s})
			}
			return words
		}}
	table := MustCompile([]Rule{{Syntax: Seq(Kw("more", ""), a)}})
	env := []string{"one", "two", "three"}
	if got := told(table.Parse(env, "more two", Options{})); got != "<nil>: more two" {
		t.Error(got)
	}
	if got := told(table.Parse(env, "more four", Options{})); got != `unknown "four" 1 at 5` {
		t.Error(got)
	}
	if got, ok := table.Complete(env, "more o", Options{}); got != "more one " || !ok {
		t.Error(got, ok)
	}
	if _, ok := table.Complete(env, "more t", Options{}); ok {
		t.Error(`"t" is two or three`)
	}
}

// Several arguments are followed in parallel, the order of the table decides.
func TestParallel(t *testing.T) {
	number, name, text := Int(1, 9, ""), AnyWord(""), Text("")
	rules := []Rule{
		{Data: "pair", Syntax: Seq(Kw("x", ""), name, name)},
		{Data: "end", Syntax: Seq(Kw("x", ""), name, Kw("end", ""))},
		{Data: "text", Syntax: Seq(Kw("x", ""), text)},
		{Data: "number", Syntax: Seq(Kw("x", ""), number)},
		{Data: "many", Syntax: Seq(Kw("y", ""), AnyOf(number, name, Kw("z", "")))},
		{Data: "first", Syntax: Seq(Kw("z", ""), Alt(text, Seq(name, name)))},
		{Data: "second", Syntax: Seq(Kw("w", ""), Alt(Seq(name, name), text))},
		{Data: "greedy", Syntax: Seq(Kw("v", ""), Rep(name), text)},
		{Data: "late", Syntax: Seq(Kw("u", ""), Alt(text, Seq(name, Alt(Kw("abc", ""), Kw("abd", "")))))},
	}
	table := MustCompile(rules)
	for _, c := range []struct{ line, want string }{
		{"x 1", "text: x 1"},
		{"x 1 2", "pair: x 1 2"},
		{"x 1 e", "end: x 1 end"}, // the keyword went before the pair
		{"x 1 e 3", "text: x 1 e 3"},
		{"x 1  2  3", "text: x 1  2  3"},
		{"y 1 a", "many: y 1 a"},
		{"y a 1", "many: y a 1"},
		{"y 1 2", "many: y 1 2"}, // 2 is a name
		{"y a b", `unknown "b" 2 at 4`},
		{"y 1 2 3", `unknown "3" 3 at 6`},
		{"y 1 z 2", "many: y 1 z 2"},
		{"z a b", "first: z a b"},
		{"w a b", "second: w a b"},
		{"v a  b c", "greedy: v a b c"},
		{"u x ab", "late: u x ab"},
	} {
		m, err := table.Parse(nil, c.line, Options{})
		if got := told(m, err); got != c.want {
			t.Errorf("%q: %s, want %s", c.line, got, c.want)
		}
	}
	m, _ := table.Parse(nil, "z a b", Options{})
	if text.Of(m) != "a b" {
		t.Errorf("first: %q", m.Words())
	}
	m, _ = table.Parse(nil, "w a b", Options{})
	if len(name.All(m)) != 2 {
		t.Errorf("second: %q", m.Words())
	}
	m, _ = table.Parse(nil, "v a  b c", Options{})
	if len(name.All(m)) != 2 || text.Of(m) != "c" {
		t.Errorf("greedy: %q", m.Words())
	}
}

// A Rest argument that fails far to the right puts the caret there.
func TestRestCaret(t *testing.T) {
	hex := &Arg[string]{Label: "HEX", Rest: true, Parse: func(_ any, tok string) (string, int, bool) {
		for i := range len(tok) {
			if c := tok[i]; c != ' ' && digit(c) > 15 {
				return "", i, false
			}
		}
		return tok, len(tok), len(tok)%2 == 0
	}}
	table := MustCompile([]Rule{
		{Syntax: Seq(Kw("dump", ""), Alt(hex, Seq(AnyWord(""), Kw("end", ""))))},
	})
	for line, want := range map[string]string{
		"dump 12 34x":  `unknown "34x" 2 at 10`,
		"dump 12 34x ": `unknown "34x" 2 at 10`,
		"dump xy en":   "<nil>: dump xy end",
		"dump xy enx":  `unknown "enx" 2 at 10`,
		"dump 12 3x 5": `unknown "3x" 2 at 9`,
	} {
		if got := told(table.Parse(nil, line, Options{})); got != want {
			t.Errorf("%q: %s, want %s", line, got, want)
		}
	}
	h := table.Help(nil, "dump 123 ", Options{})
	if len(h.Items) != 2 || h.Items[0].Text != "HEX" || h.CR || h.Err != nil {
		t.Errorf("an unfinished text: %+v", h)
	}
}

// The choice under a lead: a whole rule before the beginning of an earlier one.
func TestLeads(t *testing.T) {
	boot, system := Kw("boot", ""), Kw("system", "")
	table := MustCompile([]Rule{
		{Data: 0, Negatable: true, Syntax: Seq(boot, system, AnyWord(""), AnyWord(""))},
		{Data: 1, Negatable: true, Syntax: Seq(boot, system, AnyWord(""))},
		{Data: 2, Negatable: true, Syntax: Seq(Kw("ip", ""), Kw("route", ""))},
		{Data: 3, Negatable: true, Syntax: Seq(Kw("no", ""), Kw("op", ""))},
		{Data: 4, Syntax: Seq(Kw("no", ""), Kw("ip", ""), Kw("x", ""))},
		{Data: 5, Negatable: true, Syntax: Seq(Kw("vlan", ""), AnyWord(""))},
		{Data: 6, Syntax: Seq(Kw("no", ""), Kw("vlan", ""), AnyWord(""))},
		{Data: 7, Negatable: true, Syntax: Seq(Kw("as", ""), AnyWord(""), AnyWord(""))},
		{Data: 8, Syntax: Seq(Kw("no", ""), Kw("as", ""), AnyWord(""))},
	}, Lead{"no", ""})
	for line, want := range map[string]string{
		"no boot":           "no+ 0: boot",
		"n b s":             "no+ 0: boot system",
		"no boot sys a":     "no 1: boot system a",
		"no boot sys a b":   "no 0: boot system a b",
		"no ip route":       "no 2: ip route",
		"no ip":             "no+ 2: ip",
		"no ip x":           "4: no ip x",
		"no op":             "3: no op",
		"no no op":          "no 3: no op",
		"no no no":          `unknown "no" 2 at 6`,
		"no vlan 5":         "no 5: vlan 5", // both are whole
		"no as 5":           "8: no as 5",
		"no boot sys a x y": `unknown "y" 5 at 16`,
	} {
		if got := told(table.Parse(nil, line, Options{})); got != want {
			t.Errorf("%q: %s, want %s", line, got, want)
		}
	}
}

// A lead of hidden rules alone is as hidden as they are.
func TestHiddenLead(t *testing.T) {
	table := MustCompile([]Rule{
		{Data: "note", Syntax: Kw("note", "")},
		{Data: "x", Hidden: true, Negatable: true, Syntax: Kw("x", "")},
	}, Lead{"no", ""})
	for line, want := range map[string]string{"n": "note: note", "no": "incomplete", "no x": "no x: x"} {
		if got := told(table.Parse(nil, line, Options{})); got != want {
			t.Errorf("%q: %s, want %s", line, got, want)
		}
	}
	if got := listed(table.Help(nil, "", Options{})); got != "note" {
		t.Error(got)
	}
	if got, ok := table.Complete(nil, "n", Options{}); got != "note " || !ok {
		t.Error(got, ok)
	}
}

// A hidden rule never makes a shown keyword ambiguous, only another hidden one.
func TestHiddenAbbreviations(t *testing.T) {
	show := Kw("show", "")
	table := MustCompile([]Rule{
		{Data: 0, Hidden: true, Syntax: Seq(show, Kw("ifs", ""))},
		{Data: 1, Syntax: Seq(show, Kw("inventory", ""))},
		{Data: 2, Hidden: true, Syntax: Seq(show, Kw("idb", ""))},
		{Data: 3, Hidden: true, Syntax: Seq(show, Kw("xa", ""))},
		{Data: 4, Hidden: true, Syntax: Seq(show, Kw("xb", ""))},
	})
	for line, want := range map[string]string{
		"show i": "1: show inventory", "show id": "2: show idb", "show x": `ambiguous "x" 1 at 5`,
	} {
		if got := told(table.Parse(nil, line, Options{})); got != want {
			t.Errorf("%q: %s, want %s", line, got, want)
		}
	}
}
