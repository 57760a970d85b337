package grammar

import "fmt"

// Kind says why a line does not parse.
type Kind uint8

// The kinds of Error.
const (
	// Empty: the line has no word.
	Empty Kind = iota
	// Unknown: a word that nothing can continue with; Pos tells where.
	Unknown
	// Incomplete: the line ended where no rule may end.
	Incomplete
	// Ambiguous: a word abbreviates keywords of different spellings.
	Ambiguous
)

func (k Kind) String() string {
	switch k {
	case Empty:
		return "empty line"
	case Unknown:
		return "unknown word"
	case Incomplete:
		return "incomplete line"
	case Ambiguous:
		return "ambiguous word"
	}
	return fmt.Sprintf("kind %d", uint8(k))
}

// Error is the only error of Parse and Help.
type Error struct {
	Kind Kind
	// Pos is a byte offset in the line, 0 to its length. For Unknown it is the
	// first character that no keyword and no argument can continue with; for
	// Ambiguous the start of the word; for Incomplete the line's end.
	Pos int
	// Word is the word that does not fit (Unknown, Ambiguous), and Index its
	// number, 0 for the first. For Incomplete, Index is the number of words.
	Word  string
	Index int
}

func (e *Error) Error() string {
	switch e.Kind {
	case Unknown, Ambiguous:
		return fmt.Sprintf("%v %q at offset %d", e.Kind, e.Word, e.Pos)
	}
	return e.Kind.String()
}
