package cli

import (
	"strings"

	"github.com/iosim/iosim/internal/grammar"
)

// visible returns the part of a configuration's text that a session may see: everything at
// level 15, otherwise the lines that it may enter itself, according to Cisco's note on
// privilege levels and show running-config.
func (s *Session) visible(text string) string {
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
