package cli

import (
	"strings"

	"github.com/iosim/iosim/internal/grammar"
)

// Help returns the answer to "?" for the line left of the cursor (ios-boot.md 11.4). In a
// sub-mode it lists only that mode's commands, although those of global configuration are
// accepted too [UNSOURCED].
func (s *Session) Help(left string) string {
	if rest, ok := s.afterDo(left); ok {
		mode := s.mode
		s.mode = Exec
		defer func() { s.mode = mode }()
		return s.Help(rest)
	}
	l, _ := s.expand(left)
	word := !strings.ContainsAny(left, " \t")
	if word {
		l = left // the word is still being typed: an alias is one of its completions
	}
	table := s.tables.For(s.mode)
	h := s.granting(table, l)
	if s.mode == Exec && unknown(h.Err) {
		if spaced, _, ok := spaceBar(l); ok {
			h = s.granting(table, spaced)
		}
	}
	var aliases []string
	if word && left != "" {
		aliases = s.aliasWords(left)
	}
	var b strings.Builder
	switch {
	case h.Word:
		s.writeWords(&b, left, h, aliases)
		return b.String()
	case h.Err != nil:
		return helpError(left, h.Err)
	case len(h.Items) == 0 && !h.CR:
		return unrecognized
	}
	if strings.TrimSpace(l) == "" {
		b.WriteString(s.mode.Title + "\n")
	}
	writeItems(&b, h, s.width())
	b.WriteString("\n")
	return b.String()
}

const unrecognized = "% Unrecognized command\n"

// afterDo returns the EXEC line behind the "do" of a configuration mode; ok is false if the
// line does not begin with "do".
func (s *Session) afterDo(left string) (string, bool) {
	if !s.mode.Config {
		return "", false
	}
	l := strings.TrimLeft(left, " \t")
	if len(l) < 3 || !strings.EqualFold(l[:2], "do") || !isBlank(l[2]) {
		return "", false
	}
	return strings.TrimLeft(l[3:], " \t"), true
}

// aliasWords returns the aliases that begin with the typed text, formatted as "*s=show".
func (s *Session) aliasWords(typed string) []string {
	var out []string
	for _, a := range s.aliases() {
		if strings.HasPrefix(a.Name, typed) {
			out = append(out, "*"+a.Name+"="+a.Text)
		}
	}
	return out
}

// writeWords lists the completions of the word at the cursor or, if there are none, the
// labels of the arguments that it may be.
func (s *Session) writeWords(b *strings.Builder, left string, h grammar.Help, words []string) {
	for _, it := range h.Items {
		words = append(words, it.Text)
	}
	if len(words) == 0 {
		words = h.Labels
	}
	if len(words) == 0 {
		b.WriteString(helpError(left, h.Err))
		return
	}
	writeColumns(b, words, s.width())
	b.WriteString("\n")
}

// writeColumns writes words, each followed by two blanks. Words that do not fit in one row
// are aligned in columns, row by row (ios-boot.md 11.4; the columns [INFER]).
func writeColumns(b *strings.Builder, words []string, width int) {
	widths := columns(words, width)
	for i, w := range words {
		c := i % len(widths)
		b.WriteString(w + "  ")
		if c == len(widths)-1 || i == len(words)-1 {
			b.WriteString("\n")
			continue
		}
		if len(words) > len(widths) {
			b.WriteString(strings.Repeat(" ", widths[c]-len(w)))
		}
	}
}

// maxColumns is the maximum number of words of help in a row.
const maxColumns = 16

// columns returns the column widths, without the two blanks, for the most columns that fit.
func columns(words []string, width int) []int {
	total := 0
	for _, w := range words {
		total += len(w) + 2
	}
	if width == 0 || total <= width {
		return make([]int, len(words))
	}
	for n := min(len(words)-1, maxColumns); n > 1; n-- {
		widths, total := make([]int, n), 0
		for i, w := range words {
			if c := i % n; len(w) > widths[c] {
				total += len(w) - widths[c]
				widths[c] = len(w)
			}
		}
		if total+2*n <= width {
			return widths
		}
	}
	return []int{0}
}

