package grammar

import (
	"slices"
	"strings"
	"testing"
)

// listed is a Help in one line.
func listed(h Help) string {
	var words []string
	for _, x := range h.Items {
		words = append(words, x.Text)
	}
	if h.CR {
		words = append(words, "<cr>")
	}
	if h.Err != nil {
		words = append(words, told(nil, h.Err))
	}
	return strings.Join(words, ", ")
}

func TestHelp(t *testing.T) {
	o := sample()
	for _, c := range []struct{ line, want string }{
		{"", "copy, default, no, note, notify, reset, show, sum"},
		{" \t", "copy, default, no, note, notify, reset, show, sum"},
		{"s", "show, sum"},
		{"SH", "show"},
		{"show", "show"},
		{"n", "no, note, notify"},
		{"show ", "<1-99>, WORD, in, interfaces, inventory"},
		{"show i", "in, interfaces, inventory"},
		{"show in", "in, interfaces, inventory"},
		{"sh in ", "<cr>"},
		{"show int ", "<1-99>, brief, detail, <cr>"},
		{"show int 7 ", "brief, detail, <cr>"},
		{"show int 7 d ", "<cr>"},
		{"show 5 ", "plain, <cr>"},
		{"show x ", "plain"},
		{"show x", ""}, // an argument may be x
		{"show int 7", ""},
		{"show int 777", `unknown "777" 2 at 11`},
		{"show int x", `unknown "x" 2 at 9`},
		{"show int x ", `unknown "x" 2 at 9`},
		{"show int x d", `unknown "x" 2 at 9`},
		{"zz", `unknown "zz" 0 at 0`},
		{"showz", `unknown "showz" 0 at 4`},
		{"s i", `ambiguous "s" 0 at 0`},
		{"show i ", `ambiguous "i" 1 at 5`},
		{"show in x", `unknown "x" 2 at 8`},
		{"copy ", "/erase, /verify, WORD"},
		{"copy /e ", "/verify, WORD"},
		{"copy /e /v ", "WORD"},
		{"copy /", "/erase, /verify"},
		{"copy a ", "WORD, to"},
		{"sum ", "<1-99>"},
		{"sum 1 ", "<1-99>, <cr>"},
		{"note ", "LINE"},
		{"note a  b ", "LINE, <cr>"},
		{"note a  b", ""},
		{"no ", "note, notify, sum"},
		{"no n", "note, notify"},
		{"no s", "sum"},
		{"no note ", "LINE, <cr>"},
		{"no sum ", "<1-99>, <cr>"},
		{"no notify ", "all, <cr>"},
		{"no x", `unknown "x" 1 at 3`},
		{"shadow", ""}, // hidden, but no error
		{"sha ", "incomplete"},
	} {
		h := o.table.Help(nil, c.line, Options{})
		if got := listed(h); got != c.want {
			t.Errorf("%q: %s, want %s", c.line, got, c.want)
		}
		if word := c.line != "" && !strings.HasSuffix(c.line, " ") && !strings.HasSuffix(c.line, "\t"); h.Word != word {
			t.Errorf("%q: Word is %t", c.line, h.Word)
		}
	}
	none := Options{Allow: func(any) bool { return false }}
	if got := listed(o.table.Help(nil, "", none)); got != "empty" {
		t.Error(got)
	}
	few := Options{Allow: func(data any) bool { return data == "in" || data == "sum" }}
	if got := listed(o.table.Help(nil, "", few)); got != "default, no, show, sum" {
		t.Error(got)
	}
	if got := listed(o.table.Help(nil, "no ", few)); got != "sum" {
		t.Error(got)
	}
}

func TestHelpTexts(t *testing.T) {
	table := MustCompile([]Rule{
		{Data: 1, Syntax: Seq(Kw("Show", "First"), Kw("b", "B"))},
		{Data: 2, Syntax: Seq(Kw("show", "Second"), Kw("WORD", "A keyword"))},
		{Data: 3, Syntax: Seq(Kw("show", "Third"), AnyWord("A label"))},
		{Data: 4, Syntax: Kw("Zebra", "Upper case stands first")},
	})
	want := func(line string, o Options, want ...Word) {
		t.Helper()
		if got := table.Help(nil, line, o); !slices.Equal(got.Items, want) {
			t.Errorf("%q: %+v", line, got.Items)
		}
	}
	want("", Options{}, Word{Text: "Show", Help: "First"}, Word{Text: "Zebra", Help: "Upper case stands first"})
	later := Options{Allow: func(data any) bool { return data.(int) > 1 }}
	want("s", later, Word{Text: "show", Help: "Second"})
	want("show ", Options{}, Word{Text: "WORD", Help: "A keyword"}, Word{Text: "b", Help: "B"})
}

// live is an argument that knows the words files, and takes any word.
func live(label string, files ...Word) *Arg[string] {
	a := AnyWord("A file")
	a.Label, a.Hidden = label, label == ""
	a.Complete = func(any, string) []Word { return files }
	return a
}

