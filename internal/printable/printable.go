// Package printable makes foreign text safe to show: the name that a client logs in with,
// the reply of a server, a name in a tar file, a line of a file. What comes from
// outside goes through it before it is part of a terminal's output, a log line, an event or
// a drawing, best where it enters:
//
//	return &peerError{text: printable.Text(reply)}
//
// A reader of text that went through it can rely on one line of bounded length, valid
// UTF-8, in which every rune is to be seen: no escape sequence that moves the cursor or
// changes colors, no line end that forges a line of its own, no mark that turns the
// direction of writing.
package printable

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxText is the maximum length in bytes of what Text and ASCII return, the Ellipsis
// included.
const MaxText = 512

// Ellipsis ends a text that was cut.
const Ellipsis = "..."

// Mark stands for each rune, or byte of invalid UTF-8, that is not to be shown.
const Mark = '?'

// Rune reports whether r can be shown: it is a letter, a mark, a number, punctuation, a
// symbol or a space (unicode.IsGraphic) and not one of those that draw nothing. Control
// characters (C0, DEL, C1), line and paragraph separators, bidirectional and other format
// characters, variation selectors, surrogates, private and unassigned code points cannot.
func Rune(r rune) bool {
	if r < utf8.RuneSelf {
		return ' ' <= r && r <= '~'
	}
	return unicode.IsGraphic(r) && !unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// Text returns s as one line that is safe to show, with Mark for what is not, cut at
// MaxText bytes. Text that is safe is returned as it is, without an allocation.
func Text(s string) string { return Limit(s, MaxText) }

// Lines is Text for a text of several lines, such as the banner of a server: each line is
// made safe by itself. Carriage returns before line ends are dropped.
func Lines(s string) string {
	whole := true
	for line := range strings.SplitSeq(s, "\n") {
		whole = whole && len(line) <= MaxText && Is(line)
	}
	if whole {
		return s
	}
	var b strings.Builder
	for line := range strings.Lines(s) {
		text, end := strings.CutSuffix(line, "\n")
		b.WriteString(Text(strings.TrimSuffix(text, "\r")))
		if end {
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// ASCII is Text for places that count columns in bytes: it leaves printable ASCII alone.
func ASCII(s string) string {
	if clean(s) == len(s) && len(s) <= MaxText {
		return s
	}
	return Limit(replace(s[:min(len(s), MaxText+1)], func(r rune) bool { return ' ' <= r && r <= '~' }), MaxText)
}

// Limit is Text with another maximum length in bytes, at least that of Ellipsis.
func Limit(s string, bytes int) string {
	bytes = max(bytes, len(Ellipsis))
	if len(s) <= bytes && clean(s) == len(s) {
		return s
	}
	long := len(s) > bytes
	if long {
		s = s[:bytes]
		// A rune that is cut is left out.
		for back := 1; back < utf8.UTFMax && back <= len(s); back++ {
			if tail := s[len(s)-back:]; utf8.RuneStart(tail[0]) {
				if !utf8.FullRuneInString(tail) {
					s = s[:len(s)-back]
				}
				break
			}
		}
	}
	// What is replaced is not longer than before: Mark has one byte.
	if !Is(s) {
		s = replace(s, Rune)
	}
	if !long {
		return s
	}
	end := min(bytes-len(Ellipsis), len(s))
	for end < len(s) && end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + Ellipsis
}

// Is reports whether s is safe to show: Text would change nothing but its length.
func Is(s string) bool {
	for i := clean(s); i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 || !Rune(r) {
			return false
		}
		i += size
	}
	return true
}

// clean is the length of the printable ASCII at the start of s.
func clean(s string) int {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return i
		}
	}
	return len(s)
}

func replace(s string, shown func(rune) bool) string {
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 || !shown(r) {
			b.WriteByte(Mark)
		} else {
			b.WriteString(s[i : i+size])
		}
		i += size
	}
	return b.String()
}

// layout are the control characters that Output leaves alone: line ends, tab, backspace and
// bell are part of any command's output, and of an editor's echo; terminals draw nothing
// for NUL and ETX, which files have as text (ETX delimits banners).
func layout(c byte) bool {
	return c == '\n' || c == '\r' || c == '\t' || c == '\b' || c == '\a' || c == 0 || c == 0x03
}

// Output makes a stream of bytes safe for a terminal: what is not to be shown becomes
// Mark, but for line ends, tab, backspace, bell, NUL and ETX. The length is unbounded. Its zero value is
// ready for use; a rune may come in two pieces.
type Output struct {
	held [utf8.UTFMax]byte // the start of a rune whose end has not come
	n    int
}

// Append appends p as it is to be shown to dst. An unfinished rune at the end of p waits
// for the next piece.
func (o *Output) Append(dst, p []byte) []byte {
	if o.n > 0 {
		dst, p = o.finish(dst, p)
	}
	for len(p) > 0 {
		i := 0
		for i < len(p) && (' ' <= p[i] && p[i] <= '~' || layout(p[i])) {
			i++
		}
		if dst, p = append(dst, p[:i]...), p[i:]; len(p) == 0 {
			break
		}
		if !utf8.FullRune(p) {
			o.n = copy(o.held[:], p)
			break
		}
		r, size := utf8.DecodeRune(p)
		if r == utf8.RuneError && size == 1 || !Rune(r) {
			dst = append(dst, Mark)
		} else {
			dst = append(dst, p[:size]...)
		}
		p = p[size:]
	}
	return dst
}

// finish completes the held rune with the first bytes of p.
func (o *Output) finish(dst, p []byte) (shown, rest []byte) {
	for len(p) > 0 && o.n < len(o.held) && !utf8.FullRune(o.held[:o.n]) && !utf8.RuneStart(p[0]) {
		o.held[o.n] = p[0]
		o.n, p = o.n+1, p[1:]
	}
	held := o.held[:o.n]
	if !utf8.FullRune(held) && len(p) == 0 {
		return dst, nil
	}
	o.n = 0
	r, size := utf8.DecodeRune(held)
	if size == len(held) && size > 1 {
		if Rune(r) {
			return append(dst, held...), p
		}
		return append(dst, Mark), p
	}
	for range held { // invalid: a mark for each byte
		dst = append(dst, Mark)
	}
	return dst, p
}
