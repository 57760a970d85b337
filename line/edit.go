package line

import "slices"

// edit applies an editing key to the line (ios-boot.md 11.7). Words are separated
// by blanks. Keys without a meaning are ignored.
func (e *Editor) edit(k key) {
	again := e.again
	e.again = false
	switch k {
	case 0x01, keyHome: // Ctrl-A
		e.pos = 0
	case 0x02, keyLeft: // Ctrl-B
		e.pos = max(e.pos-1, 0)
	case 0x04, keyDelete: // Ctrl-D
		e.cut(e.pos, min(e.pos+1, len(e.line)))
	case 0x05, keyEnd: // Ctrl-E
		e.pos = len(e.line)
	case 0x06, keyRight: // Ctrl-F
		e.pos = min(e.pos+1, len(e.line))
	case backspace, rubout:
		e.cut(max(e.pos-1, 0), e.pos)
	case 0x0b: // Ctrl-K
		e.kill(e.pos, len(e.line))
	case 0x0c, 0x12: // Ctrl-L, Ctrl-R
		e.out = append(e.out, '\r', '\n')
		e.drawPrompt()
	case 0x0e, keyDown: // Ctrl-N
		e.walk(+1)
	case 0x10, keyUp: // Ctrl-P
		e.walk(-1)
	case 0x14: // Ctrl-T
		e.transpose()
	case 0x15, 0x18: // Ctrl-U, Ctrl-X
		e.kill(0, e.pos)
	case ctrlV, keyMeta | 'q':
		e.dec.quote()
	case 0x17, keyMeta | rubout: // Ctrl-W
		e.kill(e.wordStart(), e.pos)
	case 0x19: // Ctrl-Y
		e.yank(0)
	case keyMeta | 'y':
		if again {
			e.cut(e.pos-e.yanked, e.pos)
			e.yank(e.back + 1)
		} else {
			e.yank(0)
		}
	case keyMeta | 'b':
		e.pos = e.wordStart()
	case keyMeta | 'f':
		e.pos = e.wordEnd()
	case keyMeta | 'd':
		e.kill(e.pos, e.wordEnd())
	case keyMeta | 'c':
		e.mapWord(true, toUpper, toLower)
	case keyMeta | 'u':
		e.mapWord(false, nil, toUpper)
	case keyMeta | 'l':
		e.mapWord(false, nil, toLower)
	}
}

// insert inserts p, which fits, before the cursor.
func (e *Editor) insert(p ...byte) {
	e.line = slices.Insert(e.line, e.pos, p...)
	e.pos += len(p)
}

// cut removes line[from:to] and moves the cursor to from.
func (e *Editor) cut(from, to int) {
	e.line = slices.Delete(e.line, from, to)
	e.pos = from
}

// kill is cut that adds to the kill ring.
func (e *Editor) kill(from, to int) {
	e.kills.push(e.line[from:to])
	e.cut(from, to)
}

// yank inserts an entry of the kill ring; 0 is the newest.
func (e *Editor) yank(back int) {
	p := e.kills.get(back)
	if p == nil || len(e.line)+len(p) > MaxLine {
		e.out = append(e.out, bell)
		return
	}
	e.insert(p...)
	e.again, e.yanked, e.back = true, len(p), back
}

// transpose exchanges the character at the cursor with the one on its left, or the
// last two at the end of the line.
func (e *Editor) transpose() {
	i := min(e.pos, len(e.line)-1)
	if i < 1 {
		return
	}
	e.line[i-1], e.line[i] = e.line[i], e.line[i-1]
	e.pos = i + 1
}

// wordStart returns the start of the word on the left of the cursor.
func (e *Editor) wordStart() int {
	i := e.pos
	for i > 0 && e.line[i-1] == ' ' {
		i--
	}
	for i > 0 && e.line[i-1] != ' ' {
		i--
	}
	return i
}

// wordEnd returns the end of the word at or on the right of the cursor.
func (e *Editor) wordEnd() int {
	i := e.pos
	for i < len(e.line) && e.line[i] == ' ' {
		i++
	}
	for i < len(e.line) && e.line[i] != ' ' {
		i++
	}
	return i
}

// mapWord maps the letters from the cursor to the end of the word and moves the
// cursor there. With capital, the first letter is mapped by first.
func (e *Editor) mapWord(capital bool, first, rest func(byte) byte) {
	end := e.wordEnd()
	for i := e.pos; i < end; i++ {
		f := rest
		if capital && e.line[i] != ' ' {
			f, capital = first, false
		}
		e.line[i] = f(e.line[i])
	}
	e.pos = end
}

func toUpper(b byte) byte {
	if 'a' <= b && b <= 'z' {
		b -= 'a' - 'A'
	}
	return b
}

func toLower(b byte) byte {
	if 'A' <= b && b <= 'Z' {
		b += 'a' - 'A'
	}
	return b
}

// walk moves through the history, of which the line being typed is the newest
// entry. At either end it rings the bell.
func (e *Editor) walk(by int) {
	if e.lines == nil && e.prompt.History != nil {
		e.lines = e.prompt.History.Lines()
		e.at = len(e.lines)
	}
	to := e.at + by
	if to < 0 || to > len(e.lines) {
		e.out = append(e.out, bell)
		return
	}
	if e.at == len(e.lines) {
		e.draft = append(e.draft[:0], e.line...)
	}
	e.at = to
	e.line = e.line[:0]
	if to == len(e.lines) {
		e.line = append(e.line, e.draft...)
	} else {
		e.line = append(e.line, e.lines[to][:min(len(e.lines[to]), MaxLine)]...)
	}
	e.pos = len(e.line)
}
