package cli

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/iosim/iosim/internal/grammar"
)

// Reference writes the command reference in Markdown: mode after mode, and in each
// the commands in the order of their words, with synopsis, privilege level and the
// form that removes them, and below them the help of all their words.
func (t *Tables) Reference(w io.Writer) error {
	var b strings.Builder
	b.WriteString(referenceHead)
	modes := make([]*Mode, 0, len(t.rows))
	for m := range t.rows {
		modes = append(modes, m)
	}
	slices.SortFunc(modes, func(a, b *Mode) int {
		if d := cmp.Compare(rank(a), rank(b)); d != 0 {
			return d
		}
		return cmp.Compare(a.Name, b.Name)
	})
	for _, m := range modes {
		fmt.Fprintf(&b, "- [%s](#%s): %d commands\n", m.heading(), m.anchor(), shownRows(t.rows[m]))
	}
	for _, m := range modes {
		writeMode(&b, m, t.rows[m])
	}
	writeModifiers(&b)
	_, err := io.WriteString(w, b.String())
	return err
}

const referenceHead = `# Command reference

Generated from the command tables by ` + "`iosim docs`" + `; what "?" shows comes from the same place.
In a synopsis ` + "`[x]` may be missing, `{x | y}` is one of them, `[x | y]...`" + ` are any of them
in any order, and ` + "`x...`" + ` may be repeated. A level is the least privilege level that may
use a command; "modifiers" means that its output takes them; ` + "`no`" + ` says that ` + "`no` and `default`" + `
may stand before it; "not kept" that it acts and leaves no line in the running-config.

`

// rank puts EXEC before global configuration, and that before the other modes.
func rank(m *Mode) int {
	switch m {
	case Exec:
		return 0
	case Config:
		return 1
	}
	return 2
}

// heading is the mode's title without its "commands:".
func (m *Mode) heading() string {
	head := strings.TrimSuffix(m.Title, ":")
	if m.Prompt != "" {
		head += " " + m.Prompt
	}
	return head
}

// anchor is how Markdown readers name the heading.
func (m *Mode) anchor() string {
	var b strings.Builder
	for _, r := range strings.ToLower(m.heading()) {
		switch {
		case r == ' ':
			b.WriteByte('-')
		case r == '-', 'a' <= r && r <= 'z', '0' <= r && r <= '9':
			b.WriteRune(r)
		}
	}
	return b.String()
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

func writeMode(b *strings.Builder, m *Mode, rows []*Row) {
	fmt.Fprintf(b, "\n## %s\n", m.heading())
	if m.Prompt != "" {
		fmt.Fprintf(b, "\nPrompt: `Router%s#`\n", m.Prompt)
	}
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
		fmt.Fprintf(b, "- `%s`: level %d%s\n", synopsis[r], r.Level, traits(r))
		words = append(words, grammar.Explain(r.Syntax)...)
	}
	writeWordTable(b, words)
}

// writeWordTable explains words, each pair of word and meaning once.
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

// traits are what else there is to know about a row.
func traits(r *Row) string {
	var s string
	if r.Pipe {
		s += ", [modifiers](#output-modifiers)"
	}
	if f := r.Conf; f != nil {
		s += ", `no`"
		if f.Sub != nil {
			s += fmt.Sprintf(", leads into [%s](#%s)", f.Sub.heading(), f.Sub.anchor())
		}
		if f.Transient {
			s += ", not kept"
		}
	}
	return s
}

func writeModifiers(b *strings.Builder) {
	fmt.Fprintf(b, "\n## Output modifiers\n\n`%s`\n", grammar.Synopsis(pipeSyntax))
	writeWordTable(b, grammar.Explain(pipeSyntax))
}

// cell makes text safe inside a table.
func cell(s string) string { return strings.ReplaceAll(s, "|", `\|`) }
