package config

import "strings"

// counts are the numbers of lines of a tree.
type counts struct {
	all  int
	tops map[string]int // top-level lines, by first word
}

// Len returns the number of lines.
func (t *Tree) Len() int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.counts.all
}

// Count returns the number of top-level lines whose first word is the given one.
func (t *Tree) Count(word string) int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.counts.tops[word]
}

// counted notes a line that was added to or removed from the section at, and the number of
// lines that came or went with it; t.mu is held.
func (t *Tree) counted(at Path, text string, line, lines int) {
	t.counts.all += lines
	if len(at) > 0 {
		return
	}
	if t.counts.tops == nil {
		t.counts.tops = map[string]int{}
	}
	word, _, _ := strings.Cut(text, " ")
	t.counts.tops[word] += line
}

// recount counts all lines; t.mu is held.
func (t *Tree) recount() {
	t.counts = counts{}
	for _, l := range t.root.sub {
		t.counted(nil, l.Text, 1, l.count())
	}
}

// count is the number of lines that l is, with those below it.
func (l *Line) count() int {
	n := 1
	for _, s := range l.sub {
		n += s.count()
	}
	return n
}
