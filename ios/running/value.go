package running

import "strings"

// Line is a line of the configuration as a decoder gets it: the words that are kept.
type Line struct {
	Text  string   // without a leading "no "
	Words []string // of Text
	No    bool     // "no " stands before it
}

// ParseLine splits the text of a line.
func ParseLine(text string) Line {
	rest, no := strings.CutPrefix(text, "no ")
	return Line{Text: rest, Words: strings.Fields(rest), No: no}
}

// Word is the i-th word, "" behind the last.
func (l Line) Word(i int) string {
	if i < len(l.Words) {
		return l.Words[i]
	}
	return ""
}

// After is the text behind the first n words.
func (l Line) After(n int) string {
	rest := l.Text
	for range n {
		rest = strings.TrimLeft(rest, " ")
		i := strings.IndexByte(rest, ' ')
		if i < 0 {
			return ""
		}
		rest = rest[i+1:]
	}
	return rest
}

// Value is the meaning of one line: what it sets in the section that it stands in.
// Values never change.
type Value interface{ apply(section any, place int) }

// head is the Value of a line that has lines below it.
type head interface {
	Value
	open() any
	attach(around, section any, place int)
}

// Decoder makes the Value of a line when it is kept. An error keeps the line out; its
// text is what the user is told. A nil Value means that the line has no effect.
type Decoder func(l Line) (Value, error)

// In is a Value that sets something in a section of type S; elsewhere it does
// nothing.
func In[S any](set func(*S)) Value { return leaf[S](func(s *S, _ int) { set(s) }) }

// InPlace is In with the line's place in the configuration, which is the sequence
// number of an entry of an access list.
func InPlace[S any](set func(s *S, place int)) Value { return leaf[S](set) }

type leaf[S any] func(*S, int)

func (f leaf[S]) apply(section any, place int) {
	if s, ok := section.(*S); ok {
		f(s, place)
	}
}

// Section is the Value of a line with lines below it: they fill in what make returns,
// which is then added to the section around by add. What is added must not be changed:
// it belongs to later snapshots too.
func Section[P, S any](make func() *S, add func(around *P, s *S)) Value {
	return &section[P, S]{make, add}
}

type section[P, S any] struct {
	make func() *S
	add  func(*P, *S)
}

func (v *section[P, S]) apply(any, int) {}

func (v *section[P, S]) open() any { return v.make() }

func (v *section[P, S]) attach(around, s any, _ int) {
	if p, ok := around.(*P); ok {
		v.add(p, s.(*S))
	}
}

// Decode is the Value of a text; nil where d does not take it. It is for lines that the
// software itself puts into the configuration.
func Decode(d Decoder, text string) Value {
	v, err := d(ParseLine(text))
	if err != nil {
		return nil
	}
	return v
}
