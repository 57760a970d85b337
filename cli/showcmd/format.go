package showcmd

import (
	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
)

// formatRow tells of the specification files that `| format` of IOS uses. A
// device here has none, and does not load any; the words are [UNSOURCED]. That the
// command is there shows in the caret of ios-files.md 14.1: "show fo" is good.
var formatRow = &cli.Row{
	Mode: cli.Exec, Level: cli.UserLevel, Pipe: true,
	Syntax: grammar.Seq(cli.Show, grammar.Kw("format", "Show format information")),
	Run: func(c *cli.Ctx) error {
		c.Printf("No format specification file is loaded\n")
		return nil
	},
}