// writeItems lists the words that may come next: two blanks, the word padded to the
// longest, two more blanks, and the description, which is wrapped within its column.
func writeItems(b *strings.Builder, h grammar.Help, screen int) {
	width := 0
	for _, it := range h.Items {
		width = max(width, len(it.Text))
	}
	at := width + 4
	for _, it := range h.Items {
		b.WriteString("  " + it.Text)
		for i, part := range wrap(it.Help, screen-at-1) {
			if i > 0 {
				b.WriteString("\n" + strings.Repeat(" ", at))
			} else {
				b.WriteString(strings.Repeat(" ", width-len(it.Text)+2))
			}
			b.WriteString(part)
		}
		b.WriteString("\n")
	}
	if h.CR {
		b.WriteString("  <cr>\n")
	}
}

// minHelp is the width of the narrowest column in which a description is wrapped.
const minHelp = 16

// wrap breaks text at blanks into parts of at most width columns. An empty text has no
// parts.
func wrap(text string, width int) []string {
	var parts []string
	for width >= minHelp && len(text) > width {
		i := strings.LastIndexByte(text[:width+1], ' ')
		if i <= 0 {
			break
		}
		parts = append(parts, text[:i])
		text = text[i+1:]
	}
	if text == "" {
		return parts
	}
	return append(parts, text)
}

// width returns the terminal's width in columns, 0 if it is unlimited.
func (s *Session) width() int {
	if s.term == nil {
		return 0
	}
	w, _ := s.term.Size()
	if w >= unboundedWidth {
		return 0
	}
	return w
}

func unknown(err error) bool {
	e, ok := err.(*grammar.Error)
	return ok && e.Kind == grammar.Unknown
}

func helpError(left string, err error) string {
	e, ok := err.(*grammar.Error)
	if ok && e.Kind == grammar.Ambiguous {
		return ambiguousText(left)
	}
	return unrecognized
}

// Complete answers Tab: it returns the line with its last word completed, or false if there
// is nothing to add. Like Help, it knows only the commands of the present mode.
func (s *Session) Complete(left string) (string, bool) {
	if rest, ok := s.afterDo(left); ok {
		mode := s.mode
		s.mode = Exec
		defer func() { s.mode = mode }()
		done, ok := s.Complete(rest)
		return left[:len(left)-len(rest)] + done, ok
	}
	table := s.tables.For(s.mode)
	l, _ := s.expand(left)
	if l == left || !strings.ContainsAny(left, " \t") {
		return s.completing(table, left)
	}
	// Behind an alias the last word is completed in the expanded line.
	done, ok := s.completing(table, l)
	if tail, fits := strings.CutPrefix(done, l[:len(l)-len(left)+strings.LastIndexAny(left, " \t")+1]); ok && fits {
		return left[:strings.LastIndexAny(left, " \t")+1] + tail, true
	}
	return "", false
}

// completing completes the line from a table, using only words that the session's privilege
// level permits.
func (s *Session) completing(t *grammar.Table, left string) (string, bool) {
	if len(s.privilegesBelow()) == 0 {
		return t.Complete(s, left, s.allow())
	}
	return s.granting(t, left).Complete(left)
}

// Visible returns the part of a configuration's text that a session may see: everything at
// level 15, otherwise the lines that it may enter itself, according to Cisco's note on
// privilege levels and show running-config.
func (s *Session) Visible(text string) string {
	if s.level >= PrivilegedLevel {
		return text
	}
	var b strings.Builder
	modes := []*Mode{Config} // of the lines, by indentation; nil: not shown
	for l := range strings.Lines(text) {
		words := strings.TrimLeft(l, " ")
		depth := len(l) - len(words)
		words = strings.TrimSpace(words)
		if words == "" || words[0] == '!' || words == "end" || !loadable(words) {
			b.WriteString(l)
			continue
		}
		modes = modes[:min(depth, len(modes)-1)+1]
		m := modes[len(modes)-1]
		if m == nil || depth >= len(modes) || s.tables.For(m) == nil {
			continue
		}
		match, err := s.tables.For(m).Parse(s, words, grammar.Options{})
		var sub *Mode
		if err == nil && s.forbidden(match, words) == nil {
			b.WriteString(l)
			if row := match.Rule.Data.(*Row); row.Conf != nil {
				sub = row.Conf.sub(match)
			}
		}
		modes = append(modes, sub)
	}
	return b.String()
}
