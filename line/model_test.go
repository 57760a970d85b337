package line

import (
	"fmt"
	"strings"
)

// glass is a small terminal: what a person would see. Width 0 has no edge.
type glass struct {
	width    int
	rows     []string
	col      int
	wraps    int // characters that did not fit on their row
	outgoing int // backspaces at the left edge
}

func newGlass(width int) *glass { return &glass{width: width, rows: []string{""}} }

func (g *glass) write(p []byte) {
	for _, b := range p {
		switch {
		case b == '\r':
			g.col = 0
		case b == '\n':
			g.rows = append(g.rows, "")
		case b == '\b':
			if g.col == 0 {
				g.outgoing++
			}
			g.col = max(g.col-1, 0)
		case b == bell:
		case b < ' ' || b == rubout:
			panic(fmt.Sprintf("control character %#x on the screen", b))
		default:
			if g.width > 0 && g.col >= g.width {
				g.wraps++
				g.rows, g.col = append(g.rows, ""), 0
			}
			r := &g.rows[len(g.rows)-1]
			for len(*r) <= g.col {
				*r += " "
			}
			*r = (*r)[:g.col] + string([]byte{b}) + (*r)[g.col+1:]
			g.col++
		}
	}
	if n := len(g.rows); n > 4 {
		g.rows = g.rows[n-4:]
	}
}

// last is the row with the cursor, without the blanks at its end.
func (g *glass) last() string { return strings.TrimRight(g.rows[len(g.rows)-1], " ") }

// fits returns what is wrong with the row behind a prompt: it must show the line,
// or a part of it with `$` where something is out of sight, and the cursor in it.
func (g *glass) fits(prompt string, e *Editor) string {
	cells, cursor := "", -1
	for i, b := range e.line {
		if i == e.pos {
			cursor = len(cells)
		}
		if isPlain(b) {
			cells += string([]byte{b})
		} else {
			cells += "^" + string([]byte{b ^ 0x40})
		}
	}
	if cursor < 0 {
		cursor = len(cells)
	}
	row := g.rows[len(g.rows)-1]
	if !strings.HasPrefix(row, prompt) {
		return fmt.Sprintf("row %q does not begin with the prompt", row)
	}
	row = strings.TrimRight(row[len(prompt):], " ")
	at := g.col - len(prompt)
	if row == strings.TrimRight(cells, " ") && at == cursor {
		return ""
	}
	off := cursor - at
	if off < 0 || off > len(cells) {
		return fmt.Sprintf("row %q, cursor %d: line %q, cursor %d", row, at, cells, cursor)
	}
	want := cells[off:]
	if area := g.width - len(prompt) - 1; len(want) > area {
		want = want[:area-1] + "$"
	}
	if off > 0 {
		want = "$" + want[1:]
	}
	if row != strings.TrimRight(want, " ") {
		return fmt.Sprintf("row %q, cursor %d: want %q of line %q, cursor %d", row, at, want, cells, cursor)
	}
	if off > 0 && at == 0 || len(cells)-off > g.width && want[at] == '$' && cells[cursor] != '$' {
		return fmt.Sprintf("row %q: the cursor is on a `$` that is not of the line", row)
	}
	return ""
}
