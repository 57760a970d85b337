package cli

import (
	"slices"
	"strings"

	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/running"
)

// privilege is a line `privilege MODE [all] level N WORDS` of the configuration: the words,
// and with all also whatever follows them, have the level. According to Cisco's guide, a
// command of several words needs the levels of all its prefixes, so that IOS gives these
// the same level.
type privilege struct {
	running.Privilege
	whole bool // entered for itself, not only as the prefix of a longer one
}

// knownPrivileges caches the privileges of a configuration, keyed by the word for their
// mode.
type knownPrivileges struct {
	gen    uint64
	read   bool
	byMode map[string][]privilege
}

// privileges returns the privilege lines of a mode. They do not matter at level 15.
func (s *Session) privileges(m *Mode) []privilege {
	if c := s.sys.Settings(); !s.granted.read || s.granted.gen != c.Generation {
		s.granted = knownPrivileges{gen: c.Generation, read: true, byMode: privilegesByMode(c.Privileges)}
	}
	return s.granted.byMode[aliasMode(m)]
}

func privilegesByMode(lines []running.Privilege) map[string][]privilege {
	out := map[string][]privilege{}
	for _, l := range lines {
		out[l.Mode] = append(out[l.Mode], privilege{l, true})
	}
	for _, list := range out {
		for i := range list {
			list[i].whole = !slices.ContainsFunc(list, func(o privilege) bool {
				return o.Level == list[i].Level && len(o.Words) > len(list[i].Words) && list[i].covers(o.Words) && !list[i].All
			})
		}
	}
	return out
}

// covers reports whether words begin with the words of p.
func (p privilege) covers(words []string) bool {
	return len(p.Words) <= len(words) && slices.Equal(p.Words, words[:len(p.Words)])
}

// needed returns the level that the words of a command need, and the number of words after
// which that is known. own is the command's own level, and stem the number of its leading
// keywords.
func needed(lines []privilege, words []string, stem, own int) (level, at int) {
	level, at = own, stem
	base := -1
	for _, p := range lines {
		if base < 0 && p.covers(words) {
			at = max(at, len(p.Words)+1) // the word after the permitted ones
		}
		if n := len(p.Words); p.covers(words) && p.whole && (n >= stem || p.All) && n > base {
			base, level, at = n, p.Level, n
		}
	}
	for _, p := range lines {
		if n := len(p.Words); p.covers(words) && !p.All && n != base && p.Level > level {
			level, at = p.Level, n
		}
	}
	return level, max(min(at, len(words)), 1)
}

// allow returns parser options that admit the rows of which the session's level permits at
// least a beginning.
func (s *Session) allow() grammar.Options {
	level, model := s.level, s.sys.Model()
	rights := ""
	if level >= PrivilegedLevel {
		rights = model.Name
	}
	return grammar.Options{Rights: rights, Allow: func(data any) bool {
		row := data.(*Row)
		if row.On != nil && !row.On(model) {
			return false
		}
		if level >= PrivilegedLevel {
			return true
		}
		lines := s.privileges(row.Mode)
		if len(lines) == 0 {
			return row.Level <= level
		}
		stem := grammar.Stem(row.Syntax)
		return s.reaches(lines, stem, len(stem), row.Level)
	}}
}

// granting returns the help of a table without the words that the session's level does not
// permit: it lists only what can be typed.
func (s *Session) granting(t *grammar.Table, left string) grammar.Help {
	h := t.Help(s, left, s.allow())
	lines := s.privilegesBelow()
	if len(lines) == 0 || h.Err != nil {
		return h
	}
	typed := strings.Fields(left)
	last := ""
	if h.Word {
		typed, last = typed[:len(typed)-1], typed[len(typed)-1]
	}
	if full, ok := s.Spell(aliasMode(s.mode), strings.Join(typed, " ")); ok {
		typed = strings.Fields(full)
	}
	reached := s.reached(lines, typed, last)
	h.Items = slices.DeleteFunc(h.Items, func(w grammar.Word) bool { return !reached[w.Text] })
	if h.CR {
		_, err := s.read(s.mode, left)
		h.CR = err == nil
	}
	return h
}

