package console

// menuKey, Ctrl-], opens the menu.
const menuKey = 0x1d

const menuText = "iosim: b break, q quit, any other key returns"

type menuAct int

const (
	menuOpen  menuAct = iota // show menuText
	menuBreak                // send a Break
	menuQuit                 // leave the simulation
	menuBack                 // go on
)

// menu sees every key; while it is open it takes the next one.
type menu struct{ open bool }

// key tells whether a key passes to the session, or what it does here.
func (m *menu) key(b byte) (pass bool, act menuAct) {
	if !m.open {
		m.open = b == menuKey
		return !m.open, menuOpen
	}
	m.open = false
	switch b {
	case 'b', 'B':
		return false, menuBreak
	case 'q', 'Q':
		return false, menuQuit
	}
	return false, menuBack
}
