package syscmd

import (
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
)

var (
	confTerminal = grammar.Kw("terminal", "Configure from the terminal")
	confLock     = grammar.Kw("lock", "Lock configuration mode")
	confMemory   = grammar.Kw("memory", "Configure from NV memory")
)

var configureRow = &cli.Row{
	Mode: cli.Exec, Level: cli.PrivilegedLevel,
	Syntax: grammar.Seq(grammar.Kw("configure", "Enter configuration mode"),
		grammar.Opt(grammar.Alt(grammar.Seq(confTerminal, grammar.Opt(confLock)), confMemory))),
	Run: func(c *cli.Ctx) error {
		how := "terminal"
		switch {
		case confMemory.In(c.Match):
			how = "memory"
		case !confTerminal.In(c.Match):
			// ios-boot.md 11.1.
			answer, err := c.Ask("Configuring from terminal, memory, or network", "terminal")
			if err != nil {
				return err
			}
			how = strings.ToLower(answer)
		}
		switch {
		case strings.HasPrefix("terminal", how):
			return c.ConfigureTerminal(confLock.In(c.Match))
		case strings.HasPrefix("memory", how):
			return c.MergeStartup()
		}
		return &cli.UserError{Text: "?Must be \"terminal\", \"memory\" or \"network\"\n"} // [UNSOURCED]
	},
}
