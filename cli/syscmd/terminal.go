package syscmd

import (
	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
)

var (
	termWord   = grammar.Kw("terminal", "Set terminal line parameters")
	termLength = grammar.Int(0, 512, "Number of lines on screen (0 for no pausing)")
	termWidth  = grammar.Int(0, 512, "Number of characters on a screen line")
	termSize   = grammar.Int(0, 256, "Size of history buffer")
)

var terminalRows = []*cli.Row{
	{
		Mode: cli.Exec, Level: cli.UserLevel,
		Syntax: grammar.Seq(termWord, grammar.Kw("length", "Set number of lines on a screen"), termLength),
		Run: func(c *cli.Ctx) error {
			t := c.Session.Terminal()
			w, _ := t.Size()
			t.SetSize(w, termLength.Of(c.Match))
			return nil
		},
	},
	{
		Mode: cli.Exec, Level: cli.UserLevel,
		Syntax: grammar.Seq(termWord, grammar.Kw("width", "Set width of the display terminal"), termWidth),
		Run: func(c *cli.Ctx) error {
			t := c.Session.Terminal()
			_, l := t.Size()
			t.SetSize(termWidth.Of(c.Match), l)
			return nil
		},
	},
	{
		Mode: cli.Exec, Level: cli.UserLevel,
		Syntax: grammar.Seq(termWord, grammar.Kw("history", "Enable and control the command history function"),
			grammar.Kw("size", "Set history buffer size"), termSize),
		Run: func(c *cli.Ctx) error {
			c.Session.History().SetSize(termSize.Of(c.Match))
			return nil
		},
	},
}
