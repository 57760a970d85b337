package running

import (
	"net/netip"
	"strconv"
	"strings"
)

// Line is a line of the configuration as a decoder gets it: with the words in the form in
// which they are kept.
type Line struct {
	Text  string   // without a leading "no "
	Words []string // of Text
	No    bool     // the line begins with "no "
}

// ParseLine splits the text of a line.
func ParseLine(text string) Line {
	rest, no := strings.CutPrefix(text, "no ")
	return Line{Text: rest, Words: strings.Fields(rest), No: no}
}

// Word returns the i-th word, "" after the last.
func (l Line) Word(i int) string {
	if i < len(l.Words) {
		return l.Words[i]
	}
	return ""
}

// After returns the text after the first n words.
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

// Value is the meaning of one line: it sets something in the section that contains the
// line. Values never change.
type Value interface{ apply(section any, place int) }

// head is the Value of a line that has a section.
type head interface {
	Value
	open() any
	attach(around, section any, place int)
}

// Decoder returns the Value of a line when it is kept. If it returns an error, the line is
// not kept, and the user reads the text of the error. A nil Value means that the line has
// no effect.
type Decoder func(l Line) (Value, error)

// In returns a Value that sets something in a section of type S. In sections of other types
// it does nothing.
func In[S any](set func(*S)) Value { return leaf[S](func(s *S, _ int) { set(s) }) }

// InPlace is In with the place of the line, which is the sequence number of an entry of an
// access list.
func InPlace[S any](set func(s *S, place int)) Value { return leaf[S](set) }

type leaf[S any] func(*S, int)

func (f leaf[S]) apply(section any, place int) {
	if s, ok := section.(*S); ok {
		f(s, place)
	}
}

// Section returns the Value of a line with a section. make returns a new section, which the
// lines below fill in, and add adds it to the enclosing section. It must not be modified
// after that, since later snapshots share it.
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

// Decode returns the Value of a text; nil if d returns an error. It is for lines that the
// software itself adds to the configuration.
func Decode(d Decoder, text string) Value {
	v, err := d(ParseLine(text))
	if err != nil {
		return nil
	}
	return v
}

// Addr returns the i-th word as an address, the zero Addr if it is none.
func (l Line) Addr(i int) netip.Addr {
	a, _ := netip.ParseAddr(l.Word(i))
	return a
}

// Int returns the i-th word as a number, 0 if it is none.
func (l Line) Int(i int) int {
	n, _ := strconv.Atoi(l.Word(i))
	return n
}
