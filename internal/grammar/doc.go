// Package grammar is the table engine below a command line: parsing with
// abbreviations, the place of an error, the lists of "?" and Tab. It knows no
// command itself. A rule is a syntax built of keywords and typed arguments;
// rules are compiled to small automata that one walk follows for all purposes.
//
//	var count = grammar.Int(1, 99, "How many")
//	table := grammar.MustCompile([]grammar.Rule{{
//		Syntax: grammar.Seq(grammar.Kw("ring", "Ring the bell"), grammar.Opt(count)),
//	}})
//	m, err := table.Parse(nil, "ri 3", grammar.Options{})
//	// err == nil, count.Of(m) == 3, m.Canonical() == "ring 3"
//
// How a word is read: blanks and tabs separate words, no byte quotes another. A
// keyword matches by a prefix, ASCII letters without regard to case. Per word,
// and over all rules that are still possible, an exact keyword goes before
// abbreviations, and an abbreviation before arguments; abbreviations of
// different spellings are ambiguous. Where no keyword matches, all arguments
// that accept the word are followed in parallel, and at the line's end the
// first rule in the table's order that is complete is the match. What was
// chosen for a word is never taken back for the sake of a later word.
//
// An argument that takes the rest of the line goes on beside all that: a later
// word that other rules cannot read, or only ambiguously, does not end it.
//
// Abbreviations of hidden rules count only where no other rule's keyword matches,
// so that a word for which Help shows a single keyword is never ambiguous.
package grammar
