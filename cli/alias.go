package cli

import (
	"cmp"
	"slices"
	"strings"

	"github.com/iosim/iosim/internal/grammar"
)

// Alias is a word that stands for the beginning of a line: `alias exec NAME TEXT`.
type Alias struct{ Name, Text string }

// defaultAliases are the aliases that EXEC has from the start. The list and the rules below
// (a blank before the word avoids an alias, "?" shows "*s=show") follow the vendor's
// command reference of `alias` [UNSOURCED: no capture].
var defaultAliases = []Alias{
	{"h", "help"}, {"lo", "logout"}, {"p", "ping"}, {"r", "resume"},
	{"s", "show"}, {"u", "undebug"}, {"un", "undebug"}, {"w", "where"},
}

// Aliases returns the aliases of a mode, sorted by name: the configured ones and, in EXEC,
// the default ones that no configured one replaces.
func (s *Session) Aliases(m *Mode) []Alias {
	mode := aliasMode(m)
	var out []Alias
	for _, a := range s.sys.Settings().Aliases {
		if a.Mode == mode {
			out = append(out, Alias{a.Name, a.Text})
		}
	}
	if m == Exec {
		for _, a := range defaultAliases {
			if !slices.ContainsFunc(out, func(o Alias) bool { return o.Name == a.Name }) {
				out = append(out, a)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Alias) int { return cmp.Compare(a.Name, b.Name) })
	return out
}

// aliasMode returns the word for a mode in `alias`.
func aliasMode(m *Mode) string {
	switch m {
	case Exec:
		return "exec"
	case Config:
		return "configure"
	case Interface:
		return "interface"
	}
	return strings.TrimPrefix(m.Name, "config-")
}

// aliases returns the Aliases of the present mode without those whose text begins with a
// word that no command has. The list is cached until the configuration changes.
func (s *Session) aliases() []Alias {
	gen := s.sys.Settings().Generation
	if s.known.mode == s.mode && s.known.gen == gen && s.known.level == s.level {
		return s.known.list
	}
	list := slices.DeleteFunc(s.Aliases(s.mode), func(a Alias) bool {
		_, err := s.read(s.mode, a.Text)
		e, ok := err.(*grammar.Error)
		return ok && e.Kind == grammar.Unknown && e.Index == 0
	})
	s.known = knownAliases{mode: s.mode, gen: gen, level: s.level, list: list}
	return list
}

type knownAliases struct {
	mode  *Mode
	gen   uint64
	level int
	list  []Alias
}

// expand replaces the first word of a line by the text of its alias. A line that begins
// with a blank is not expanded.
func (s *Session) expand(text string) (string, edits) {
	word := text
	if i := strings.IndexAny(text, " \t"); i >= 0 {
		word = text[:i]
	}
	for _, a := range s.aliases() {
		if a.Name == word && word != "" {
			return a.Text + text[len(word):], edits{{at: 0, was: len(word), is: len(a.Text)}}
		}
	}
	return text, nil
}

// edits map offsets in the expanded line to offsets in the line as it was typed.
type edits []edit

// edit says that at an offset of the expanded line `is` bytes replace `was` typed ones.
type edit struct{ at, was, is int }

// back returns the offset in the typed line of an offset in the expanded line.
func (e edits) back(pos int) int {
	for _, x := range slices.Backward(e) {
		switch {
		case pos >= x.at+x.is:
			pos += x.was - x.is
		case pos > x.at:
			pos = min(pos, x.at+x.was)
		}
	}
	return pos
}

// spaceBar puts blanks around the first "|", since IOS users type `show ver|inc x`
// [UNSOURCED that IOS accepts it; scripts and people rely on it].
func spaceBar(text string) (string, edits, bool) {
	i := strings.IndexByte(text, '|')
	if i < 0 {
		return text, nil, false
	}
	var ed edits
	if i > 0 && !isBlank(text[i-1]) {
		text = text[:i] + " " + text[i:]
		ed = append(ed, edit{at: i, is: 1})
		i++
	}
	if i+1 < len(text) && !isBlank(text[i+1]) {
		text = text[:i+1] + " " + text[i+1:]
		ed = append(ed, edit{at: i + 1, is: 1})
	}
	return text, ed, ed != nil
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' }
