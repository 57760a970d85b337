package line

import (
	"bytes"
	"strings"
)

const (
	noEdge   = 512 // with this width or more, lines do not scroll (clients.md 1)
	scroll   = 10  // columns by which a long line is scrolled
	minArea  = 8   // with fewer columns besides the prompt, lines do not scroll
	ellipsis = '$' // marks a hidden part of the line (ios-boot.md 11.7)
)

// screen is what the editor has drawn on the terminal after the prompt.
type screen struct {
	width int
	start int    // column after the prompt
	off   int    // cells of the line hidden on the left
	shown []byte // cells shown after the prompt
	col   int    // index of the cursor in shown
	cells []byte // scratch: the whole line as cells
	next  []byte // scratch: the cells to show
	out   []byte
}

// area returns the number of cells for the line beside the prompt, or -1 if there
// is no limit. The last column stays free, so that the terminal does not wrap.
func (s *screen) area() int {
	if s.width <= 0 || s.width >= noEdge {
		return -1
	}
	if n := s.width - s.start%s.width - 1; n >= minArea {
		return n
	}
	return -1
}

// drawPrompt appends the prompt to out. None of the line is shown yet.
func (e *Editor) drawPrompt() {
	text := newlines(e.prompt.Text)
	e.out = append(e.out, text...)
	e.start = len(text) - 1 - strings.LastIndexByte(text, '\n')
	e.shown, e.col, e.off = e.shown[:0], 0, 0
}

// insertKey inserts a typed character. Typing at the end, the most frequent case,
// neither compares lines nor allocates.
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

// isPlain reports whether a byte is shown as itself; a control character is shown
// as caret and letter.
func isPlain(b byte) bool { return b >= ' ' && b != rubout }

// show updates the screen with the fewest bytes a plain terminal understands:
// backspaces, the cells that differ, blanks.
func (e *Editor) show() {
	if e.prompt.Hidden {
		return
	}
	cursor := e.layout()
	e.move(cursor)
}

// layout sets next to the cells to show and returns the index of the cursor in
// them.
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

// offset returns the number of cells by which a line of n cells has to be scrolled
// for the cursor to be visible; off is the present number.
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

// move changes the screen from shown to next, with the cursor at col.
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

// seek moves the cursor: to the left by backspaces, to the right by printing what
// is there.
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
