package confcmd

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The tables of docs/notation.md list what the code knows, no more and no less.
func TestPage(t *testing.T) {
	page, err := os.ReadFile("../../docs/notation.md")
	if err != nil {
		t.Fatal(err)
	}
	for head, want := range map[string][]string{
		"Argument":       slices.Collect(maps.Keys(arguments)),
		"Attribute":      slices.Collect(maps.Keys(attributes)),
		"Canonical form": slices.Collect(maps.Keys(canonicalForms)),
		"Places":         slices.Collect(maps.Keys(places)),
	} {
		got := tableNames(string(page), head)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("table %q:\npage %q\ncode %q", head, got, want)
		}
	}
}

var codeSpan = regexp.MustCompile("`([^`=]+)[^`]*`") // of "tail=WORD" the name

// tableNames returns the words in code spans in the first column of the table with
// that heading.
func tableNames(page, head string) (names []string) {
	_, table, _ := strings.Cut(page, "\n| "+head+" |")
	table, _, _ = strings.Cut(table, "\n\n")
	_, rows, _ := strings.Cut(table, "| --- |")
	for row := range strings.Lines(rows) {
		row = strings.TrimPrefix(row, "| ")
		first, _, _ := strings.Cut(row, " |")
		for _, m := range codeSpan.FindAllStringSubmatch(first, -1) {
			names = append(names, m[1])
		}
	}
	return names
}
