package syscmd

import (
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/config"
)

// What a menu prints around its items. Cisco's guide to user menus tells of the
// items, of menu-exit and of the options; the layout and these words are ours
// [UNSOURCED].
const (
	menuItem    = "     %-9s  %s\n"
	menuPrompt  = "Selection: "
	menuPause   = "Press RETURN to continue: "
	menuInvalid = "Invalid selection.\n"
	menuUnknown = "%% No such menu\n"
	menuClear   = "\x1b[H\x1b[J"
	menuSpaced  = 9 // items at most, that blank lines set apart
)

var menuName = grammar.AnyWord("Name of a menu")

// menuRow shows a menu of the configuration, runs what is chosen and shows it again,
// until menu-exit is.
var menuRow = &cli.Row{
	Mode: cli.Exec, Level: cli.UserLevel,
	Syntax: grammar.Seq(grammar.Kw("menu", "Start a menu-based user interface"), menuName),
	Run: func(c *cli.Ctx) error {
		m, ok := readMenu(c.System.Config(), menuName.Of(c.Match))
		if !ok {
			c.Printf(menuUnknown)
			return nil
		}
		for {
			more, err := m.once(c)
			if !more || err != nil {
				return err
			}
		}
	},
}

// menu is what the lines "menu NAME ..." say.
type menu struct {
	title, prompt, preset string
	items                 []menuChoice
	clear, single         bool
}

type menuChoice struct {
	key, text, command string
	pause              bool
}

func readMenu(t *config.Tree, name string) (m menu, ok bool) {
	for _, l := range t.Lines(nil) {
		rest, mine := strings.CutPrefix(l, "menu "+name+" ")
		if !mine {
			continue
		}
		ok = true
		word, rest, _ := strings.Cut(rest, " ")
		key, text, _ := strings.Cut(rest, " ")
		switch word {
		case "title":
			m.title = undelimited(rest)
		case "prompt":
			m.prompt = undelimited(rest)
		case "text":
			m.item(key).text = text
		case "command":
			m.item(key).command = text
		case "options":
			m.item(key).pause = text == "pause"
		case "default":
			m.preset = key
		case "clear-screen":
			m.clear = true
		case "single-space":
			m.single = true
		}
	}
	return m, ok
}

// item is the item of the key, added if it is not there.
func (m *menu) item(key string) *menuChoice {
	for i := range m.items {
		if m.items[i].key == key {
			return &m.items[i]
		}
	}
	m.items = append(m.items, menuChoice{key: key})
	return &m.items[len(m.items)-1]
}

// undelimited is a text without the ^C around it.
func undelimited(s string) string {
	return strings.TrimSuffix(strings.TrimPrefix(s, "^C"), "^C")
}

// once shows the menu and runs one choice. more is false for menu-exit.
func (m menu) once(c *cli.Ctx) (more bool, err error) {
	if m.clear {
		c.Printf(menuClear)
	}
	if m.title != "" {
		c.Printf("%s\n\n", strings.Trim(m.title, "\n"))
	}
	for _, it := range m.items {
		if it.text == "" {
			continue // it may be chosen all the same
		}
		c.Printf(menuItem, it.key, it.text)
		if !m.single && len(m.items) <= menuSpaced {
			c.Printf("\n")
		}
	}
	prompt := m.prompt
	if prompt == "" {
		prompt = menuPrompt
	}
	key, err := c.AskLine(prompt)
	if err != nil {
		return false, err
	}
	if key == "" {
		key = m.preset
	}
	for _, it := range m.items {
		if it.key != key || it.command == "" {
			continue
		}
		if it.command == "menu-exit" {
			return false, nil
		}
		if err := c.Session.Exec(c, it.command); err != nil {
			return false, err
		}
		if it.pause {
			_, err = c.AskLine(menuPause)
		}
		return err == nil, err
	}
	c.Printf(menuInvalid)
	return true, nil
}
