package cli

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/iosim/iosim/internal/grammar"
)

// Page is a file of the command reference, in Markdown.
type Page struct {
	Name string // of the file: "config-if.md"
	Text string
}

// The pages besides those of the modes.
const (
	indexPage     = "README.md"
	modifiersPage = "modifiers.md"
)

// Reference returns the command reference: an index, a page for each mode, and one for the
// output modifiers. A page has the commands of its mode in alphabetical order, with
// synopsis, privilege level and traits, followed by the help of all their words.
func (t *Tables) Reference() []Page {
	modes := make([]*Mode, 0, len(t.rows))
	for m := range t.rows {
		modes = append(modes, m)
	}
	slices.SortFunc(modes, func(a, b *Mode) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.Name, b.Name))
	})
	var index strings.Builder
	index.WriteString(referenceHead)
	pages := make([]Page, 1, len(modes)+2)
	for _, m := range modes {
		fmt.Fprintf(&index, "| [%s](%s) | %s | %s | %d |\n", m.Name, m.page(), strings.TrimSuffix(m.Title, ":"), m.promptText(), shownRows(t.rows[m]))
		pages = append(pages, Page{m.page(), modePage(m, t.rows[m])})
	}
	fmt.Fprintf(&index, "\nWhat may follow `|` behind a command: [output modifiers](%s).\n", modifiersPage)
	pages[0] = Page{indexPage, index.String()}
	return append(pages, Page{modifiersPage, modifiers()})
}

const referenceHead = `# Command reference

Generated from the command tables by ` + "`iosim docs`" + `; what "?" shows comes from the same place.
In a synopsis ` + "`[x]` may be missing, `{x | y}` is one of them, `[x | y]...`" + ` are any of them
in any order, and ` + "`x...`" + ` may be repeated. A level is the least privilege level that may
use a command; "modifiers" means that its output takes them; ` + "`no`" + ` says that ` + "`no` and `default`" + `
may stand before it; "not kept" means that it acts and leaves no line in the running-config,
"kept only" that its line is shown again and has no effect.

| mode | title | prompt | commands |
| --- | --- | --- | --- |
`

// rank orders EXEC before global configuration, and that before all other modes.
func rank(m *Mode) int {
	switch m {
	case Exec:
		return 0
	case Config:
		return 1
	}
	return 2
}

// page returns the file name of the mode's page: the slash in the name of a mode of a
// family is replaced.
func (m *Mode) page() string { return strings.ReplaceAll(m.Name, "/", "-") + ".md" }

// promptText returns the prompt of the mode, in Markdown.
func (m *Mode) promptText() string {
	if m.Prompt == "" {
		return "`Router>`, `Router#`"
	}
	return "`Router" + m.Prompt + "#`"
}

func shownRows(rows []*Row) int {
	n := 0
	for _, r := range rows {
		if !r.Hidden {
			n++
		}
	}
	return n
}

func modePage(m *Mode, rows []*Row) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\nMode `%s`, prompt %s. [All modes](%s)\n", strings.TrimSuffix(m.Title, ":"), m.Name, m.promptText(), indexPage)
	sorted := make([]*Row, 0, len(rows))
	synopsis := map[*Row]string{}
	for _, r := range rows {
		if !r.Hidden {
			synopsis[r] = grammar.Synopsis(r.Syntax)
			sorted = append(sorted, r)
		}
	}
	slices.SortStableFunc(sorted, func(a, b *Row) int { return cmp.Compare(synopsis[a], synopsis[b]) })
	b.WriteString("\n")
	var words []grammar.Word
	for _, r := range sorted {
		fmt.Fprintf(&b, "- `%s`: level %d%s\n", synopsis[r], r.Level, traits(r))
		words = append(words, grammar.Explain(r.Syntax)...)
	}
	writeWordTable(&b, words)
	return b.String()
}

// writeWordTable writes a table of words and their meanings, without duplicates.
func writeWordTable(b *strings.Builder, words []grammar.Word) {
	slices.SortFunc(words, func(a, b grammar.Word) int {
		return cmp.Or(cmp.Compare(a.Text, b.Text), cmp.Compare(a.Help, b.Help))
	})
	b.WriteString("\n| word | meaning |\n| --- | --- |\n")
	for _, w := range slices.Compact(words) {
		if w.Help != "" {
			fmt.Fprintf(b, "| `%s` | %s |\n", cell(w.Text), cell(w.Help))
		}
	}
}

// traits returns the other properties of a row, each after a comma.
func traits(r *Row) string {
	var s string
	if r.Pipe {
		s += fmt.Sprintf(", [modifiers](%s)", modifiersPage)
	}
	if f := r.Conf; f != nil {
		s += ", `no`"
		if f.Sub != nil {
			s += fmt.Sprintf(", leads into [%s](%s)", f.Sub.Name, f.Sub.page())
		}
		switch {
		case f.Transient:
			s += ", not kept"
		case r.KeptOnly():
			s += ", kept only"
		}
	}
	return s
}

func modifiers() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Output modifiers\n\n`%s`\n\n[All modes](%s)\n", grammar.Synopsis(pipeSyntax), indexPage)
	writeWordTable(&b, grammar.Explain(pipeSyntax))
	return b.String()
}

// cell escapes text for a table.
func cell(s string) string { return strings.ReplaceAll(s, "|", `\|`) }
