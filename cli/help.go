package cli

import (
	"strings"

	"github.com/iosim/iosim/internal/grammar"
)

// help answers "?" with the line left of the cursor (ios-boot.md 11.4).
func (s *Session) help(left string) string {
	h := s.tables.For(s.mode).Help(s, left, allow(s.level))
	if s.mode.Config && s.mode != Config && h.Err != nil {
		h = s.tables.For(Config).Help(s, left, allow(s.level))
	}
	var b strings.Builder
	switch {
	case h.Err != nil:
		return s.helpError(left, h.Err)
	case len(h.Items) == 0 && !h.CR:
		return "% Unrecognized command\n"
	case h.Word:
		for _, it := range h.Items {
			b.WriteString(it.Text + "  ")
		}
		b.WriteString("\n\n")
		return b.String()
	}
	if strings.TrimSpace(left) == "" {
		b.WriteString(s.mode.Title + "\n")
	}
	writeItems(&b, h)
	b.WriteString("\n")
	return b.String()
}

func writeItems(b *strings.Builder, h grammar.Help) {
	width := 0
	for _, it := range h.Items {
		width = max(width, len(it.Text))
	}
	for _, it := range h.Items {
		b.WriteString("  " + it.Text)
		if it.Help != "" {
			b.WriteString(strings.Repeat(" ", width-len(it.Text)+2) + it.Help)
		}
		b.WriteString("\n")
	}
	if h.CR {
		b.WriteString("  <cr>\n")
	}
}

func (s *Session) helpError(left string, err error) string {
	e, ok := err.(*grammar.Error)
	if ok && e.Kind == grammar.Ambiguous {
		return ambiguousText(left)
	}
	return "% Unrecognized command\n"
}

// complete answers Tab.
func (s *Session) complete(left string) (string, bool) {
	if done, ok := s.tables.For(s.mode).Complete(s, left, allow(s.level)); ok {
		return done, true
	}
	if s.mode.Config && s.mode != Config {
		return s.tables.For(Config).Complete(s, left, allow(s.level))
	}
	return "", false
}
