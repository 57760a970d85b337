package grammar

import (
	"slices"
	"testing"
)

func TestExplain(t *testing.T) {
	hidden := AnyWord("A file")
	hidden.Hidden = true
	again := Kw("all", "Everything")
	got := Explain(Seq(Kw("show", "Show things"), AnyOf(again, Seq(Kw("only", ""), Int(1, 9, "How many"))), Alt(again, hidden), nil))
	want := []Word{
		{Text: "show", Help: "Show things"}, {Text: "all", Help: "Everything"}, {Text: "only"},
		{Text: "<1-9>", Help: "How many"}, {Text: "WORD", Help: "A file"},
	}
	if !slices.Equal(got, want) {
		t.Errorf("%+v", got)
	}
}

// TestWordLabels: "?" inside a word lists which arguments the word may be.
func TestWordLabels(t *testing.T) {
	table := MustCompile([]Rule{
		{Syntax: Seq(Kw("number", ""), Alt(Int(1, 65535, ""), Int(1, 65535, "the same again"), Kw("10ge", "")))},
		{Syntax: Seq(Kw("name", ""), AnyWord(""), Opt(Text("")))},
		{Syntax: Seq(Kw("address", ""), IPv4(""))},
	})
	for line, want := range map[string][]string{
		"number ":      nil,
		"number 1":     {"<1-65535>"},
		"number 70000": nil,
		"number x":     nil,
		"name x":       {"WORD"},
		"name x y":     {"LINE"},
		"name x y  z":  {"LINE"},
		"address 10":   {"A.B.C.D"},
		"address 10.x": nil,
		"n":            nil,
	} {
		if h := table.Help(nil, line, Options{}); !slices.Equal(h.Labels, want) {
			t.Errorf("%q: %q, want %q", line, h.Labels, want)
		}
	}
	if s, ok := table.Complete(nil, "name x", Options{}); ok {
		t.Errorf("a label completes a word: %q", s)
	}
}
