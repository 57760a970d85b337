package grammar

import "fmt"

// Kind is the reason why a line does not parse.
type Kind uint8

// The kinds of Error.
const (
	// Empty means that the line has no words.
	Empty Kind = iota
	// Unknown means that a word matches nothing; Pos says where.
	Unknown
	// Incomplete means that the line ends where no rule may end.
	Incomplete
	// Ambiguous means that a word abbreviates keywords of different spellings.
	Ambiguous
)

// String returns the name of the kind for logs.
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

// Error is the error type of Parse and Help.
type Error struct {
	Kind Kind
	// Pos is a byte offset in the line, 0 to its length. For Unknown it is the
	// first character that no keyword or argument can continue with, for Ambiguous
	// the start of the word, for Incomplete the end of the line.
	Pos int
	// Word is the word that does not match (Unknown, Ambiguous), and Index its
	// number, 0 for the first. For Incomplete, Index is the number of words.
	Word  string
	Index int
}

// Error describes the error for logs.
func (e *Error) Error() string {
	switch e.Kind {
	case Unknown, Ambiguous:
		return fmt.Sprintf("%v %q at offset %d", e.Kind, e.Word, e.Pos)
	}
	return e.Kind.String()
}
