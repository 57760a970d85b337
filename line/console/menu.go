package console

import (
	"strings"
	"unicode/utf8"

	"github.com/iosim/iosim/line"
)

// Action is an entry of the console's menu beside Break and quit.
type Action struct {
	Key  byte   // a lower-case letter; the upper-case one works too
	Name string // in the menu: "insert a USB stick"
	// Ask is the question that is answered by a line first; "" asks nothing.
	Ask string
	// Do acts. What it prints on the session's screen comes below the menu; its
	// error is shown there.
	Do func(answer string) error
}

// Offer puts actions into the menu of c; a line that is no local terminal has none.
func Offer(c line.Conn, actions ...Action) {
	if t, ok := c.(*terminal); ok {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.actions = actions
	}
}

// menuKey, Ctrl-], opens the menu.
const menuKey = 0x1d

// menuText is the menu with the actions in it.
func menuText(actions []Action) string {
	var b strings.Builder
	b.WriteString("iosim: b break, ")
	for _, a := range actions {
		b.WriteString(string(rune(a.Key)) + " " + a.Name + ", ")
	}
	b.WriteString("q quit, any other key returns")
	return b.String()
}

// maxAnswer bounds an answer in bytes.
const maxAnswer = 4096

type menuState int

const (
	menuClosed menuState = iota
	menuOpened           // takes the next key
	menuAsking           // takes a line
)

type menuAct int

const (
	menuOpen  menuAct = iota // show the menu
	menuBreak                // send a Break
	menuQuit                 // leave the simulation
	menuBack                 // go on
	menuAsk                  // show the question
	menuEcho                 // show what was typed of the answer
	menuDo                   // do it
)

// menu sees every key; while it is open it takes those that are meant for it.
type menu struct {
	state  menuState
	chosen Action
	answer []byte
	echo   string // menuEcho: what to show
}

// key tells whether a key passes to the session, or what it does here.
func (m *menu) key(b byte, actions []Action) (pass bool, act menuAct) {
	switch m.state {
	case menuClosed:
		if b != menuKey {
			return true, 0
		}
		m.state = menuOpened
		return false, menuOpen
	case menuAsking:
		return false, m.typed(b)
	}
	m.state = menuClosed
	if b >= 'A' && b <= 'Z' {
		b += 'a' - 'A'
	}
	switch b {
	case 'b':
		return false, menuBreak
	case 'q':
		return false, menuQuit
	}
	for _, a := range actions {
		if a.Key != b {
			continue
		}
		m.chosen, m.answer = a, m.answer[:0]
		if a.Ask == "" {
			return false, menuDo
		}
		m.state = menuAsking
		return false, menuAsk
	}
	return false, menuBack
}

// typed takes a key of the answer: it ends with Return, and with Ctrl-C, Ctrl-]
// or Escape nothing is done.
func (m *menu) typed(b byte) menuAct {
	m.echo = ""
	switch {
	case b == '\r' || b == '\n':
		m.state = menuClosed
		return menuDo
	case b == 0x03 || b == menuKey || b == 0x1b:
		m.state = menuClosed
		return menuBack
	case b == '\b' || b == 0x7f:
		if n := len(m.answer); n > 0 {
			_, size := utf8.DecodeLastRune(m.answer)
			m.answer = m.answer[:n-size]
			m.echo = "\b \b"
		}
	case b >= ' ' && len(m.answer) < maxAnswer:
		m.answer = append(m.answer, b)
		m.echo = string([]byte{b})
	}
	return menuEcho
}
