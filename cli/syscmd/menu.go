package syscmd

import (
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/running"
)

// The texts that a menu prints around its items. Cisco's guide to user menus describes the
// items, menu-exit and the options; the layout and these texts are [UNSOURCED].
const (
	menuItem    = "     %-9s  %s\n"
	menuPrompt  = "Selection: "
	menuPause   = "Press RETURN to continue: "
	menuInvalid = "Invalid selection.\n"
	menuUnknown = "%% No such menu\n"
	menuClear   = "\x1b[H\x1b[J"
	menuSpaced  = 9 // the maximum number of items that are separated by blank lines
)

var menuName = grammar.AnyWord("Name of a menu")

// menuRow shows a menu of the configuration and runs the chosen item, again and again until
// menu-exit is chosen.
var menuRow = &cli.Row{
	Mode: cli.Exec, Level: cli.UserLevel,
	Syntax: grammar.Seq(grammar.Kw("menu", "Start a menu-based user interface"), menuName),
	Run: func(c *cli.Ctx) error {
		m := c.System.Running().Menus[menuName.Of(c.Match)]
		if m == nil {
			c.Printf(menuUnknown)
			return nil
		}
		for {
			more, err := runMenu(c, m)
			if !more || err != nil {
				return err
			}
		}
	},
}

// runMenu shows the menu and runs the chosen item. more is false after menu-exit.
func runMenu(c *cli.Ctx, m *running.Menu) (more bool, err error) {
	if m.ClearScreen {
		c.Printf(menuClear)
	}
	if m.Title != "" {
		c.Printf("%s\n\n", strings.Trim(m.Title, "\n"))
	}
	for _, it := range m.Items {
		if it.Text == "" {
			continue // it is not shown, but can be chosen
		}
		c.Printf(menuItem, it.Key, it.Text)
		if !m.SingleSpace && len(m.Items) <= menuSpaced {
			c.Printf("\n")
		}
	}
	prompt := m.Prompt
	if prompt == "" {
		prompt = menuPrompt
	}
	key, err := c.AskLine(prompt)
	if err != nil {
		return false, err
	}
	if key == "" {
		key = m.Default
	}
	for _, it := range m.Items {
		if it.Key != key || it.Command == "" {
			continue
		}
		if it.Command == "menu-exit" {
			return false, nil
		}
		if err := c.Session.Exec(c, it.Command); err != nil {
			return false, err
		}
		if it.Pause {
			_, err = c.AskLine(menuPause)
		}
		return err == nil, err
	}
	c.Printf(menuInvalid)
	return true, nil
}
