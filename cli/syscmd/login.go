package syscmd

import (
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/internal/printable"
	"github.com/iosim/iosim/ios/system"
)

// loginRow logs in as another user of the configuration. The texts are those of a line's
// login [UNSOURCED].
var loginRow = &cli.Row{
	Mode: cli.Exec, Level: cli.UserLevel, Syntax: grammar.Kw("login", "Log in as a particular user"),
	Run: func(c *cli.Ctx) error {
		l := system.Login{Kind: system.LoginLocal}
		c.Printf("\nUser Access Verification\n\n")
		name, err := c.AskLine("Username: ")
		if err != nil {
			return err
		}
		name = printable.Text(name)
		password, err := c.AskSecret("Password: ")
		if err != nil {
			return err
		}
		if !c.System.CheckLogin(l, c.Session.Line(), name, password) {
			return &cli.UserError{Text: "% Login invalid\n\n"}
		}
		c.Session.TTY().SetUser(name)
		c.Session.SetLevel(c.System.LevelOn(l, c.Session.Line(), name))
		return nil
	},
}

// lockRow locks the terminal of a line that is `lockable` until the password that its user
// has chosen is typed again (Cisco's command reference; the refusals are [UNSOURCED]).
var lockRow = &cli.Row{
	Mode: cli.Exec, Level: cli.UserLevel, Syntax: grammar.Kw("lock", "Lock the terminal"),
	Run: func(c *cli.Ctx) error {
		if !c.Session.Line().Lockable {
			return &cli.UserError{Text: "% Locking not supported on this line\n"}
		}
		password, err := c.AskSecret("Password: ")
		if err != nil {
			return err
		}
		again, err := c.AskSecret("Again: ")
		if err != nil {
			return err
		}
		if password == "" || password != again {
			return &cli.UserError{Text: "% Passwords do not match\n"}
		}
		c.Printf("%s", strings.Repeat("\n", lockedLines)+strings.Repeat(" ", lockedIndent)+"Locked\n")
		for {
			typed, err := c.AskSecret("Password: ")
			if err != nil && err != cli.ErrAborted {
				return err
			}
			if err == nil && typed == password {
				return nil
			}
		}
	},
}

// The screen of a locked terminal is empty except for a word in its middle.
const (
	lockedLines  = 12
	lockedIndent = 32
)
