package confcmd

import (
	"slices"
	"testing"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
)

// Every line can be read to its end, every keyword has a help text, and every text
// explains something.
func TestLines(t *testing.T) {
	r := newReader()
	said := map[wordKey]bool{}
	r.said = func(k wordKey) { said[k] = true }
	if err := r.readFiles(); err != nil {
		t.Fatal(err)
	}
	if len(r.rows) < 1500 {
		t.Errorf("%d lines", len(r.rows))
	}
	rows := rowsOf(r)
	tables, err := cli.NewTables(rows)
	if err == nil {
		err = tables.Check()
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		for _, w := range grammar.Explain(row.Syntax) {
			if w.Help == "" && w.Text != "INTERFACE" && w.Text != "TYPE" {
				t.Errorf("%s: %s: no help for %s", row.Mode.Name, grammar.Synopsis(row.Syntax), w.Text)
			}
		}
	}
	for k := range r.words {
		if !said[k] {
			t.Errorf("the text of %v explains nothing", k)
		}
	}
}

func TestBadNotation(t *testing.T) {
	for _, l := range []string{
		"in nowhere", "in config,nowhere", "in config at Nowhere", "foo (a|b", "foo [a", "foo a) b", "foo $NOTHING", "foo <1-x>", "foo ()",
		"foo [a] = b", "foo -> nowhere", "foo ; wibble", "foo ; fix=wibble",
	} {
		r := newReader()
		r.into = []*cli.Mode{cli.Config}
		if err := r.readLine(l); err == nil && !panics(func() { grammar.Synopsis(r.rows[0].Syntax) }) {
			t.Errorf("%q is taken", l)
		}
	}
}

func panics(f func()) (yes bool) {
	defer func() { yes = recover() != nil }()
	f()
	return false
}

func TestExpandRange(t *testing.T) {
	for text, want := range map[string][]string{
		"gi0/0 - 1":         {"GigabitEthernet0/0", "GigabitEthernet0/1"},
		"lo1-2 , lo 5":      {"Loopback1", "Loopback2", "Loopback5"},
		"fa0/0/0 - fa0/0/1": {"FastEthernet0/0/0", "FastEthernet0/0/1"},
		"po1 - 2":           {"Port-channel1", "Port-channel2"},
		"port-channel1 - 2": {"Port-channel1", "Port-channel2"},
		"lo5 - 1":           nil,
		"lo1 - 99999999":    nil,
		"wibble1 - 2":       nil,
		", ,":               nil,
		"lo1 - 2 - 3":       nil,
		"gi0/0.1 - 3":       {"GigabitEthernet0/0.1", "GigabitEthernet0/0.2", "GigabitEthernet0/0.3"},
	} {
		got, ok := expandRange(text)
		if ok != (want != nil) || ok && !slices.Equal(got, want) {
			t.Errorf("%q: %q, %t", text, got, ok)
		}
	}
}
