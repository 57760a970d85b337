package syscmd

import (
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/secret"
)

var enableLevel = grammar.Int(0, 15, "Enable level")

var enableRow = &cli.Row{
	Mode: cli.Exec, Level: 0,
	Syntax: grammar.Seq(grammar.Kw("enable", "Turn on privileged commands"), grammar.Opt(enableLevel)),
	Run: func(c *cli.Ctx) error {
		level := cli.PrivilegedLevel
		if l, ok := enableLevel.Get(c.Match); ok {
			level = l
		}
		if level > c.Session.Level() {
			ok, err := enablePassword(c, level)
			if !ok || err != nil {
				return err
			}
		}
		c.Session.SetLevel(level)
		return nil
	},
}

// enableTries is the number of attempts to enter the password (ios-boot.md 11.8).
const enableTries = 3

// enablePassword asks for the enable secret of the level or, if none is configured, its
// enable password. It reports whether the answer was right. On the console, level 15 needs
// no password if none is configured.
func enablePassword(c *cli.Ctx, level int) (bool, error) {
	conf := c.System.Running()
	stored, isSecret := conf.Enable(level)
	bad := "% Bad passwords\n\n"
	if isSecret {
		bad = "% Bad secrets\n\n"
	}
	if stored == "" {
		if c.Session.OnConsole() && level == cli.PrivilegedLevel {
			return true, nil
		}
		if conf.AAA.NewModel {
			return false, &cli.UserError{Text: "% Error in authentication.\n\n"} // ios-boot.md 11.8
		}
		return false, &cli.UserError{Text: "% No password set\n"} // ios-boot.md 11.8
	}
	_, refused := c.System.FaultActive(device.FaultEnableRefused)
	for range enableTries {
		typed, err := c.AskSecret("Password: ")
		if err != nil {
			return false, err
		}
		if secret.Check(stored, typed) && !refused {
			return true, nil
		}
	}
	return false, &cli.UserError{Text: bad}
}

var disableLevel = grammar.Int(0, 15, "Privilege level to go to")

var disableRow = &cli.Row{
	Mode: cli.Exec, Level: 0,
	Syntax: grammar.Seq(grammar.Kw("disable", "Turn off privileged commands"), grammar.Opt(disableLevel)),
	Run: func(c *cli.Ctx) error {
		level := cli.UserLevel
		if l, ok := disableLevel.Get(c.Match); ok {
			level = l
		}
		if level > c.Session.Level() {
			return &cli.UserError{Text: "New privilege level must be less than current privilege level\n"} // [UNSOURCED]
		}
		c.Session.SetLevel(level)
		return nil
	},
}

var helpRow = &cli.Row{
	Mode: cli.Exec, Level: 0,
	Syntax: grammar.Kw("help", "Description of the interactive help system"),
	Run: func(c *cli.Ctx) error {
		c.Printf("%s", strings.TrimLeft(helpText, "\n"))
		return nil
	},
}

// helpText is the output of help, in our words.
const helpText = `
Type a question mark (?) at any place of a line to ask for help. If nothing
fits what is typed, the list is empty: go back until a '?' shows the choices.
There are two kinds of help:
1. Full help: a blank and a '?' (as in "show ?") list what may come next,
   each with an explanation.
2. Partial help: a '?' right behind the first letters of a word (as in
   "show ve?") lists the words that begin so.

`
