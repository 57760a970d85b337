package line

import (
	"bytes"
	"strings"
)

const (
	noEdge   = 512 // from this width on, lines never scroll (clients.md 1)
	scroll   = 10  // columns by which a long line moves
	minArea  = 8   // with fewer columns beside the prompt lines do not scroll
	ellipsis = '$' // stands for what is out of sight (ios-boot.md 11.7)
)

// screen is what the editor knows to be on the terminal behind the prompt.
type screen struct {
	width int
	start int    // column behind the prompt
	off   int    // cells of the line that are out of sight on the left
	shown []byte // cells behind the prompt
	col   int    // where the cursor is in them
	cells []byte // scratch: the whole line as cells
	next  []byte // scratch: the cells to show
	out   []byte
}

// area is how many cells the line has beside the prompt; -1: no limit. The last
// column stays free, so that no terminal wraps.
func (s *screen) area() int {
	if s.width <= 0 || s.width >= noEdge {
		return -1
	}
	if n := s.width - s.start%s.width - 1; n >= minArea {
		return n
	}
	return -1
}

// drawPrompt appends the prompt to out; nothing of the line is shown yet.
func (e *Editor) drawPrompt() {
	text := newlines(e.prompt.Text)
	e.out = append(e.out, text...)
	e.start = len(text) - 1 - strings.LastIndexByte(text, '\n')
	e.shown, e.col, e.off = e.shown[:0], 0, 0
}

// insertKey puts a typed character into the line. Typing at the end, the most
// frequent case, costs neither a comparison of lines nor memory.
func (e *Editor) insertKey(b byte) {
	if len(e.line) >= MaxLine {
		e.out = append(e.out, bell)
		return
	}
	if e.pos == len(e.line) {
		e.line = append(e.line, b)
		e.pos++
		if e.prompt.Hidden {
			return
		}
		if area := e.area(); isPlain(b) && (area < 0 || len(e.shown) < area) {
			e.shown = append(e.shown, b)
			e.col++
			e.out = append(e.out, b)
			return
		}
		e.show()
		return
	}
	e.insert(b)
	e.show()
}

// isPlain tells whether a byte shows as itself; a control character shows as
// caret and letter.
func isPlain(b byte) bool { return b >= ' ' && b != rubout }

// show makes the screen show the line, with as few bytes as plain terminals
// understand: backspaces, the cells that differ, blanks.
func (e *Editor) show() {
	if e.prompt.Hidden {
		return
	}
	cursor := e.layout()
	e.move(cursor)
}

// layout fills next with the cells to show and gives the cursor's place in them.
func (e *Editor) layout() int {
	e.cells = e.cells[:0]
	cursor := 0
	for i, b := range e.line {
		if i == e.pos {
			cursor = len(e.cells)
		}
		if isPlain(b) {
			e.cells = append(e.cells, b)
		} else {
			e.cells = append(e.cells, '^', b^0x40)
		}
	}
	if e.pos == len(e.line) {
		cursor = len(e.cells)
	}
	area, n := e.area(), len(e.cells)
	if area < 0 {
		e.off = 0
		e.next = append(e.next[:0], e.cells...)
		return cursor
	}
	e.off = offset(e.off, cursor, n, area)
	end, cut := n, n-e.off > area
	if cut {
		end = e.off + area - 1
	}
	e.next = append(e.next[:0], e.cells[e.off:end]...)
	if cut {
		e.next = append(e.next, ellipsis)
	}
	if e.off > 0 {
		e.next[0] = ellipsis
	}
	return cursor - e.off
}

// offset is how far a line of n cells is scrolled to the left so that the cursor
// is in sight, beginning from how far it was.
func offset(off, cursor, n, area int) int {
	step := min(scroll, area/2)
	for off > 0 && cursor <= off {
		off = max(off-step, 0)
	}
	for n-off > area && cursor-off >= area-1 {
		off += step
	}
	return off
}

// move goes from what is shown to next, the cursor at col.
func (s *screen) move(col int) {
	same := commonPrefix(s.shown, s.next)
	if same < len(s.shown) || same < len(s.next) {
		s.seek(same)
		end := len(s.next)
		for len(s.next) == len(s.shown) && s.next[end-1] == s.shown[end-1] {
			end--
		}
		s.out = append(s.out, s.next[same:end]...)
		s.col = end
		for range len(s.shown) - len(s.next) {
			s.out = append(s.out, ' ')
			s.col++
		}
	}
	s.seek(col)
	s.shown, s.next = s.next, s.shown
}

// seek moves the cursor: to the left by backspaces, to the right by printing
// what is there.
func (s *screen) seek(col int) {
	for s.col > col {
		s.out = append(s.out, backspace)
		s.col--
	}
	if s.col < col {
		s.out = append(s.out, s.next[s.col:col]...)
		s.col = col
	}
}

func commonPrefix(a, b []byte) int {
	n := min(len(a), len(b))
	if bytes.Equal(a[:n], b[:n]) {
		return n
	}
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}
