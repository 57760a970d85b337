package line

// key is the meaning of one or several typed bytes: the byte itself, or one of the
// codes below.
type key uint16

const (
	keyNone   key = 0x100 + iota // no key yet, or no key at all
	keyUp                        // ESC [ A, ESC O A
	keyDown                      // ESC [ B
	keyRight                     // ESC [ C
	keyLeft                      // ESC [ D
	keyHome                      // ESC [ H, ESC [ 1 ~, ESC [ 7 ~
	keyEnd                       // ESC [ F, ESC [ 4 ~, ESC [ 8 ~
	keyDelete                    // ESC [ 3 ~
)

// keyMeta marks Esc followed by a letter, which is in lower case.
const keyMeta key = 0x200

// keyQuoted marks a byte that follows Ctrl-V, which is text in any case.
const keyQuoted key = 0x400

// Control characters the editor refers to by name.
const (
	ctrlC     = 0x03
	bell      = 0x07
	backspace = 0x08
	tab       = 0x09
	ctrlV     = 0x16
	ctrlZ     = 0x1a
	escape    = 0x1b
	ctrlCaret = 0x1e // Ctrl-Shift-6
	rubout    = 0x7f
)

type decodeState uint8

const (
	ground    decodeState = iota
	afterEsc              // ESC seen
	afterLone             // ESC was reported as a key of its own; a sequence may still follow
	inCSI                 // ESC [ seen
	inSS3                 // ESC O seen
	inLinuxFn             // ESC [ [ seen: one more byte follows
	quoted                // Ctrl-V seen
)

// decoder turns bytes into keys. It handles the forms of Return and the escape
// sequences, and lives as long as the line, so that a form that arrives in two
// reads is still one key.
//
// CR, LF, CR LF and CR NUL are one Return (clients.md 9); a NUL by itself is
// ignored (clients.md 1).
type decoder struct {
	state   decodeState
	afterCR bool
	drop    bool // the sequence belongs to a key that was reported already
	param   int  // first number of the CSI sequence
	first   bool // no byte of the CSI sequence has been seen
	more    bool // the first number has ended
}

// feed decodes one byte and returns the key it completes, or keyNone.
func (d *decoder) feed(b byte) key {
	cr := d.afterCR
	d.afterCR = false
	switch {
	case b == 0, b == '\n' && cr:
		return keyNone
	case b == '\r', b == '\n':
		d.state, d.drop = ground, false
		d.afterCR = b == '\r'
		return '\r'
	}
	switch d.state {
	case quoted:
		d.state = ground
		return keyQuoted | key(b)
	case afterEsc, afterLone:
		return d.escaped(b)
	case inCSI:
		return d.csi(b)
	case inLinuxFn:
		d.state, d.drop = ground, false
		return keyNone
	case inSS3:
		d.state = ground
		if b < ' ' {
			d.drop = false
			return d.feed(b)
		}
		return d.final(b)
	}
	if b == escape {
		d.state = afterEsc
		return keyNone
	}
	return key(b)
}

// quote makes the next byte text, except for Return and NUL.
func (d *decoder) quote() { d.state = quoted }

// single is feed for a one-key question: ESC is a key at once, and the bytes that
// an arrow or function key sends after it are dropped.
func (d *decoder) single(b byte) (byte, bool) {
	if d.state == ground && b == escape {
		d.state, d.afterCR = afterLone, false
		return escape, true
	}
	if d.state == quoted {
		d.state = ground
	}
	switch k := d.feed(b); {
	case d.state == afterEsc: // a second ESC
		d.state = afterLone
		return escape, true
	case k < keyNone:
		return byte(k), true
	case k&keyMeta != 0:
		return byte(k), true
	default:
		return 0, false
	}
}

// escaped handles the byte after ESC.
func (d *decoder) escaped(b byte) key {
	lone := d.state == afterLone
	d.state, d.drop = ground, lone
	switch {
	case b == '[':
		d.state, d.param, d.first, d.more = inCSI, 0, true, false
		return keyNone
	case b == 'O':
		d.state = inSS3
		return keyNone
	case lone, b < ' ':
		d.drop = false
		return d.feed(b) // an ordinary key; a control character keeps its meaning
	}
	d.drop = false
	if 'A' <= b && b <= 'Z' {
		b += 'a' - 'A'
	}
	return keyMeta | key(b)
}

// csi handles a byte within ESC [ … (ECMA-48 5.4).
func (d *decoder) csi(b byte) key {
	first := d.first
	d.first = false
	switch {
	case b < ' ': // not part of a sequence: it ends this one
		d.state, d.drop = ground, false
		return d.feed(b)
	case '0' <= b && b <= '9':
		if !d.more {
			d.param = min(d.param*10+int(b-'0'), 1000)
		}
		return keyNone
	case b < '@' || b > '~':
		d.more = true
		return keyNone
	case b == '[' && first:
		d.state = inLinuxFn
		return keyNone
	}
	d.state = ground
	return d.final(b)
}

// final returns the key of a complete sequence.
func (d *decoder) final(b byte) key {
	if d.drop {
		d.drop = false
		return keyNone
	}
	switch b {
	case 'A':
		return keyUp
	case 'B':
		return keyDown
	case 'C':
		return keyRight
	case 'D':
		return keyLeft
	case 'H':
		return keyHome
	case 'F':
		return keyEnd
	case '~':
		switch d.param {
		case 1, 7:
			return keyHome
		case 4, 8:
			return keyEnd
		case 3:
			return keyDelete
		}
	}
	return keyNone
}
