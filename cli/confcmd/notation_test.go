package confcmd

import (
	"errors"
	"slices"
	"testing"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
)

// Every line can be read to its end, every keyword has a help text, and every text
// explains something.
func TestLines(t *testing.T) {
	r := newReader()
	used := map[textID]bool{}
	r.used = func(id textID) { used[id] = true }
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
	if err := errors.Join(r.errs...); err != nil {
		t.Error(err)
	}
	for word := range r.words {
		if !used[textID{word: word}] {
			t.Errorf("the dictionary's text of %s explains nothing", word)
		}
	}
	for _, st := range allStatements(t) {
		if st.notes == nil {
			continue
		}
		for _, n := range st.notes.list {
			if !used[textID{st.notes.file, n.n, n.word}] {
				t.Errorf("lines/%s:%d: the note on %s explains nothing", st.notes.file, n.n, n.word)
			}
			if n.text == r.words[n.word] {
				t.Errorf("lines/%s:%d: the note on %s says what the dictionary says", st.notes.file, n.n, n.word)
			}
		}
	}
}

func allStatements(t *testing.T) []statement {
	t.Helper()
	files, err := texts("lines")
	if err != nil {
		t.Fatal(err)
	}
	var all []statement
	for _, f := range files {
		list, err := statements(f)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, list...)
	}
	return all
}

// Lines of a mode that begin with the same keywords explain them alike: "?" shows a word
// once, whatever lines go on behind it.
func TestSharedWords(t *testing.T) {
	r := newReader()
	if err := r.readFiles(); err != nil {
		t.Fatal(err)
	}
	type place struct{ mode, path string }
	helps := map[place]string{}
	for _, row := range r.rows {
		stem := grammar.Stem(row.Syntax)
		path := ""
		for i, w := range grammar.Explain(row.Syntax) {
			if i == len(stem) || w.Text != stem[i] { // Explain lists a pair of word and text once
				break
			}
			path += w.Text + " "
			at := place{row.Mode.Name, path}
			if help, ok := helps[at]; ok && help != w.Help {
				t.Errorf("%s: %s: %q and %q", at.mode, at.path, help, w.Help)
			}
			helps[at] = w.Help
		}
	}
}

func TestBadNotes(t *testing.T) {
	for _, s := range []string{"? ip  x", "in config\n? ip", "in config\n? ip x", "foo\n? a  x\n? b  y\n? a  z"} {
		if list, err := statements(text{"test", s}); err == nil {
			t.Errorf("%q is taken: %v", s, list)
		}
	}
	for _, text := range []string{"word", "two words  text", "a  x\na  y"} {
		if err := readWords(map[string]string{}, text); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}

// A note on a word behind another one is preferred to the one on the word alone, and
// both to the notes of the block and to the dictionary.
func TestNotes(t *testing.T) {
	r := newReader()
	r.words = map[string]string{"ip": "dictionary", "a": "dictionary", "b": "dictionary", "c": "dictionary", "<>": "Number", "WORD": "Name"}
	list, err := statements(text{name: "test", text: `
in config
  ? ip  the block's
  ? ip a  the block's behind ip
ip a (b a|c a)
  ? a  the line's
  ? c a  the line's behind c
ip a [<1-9>] WORD
  ? <1-9>  the line's
b ip
`})
	if err != nil {
		t.Fatal(err)
	}
	for _, st := range list {
		if err := r.readStatement(st); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	for _, row := range r.rows {
		for _, w := range grammar.Explain(row.Syntax) {
			got = append(got, w.Text+": "+w.Help)
		}
	}
	want := []string{
		"ip: the block's", "a: the line's", "b: dictionary", "c: dictionary", "a: the line's behind c",
		"ip: the block's", "a: the block's behind ip", "<1-9>: the line's", "WORD: Name",
		"b: dictionary", "ip: dictionary",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestBadNotation(t *testing.T) {
	for _, l := range []string{
		"in nowhere", "in config,nowhere", "in config at Nowhere", "foo (a|b", "foo [a", "foo a) b", "foo $NOTHING", "foo <1-x>", "foo ()",
		"foo [a] = b", "foo -> nowhere", "foo ; wibble", "foo ; canonical=wibble",
	} {
		r := newReader()
		r.into = []*cli.Mode{cli.Config}
		if err := r.readStatement(statement{text: l}); err != nil {
			continue
		}
		if grammar.Synopsis(r.rows[0].Syntax); r.errs == nil {
			t.Errorf("%q is accepted", l)
		}
	}
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
