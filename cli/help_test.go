package cli

import (
	"strings"
	"testing"

	"github.com/iosim/iosim/internal/grammar"
)

func TestColumns(t *testing.T) {
	for _, c := range []struct {
		words string
		width int
		want  string
	}{
		{"show", 80, "show  \n"},
		{"clear  clock", 80, "clear  clock  \n"},
		{"a bb ccc dddd", 16, "a     bb  ccc  \ndddd  \n"},
		{"a bb ccc dddd", 18, "a  bb  ccc  dddd  \n"},
		{"a bb ccc dddd", 0, "a  bb  ccc  dddd  \n"},
		{"aaaaaaaaaaaa b", 5, "aaaaaaaaaaaa  \nb  \n"},
		{"a b c d e", 9, "a  b  c  \nd  e  \n"},
	} {
		var b strings.Builder
		writeColumns(&b, strings.Fields(c.words), c.width)
		if b.String() != c.want {
			t.Errorf("%q at %d: %q, want %q", c.words, c.width, b.String(), c.want)
		}
	}
}

// TestColumnsFit: no row of word help is wider than the terminal, unless a word
// alone is, and every word is there.
func TestColumnsFit(t *testing.T) {
	var words []string
	for i := range 400 {
		words = append(words, strings.Repeat(string(rune('a'+i%26)), 1+i*7%23))
	}
	for _, width := range []int{1, 10, 25, 40, 80, 132, 511} {
		var b strings.Builder
		writeColumns(&b, words, width)
		for l := range strings.Lines(b.String()) {
			if n := len(strings.TrimSuffix(l, "\n")); n > width && len(strings.Fields(l)) > 1 {
				t.Errorf("width %d: a row of %d", width, n)
			}
		}
		if got := strings.Fields(b.String()); strings.Join(got, " ") != strings.Join(words, " ") {
			t.Errorf("width %d: %d words of %d", width, len(got), len(words))
		}
	}
}

func TestItems(t *testing.T) {
	h := grammar.Help{CR: true, Items: []grammar.Word{
		{Text: "<1-99>", Help: "Session number to resume"},
		{Text: "access-enable", Help: "Create a temporary Access-List entry that goes on"},
		{Text: "bare"},
	}}
	for width, want := range map[int]string{
		80: "  <1-99>         Session number to resume\n" +
			"  access-enable  Create a temporary Access-List entry that goes on\n  bare\n  <cr>\n",
		0: "  <1-99>         Session number to resume\n" +
			"  access-enable  Create a temporary Access-List entry that goes on\n  bare\n  <cr>\n",
		50: "  <1-99>         Session number to resume\n" +
			"  access-enable  Create a temporary Access-List\n                 entry that goes on\n  bare\n  <cr>\n",
		20: "  <1-99>         Session number to resume\n" + // too narrow to break
			"  access-enable  Create a temporary Access-List entry that goes on\n  bare\n  <cr>\n",
	} {
		var b strings.Builder
		writeItems(&b, h, width)
		if b.String() != want {
			t.Errorf("at %d:\n%s", width, b.String())
		}
	}
}

func TestSpaceBar(t *testing.T) {
	for text, want := range map[string]string{
		"show ver|inc x":    "show ver | inc x",
		"show ver |inc x|y": "show ver | inc x|y",
		"show ver| inc x":   "show ver | inc x",
		"show ver|":         "show ver |",
		"show ver | inc x":  "",
		"show ver":          "",
		"|":                 "",
		"|x":                "| x",
	} {
		got, _, changed := spaceBar(text)
		if changed != (want != "") || changed && got != want {
			t.Errorf("%q: %q, %t", text, got, changed)
		}
	}
	_, ed, _ := spaceBar("show ver|inc x")
	for i, want := range []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 8, 9, 9, 10} {
		if got := ed.back(i); got != want {
			t.Errorf("back(%d) = %d, want %d", i, got, want)
		}
	}
}

func TestAliasPlaces(t *testing.T) {
	ed := edits{{at: 0, was: 1, is: 4}} // "s foo" read as "show foo"
	for i, want := range map[int]int{0: 0, 1: 1, 3: 1, 4: 1, 5: 2, 8: 5} {
		if got := ed.back(i); got != want {
			t.Errorf("back(%d) = %d, want %d", i, got, want)
		}
	}
}

func TestAmbiguousText(t *testing.T) {
	if got := ambiguousText(`  sh "st" \ `); got != "% Ambiguous command:  \"  sh \"st\" \\ \"\n" {
		t.Errorf("%q", got)
	}
	if got := ambiguousText("a\x1b[2J\x00" + strings.Repeat("x", 100_000)); len(got) > 600 || strings.ContainsAny(got, "\x1b\x00") {
		t.Errorf("%d bytes: %.20q", len(got), got)
	}
}

func TestIsHostName(t *testing.T) {
	for word, want := range map[string]bool{"ls": true, "a.b-c_d": true, "10.1.1.1": true, "********": false, "": false, "a b": false, "x|y": false} {
		if isHostName(word) != want {
			t.Errorf("%q: %t", word, !want)
		}
	}
}
