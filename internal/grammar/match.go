package grammar

import "strings"

// Match is a parsed line. Keywords and arguments are looked up in it by their
// handles.
type Match struct {
	Rule *Rule
	// Lead is the lead word before the rule in the table's spelling, or "".
	Lead  string
	whole bool
	taken []matchedWord
}

// matchedWord is a word of the line and what it matched.
type matchedWord struct {
	place *place
	text  string // as typed
	value any
}

// Whole reports whether the line matches the rule to its end. Only a line with a
// lead word may end before.
func (m *Match) Whole() bool { return m.whole }

// Words returns the words of the line without the lead: keywords in the table's
// spelling, arguments by their Format. An argument with Rest is one word.
func (m *Match) Words() []string {
	words := make([]string, len(m.taken))
	for i := range m.taken {
		words[i] = m.taken[i].spelling()
	}
	return words
}

// Canonical returns Words joined by single blanks.
func (m *Match) Canonical() string { return strings.Join(m.Words(), " ") }

func (t *matchedWord) spelling() string {
	if t.place.keyword != nil {
		return t.place.keyword.word
	}
	if s, ok := t.place.arg.format(t.value); ok {
		return s
	}
	return t.text
}