func TestLiveWords(t *testing.T) {
	fs := live("", Word{Text: "flash0:", Help: "Flash", Partial: true}, Word{Text: "tftp:", Partial: true},
		Word{Text: "nvram:", Partial: true}, Word{Text: "notes.txt"}, Word{Text: ""})
	table := MustCompile([]Rule{
		{Syntax: Seq(Kw("dir", ""), Opt(fs))},
		{Syntax: Seq(Kw("copy", ""), Alt(Kw("nothing", "Keyword"), fs), fs)},
		{Syntax: Seq(Kw("more", ""), live("FILE", Word{Text: "a"}, Word{Text: "a.bin"}, Word{Text: "Readme"}))},
		{Syntax: Seq(Kw("exact", ""), live("", Word{Text: "fs:", Partial: true}, Word{Text: "FS:one", Partial: true}))},
	})
	for _, c := range []struct{ line, want string }{
		{"dir ", "flash0:, notes.txt, nvram:, tftp:, <cr>"},
		{"dir F", "flash0:"},
		{"dir x", ""},
		{"dir x ", "<cr>"},
		{"copy ", "flash0:, notes.txt, nothing, nvram:, tftp:"},
		{"copy n", "notes.txt, nothing, nvram:"},
		{"copy tftp: n", "notes.txt, nvram:"},
		{"more ", "FILE, Readme, a, a.bin"},
		{"more r", "Readme"},
	} {
		if got := listed(table.Help(nil, c.line, Options{})); got != c.want {
			t.Errorf("%q: %s, want %s", c.line, got, c.want)
		}
	}
	for line, want := range map[string]string{
		"dir F":          "dir flash0:",
		"dir flash0:":    "",
		"dir no":         "dir notes.txt ",
		"copy no":        "",
		"copy noth":      "copy nothing ",
		"copy note":      "copy notes.txt ",
		"copy  tftp:  t": "copy  tftp:  tftp:",
		"more a":         "more a ",
		"more a.":        "more a.bin ",
		"more read":      "more Readme ",
		"more x":         "",
		"exact fs:":      "exact FS:one",
	} {
		got, ok := table.Complete(nil, line, Options{})
		if ok != (want != "") || ok && got != want {
			t.Errorf("%q: %q, %t", line, got, ok)
		}
	}
}

// A text can be a command of its own; its words are completed by the owner.
func TestNestedCompletion(t *testing.T) {
	inner := sample().table
	do := Text("A command")
	do.Hidden = true
	do.Complete = func(_ any, prefix string) []Word { return inner.Help(nil, prefix, Options{}).Items }
	outer := MustCompile([]Rule{{Syntax: Seq(Kw("do", ""), do)}})
	for line, want := range map[string]string{
		"do ":           "copy, default, no, note, notify, reset, show, sum",
		"do s":          "show, sum",
		"do show ":      "<1-99>, WORD, in, interfaces, inventory, <cr>",
		"do show  inte": "interfaces",
	} {
		if got := listed(outer.Help(nil, line, Options{})); got != want {
			t.Errorf("%q: %s, want %s", line, got, want)
		}
	}
	if got, ok := outer.Complete(nil, "do  show inv", Options{}); got != "do  show inventory " || !ok {
		t.Errorf("%q, %t", got, ok)
	}
}

func TestComplete(t *testing.T) {
	o := sample()
	for line, want := range map[string]string{
		"sho":         "show ",
		"SHO":         "show ",
		"show":        "show ",
		"s":           "",
		"":            "",
		"show ":       "",
		"show i":      "",
		"show in":     "show in ", // whole and exact
		"show inte":   "show interfaces ",
		"  sh  inv":   "  sh  inventory ",
		"show int 7 ": "",
		"show int 7":  "",
		"show x pl":   "show x plain ",
		"copy /e":     "copy /erase ",
		"copy /e /":   "copy /e /verify ",
		"copy /e /e":  "",
		"no":          "no ",
		"n":           "",
		"d":           "default ",
		"no not":      "",
		"no noti":     "no notify ",
		"x":           "",
		"x y":         "",
		"s i":         "",
		"shad":        "",
		"note sho":    "",
	} {
		got, ok := o.table.Complete(nil, line, Options{})
		if ok != (want != "") || ok && got != want {
			t.Errorf("%q: %q, %t, want %q", line, got, ok, want)
		}
	}
	high := Options{Allow: func(data any) bool { return data != "sum" }}
	if got, ok := o.table.Complete(nil, "s", high); got != "show " || !ok {
		t.Errorf("without sum: %q, %t", got, ok)
	}
}

// Tab leaves a whole word of a hidden rule alone.
func TestCompleteHidden(t *testing.T) {
	table := MustCompile([]Rule{{Hidden: true, Syntax: Kw("test", "")}, {Syntax: Kw("tester", "")}})
	for line, want := range map[string]string{"tes": "tester ", "test": "", "teste": "tester "} {
		if got, ok := table.Complete(nil, line, Options{}); got != want || ok != (want != "") {
			t.Errorf("%q: %q, %t", line, got, ok)
		}
	}
}

// A shared argument is asked for its words once.
func TestAskedOnce(t *testing.T) {
	calls := 0
	file := AnyWord("")
	file.Complete = func(any, string) []Word { calls++; return []Word{{Text: "a"}} }
	table := MustCompile([]Rule{{Syntax: Seq(Kw("x", ""), file)}, {Syntax: Seq(Kw("x", ""), file, Kw("y", ""))}})
	if got := listed(table.Help(nil, "x ", Options{})); got != "WORD, a" || calls != 1 {
		t.Errorf("%s, %d calls", got, calls)
	}
}
