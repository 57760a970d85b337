// Package grammar is the table engine of a command line: parsing with
// abbreviations, the position of errors, and the lists of "?" and Tab. It knows no
// commands itself. A rule is a syntax of keywords and typed arguments; rules are
// compiled to small automata, which one walk follows for all purposes.
//
//	var count = grammar.Int(1, 99, "How many")
//	table := grammar.MustCompile([]grammar.Rule{{
//		Syntax: grammar.Seq(grammar.Kw("ring", "Ring the bell"), grammar.Opt(count)),
//	}})
//	m, err := table.Parse(nil, "ri 3", grammar.Options{})
//	// err == nil, count.Of(m) == 3, m.Canonical() == "ring 3"
//
// Blanks and tabs separate words; there is no quoting. A keyword is matched by its
// prefixes, ASCII letters in either case. For each word, over all rules that are
// still possible, an exact keyword has precedence over abbreviations, and an
// abbreviation over arguments; abbreviations of different spellings are ambiguous.
// If no keyword matches, all arguments that accept the word are followed in
// parallel, and the first rule in the table's order that is complete at the end of
// the line is the match. The choice made for a word is never revised because of a
// later word.
//
// An argument that takes the rest of the line continues in parallel: a later word
// that other rules cannot read, or only ambiguously, does not end it.
//
// Abbreviations of hidden rules count only if no other rule's keyword matches, so
// that a word for which Help shows a single keyword is never ambiguous.
package grammar
