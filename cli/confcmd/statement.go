package confcmd

import (
	"fmt"
	"strings"
)

// statement is a line of the notation with the notes below it.
type statement struct {
	text  string
	notes *notes // nil if there are none
	n     int    // its line number in the file
}

// statements splits a file of the folder lines into statements, without blank lines and
// comments.
func statements(f text) ([]statement, error) {
	out := make([]statement, 0, strings.Count(f.text, "\n"))
	var list []note // of all statements
	n := 0
	for l := range strings.Lines(f.text) {
		n++
		if l = strings.TrimSpace(l); l == "" || l[0] == '#' {
			continue
		}
		rest, isNote := strings.CutPrefix(l, "? ")
		if !isNote {
			out = append(out, statement{text: l, n: n})
			continue
		}
		word, help, ok := strings.Cut(rest, "  ")
		if !ok || len(out) == 0 {
			return nil, fmt.Errorf("lines/%s:%d: a note without word and text, or without a line that it explains", f.name, n)
		}
		last := &out[len(out)-1]
		if last.notes == nil {
			last.notes = &notes{file: f.name}
		}
		below := last.notes
		for _, other := range below.list {
			if other.word == word {
				return nil, fmt.Errorf("lines/%s:%d: %s is explained twice", f.name, n, word)
			}
		}
		list = append(list, note{word, help, n})
		below.list = list[len(list)-1-len(below.list):]
	}
	return out, nil
}
