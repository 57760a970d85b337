package grammar

import "strings"

const blanks = " \t"

func blank(c byte) bool { return c == ' ' || c == '\t' }

// nextWord returns the first word of line[at:]; from == to if there is none.
func nextWord(line string, at int) (from, to int) {
	for at < len(line) && blank(line[at]) {
		at++
	}
	from = at
	for at < len(line) && !blank(line[at]) {
		at++
	}
	return from, at
}

// lastWord returns the start of the word at the end of line. It is len(line) after
// a blank.
func lastWord(line string) int { return strings.LastIndexAny(line, blanks) + 1 }

// fold copies the word in lower case to w.lower, up to the length of the longest
// keyword.
func (w *walk) fold(tok string) {
	w.lower = w.lower[:0]
	for i := range min(len(tok), maxWord+1) {
		w.lower = append(w.lower, fold(tok[i]))
	}
}

func fold(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c
}

func lower(s string) string {
	b := []byte(s)
	for i, c := range b {
		b[i] = fold(c)
	}
	return string(b)
}

// common returns the number of equal leading bytes.
func common(keyword string, word []byte) int {
	n := min(len(keyword), len(word))
	for i := range n {
		if keyword[i] != word[i] {
			return i
		}
	}
	return n
}

// begins reports whether s starts with prefix, ignoring case.
func begins(s, prefix string) bool {
	if len(s) < len(prefix) {
		return false
	}
	for i := range len(prefix) {
		if fold(s[i]) != fold(prefix[i]) {
			return false
		}
	}
	return true
}
