package console

import (
	"strings"
	"unicode/utf8"

	"github.com/iosim/iosim/line"
)

// Action is an additional entry of the console's menu.
type Action struct {
	Key  byte   // a lower-case letter; the upper-case one works too
	Name string // text in the menu: "insert a USB stick"
	// Ask is a question to be answered by a line first; "" asks nothing.
	Ask string
	// Do runs the action. What it prints on the session's screen appears below the
	// menu, as does its error.
	Do func(answer string) error
}

// Offer adds actions to the menu of c. It does nothing if c is not a local
// terminal.
func Offer(c line.Conn, actions ...Action) {
	if t, ok := c.(*terminal); ok {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.actions = actions
	}
}

// menuKey, Ctrl-], opens the menu.
const menuKey = 0x1d

// menuText returns the text of the menu with the actions.
func menuText(actions []Action) string {
	var b strings.Builder
	b.WriteString("iosim: b break, ")
	for _, a := range actions {
		b.WriteString(string(rune(a.Key)) + " " + a.Name + ", ")
	}
	b.WriteString("q quit, any other key returns")
	return b.String()
}

// maxAnswer is the maximum length of an answer in bytes.
const maxAnswer = 4096

type menuState int

const (
	menuClosed menuState = iota
	menuOpened           // waiting for a key
	menuAsking           // waiting for a line
)

type menuAct int

const (
	menuOpen  menuAct = iota // show the menu
	menuBreak                // send a Break
	menuQuit                 // leave the simulation
	menuBack                 // quit
	menuAsk                  // close the menu
	menuEcho                 // ask the question
	menuDo                   // echo what was typed of the answer
)

// menu is the state of the menu. It sees every key and consumes its own.
type menu struct {
	state  menuState
	chosen Action
	answer []byte
	echo   string // what to echo for menuEcho
}

// key handles a key. pass is true if it goes to the session; otherwise act says
// what to do.
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

// typed handles a key of the answer. Return ends it; Ctrl-C, Ctrl-] and Escape
// cancel it.
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