// reached returns the set of words that may follow the typed ones in a line that the
// session's level permits.
func (s *Session) reached(lines []privilege, typed []string, last string) map[string]bool {
	out := map[string]bool{}
	m := s.tables.byMode[s.mode.table()]
	allow := s.allow().Allow
	words := typed
	if len(typed) > 0 && slices.ContainsFunc(m.leads, func(l grammar.Lead) bool { return l.Word == typed[0] }) {
		words = typed[1:]
	}
	if len(typed) == 0 {
		for _, l := range m.leads {
			out[l.Word] = true
		}
	}
	for _, rule := range m.rules {
		row := rule.Data.(*Row)
		stem := grammar.Stem(row.Syntax)
		n := min(len(stem), len(words))
		if !allow(row) || !slices.Equal(stem[:n], words[:n]) {
			continue
		}
		if n < len(stem) {
			out[stem[n]] = true
			continue
		}
		left := strings.Join(append(typed[:len(typed):len(typed)], last), " ")
		h := grammar.Trust([]grammar.Rule{rule}, m.leads...).Help(s, left, grammar.Options{})
		for _, w := range h.Items {
			to := append(words[:len(words):len(words)], w.Text)
			out[w.Text] = out[w.Text] || s.reaches(lines, to, len(stem), row.Level)
		}
	}
	return out
}

// reaches reports whether the session's level permits a line that begins with the words.
// own is the command's own level, and stem the number of its leading keywords.
func (s *Session) reaches(lines []privilege, words []string, stem, own int) bool {
	if n, _ := needed(lines, words, stem, own); n <= s.level {
		return true
	}
	return slices.ContainsFunc(lines, func(p privilege) bool {
		if len(p.Words) <= len(words) || !slices.Equal(words, p.Words[:len(words)]) {
			return false
		}
		n, _ := needed(lines, p.Words, stem, own)
		return n <= s.level
	})
}

// privilegesBelow returns the privileges that apply to the session in its mode: none at
// level 15.
func (s *Session) privilegesBelow() []privilege {
	if s.level >= PrivilegedLevel {
		return nil
	}
	return s.privileges(s.mode)
}

// read parses a line with a mode's table at the session's privilege level.
func (s *Session) read(m *Mode, text string) (*grammar.Match, error) {
	match, err := s.tables.For(m).Parse(s, text, s.allow())
	if err != nil || s.level >= PrivilegedLevel {
		return match, err
	}
	return match, s.forbidden(match, text)
}

// forbidden returns the error of a line that needs a higher level than the session has: its
// words are unknown, or incomplete if a longer line is permitted. It is nil if the line is
// permitted.
func (s *Session) forbidden(m *grammar.Match, text string) error {
	row := m.Rule.Data.(*Row)
	lines := s.privileges(row.Mode)
	level, at := needed(lines, m.Words(), len(grammar.Stem(row.Syntax)), row.Level)
	if level <= s.level {
		return nil
	}
	if s.reaches(lines, m.Words(), len(grammar.Stem(row.Syntax)), row.Level) {
		return &grammar.Error{Kind: grammar.Incomplete, Pos: len(text), Index: len(strings.Fields(text))}
	}
	if m.Lead != "" {
		at++
	}
	return &grammar.Error{Kind: grammar.Unknown, Pos: wordAt(text, at-1), Index: at - 1}
}

// wordAt returns the offset of the n-th word of a line, counted from 0.
func wordAt(text string, n int) int {
	pos := 0
	for i := 0; ; i++ {
		pos += len(text[pos:]) - len(strings.TrimLeft(text[pos:], " \t"))
		if i == n || pos == len(text) {
			return pos
		}
		pos += strings.IndexAny(text[pos:]+" ", " \t")
	}
}

// Spell writes the abbreviated keywords of a mode in full. It returns false if they begin
// no command, or are ambiguous.
func (s *Session) Spell(mode, text string) (string, bool) {
	table := s.tables.named(mode)
	if table == nil {
		return "", false
	}
	out := ""
	for _, w := range strings.Fields(text) {
		done, _ := table.Complete(s, out+w, grammar.Options{})
		if !strings.HasSuffix(done, " ") {
			return "", false
		}
		out = done
	}
	return strings.TrimRight(out, " "), out != ""
}
