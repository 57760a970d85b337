package showcmd

import (
	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
)

// formatRow is show format, which lists the specification files that IOS's modifier `|
// format` uses. The device has none [UNSOURCED text]. The caret in ios-files.md 14.1 shows
// that the command exists: "show fo" is accepted.
var formatRow = &cli.Row{
	Mode: cli.Exec, Level: cli.UserLevel, Pipe: true,
	Syntax: grammar.Seq(cli.Show, grammar.Kw("format", "Show format information")),
	Run: func(c *cli.Ctx) error {
		c.Printf("No format specification file is loaded\n")
		return nil
	},
}
