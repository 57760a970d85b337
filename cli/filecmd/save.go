package filecmd

import (
	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
)

var (
	writeErase    = grammar.Kw("erase", "Erase NV memory")
	writeMemory   = grammar.Kw("memory", "Write to NV memory")
	writeTerminal = grammar.Kw("terminal", "Write to terminal")
)

var writeRow = &cli.Row{
	Mode: cli.Exec, Level: cli.PrivilegedLevel,
	Syntax: grammar.Seq(grammar.Kw("write", "Write running configuration to memory, network, or terminal"),
		grammar.Opt(grammar.Alt(writeErase, writeMemory, writeTerminal))),
	Run: func(c *cli.Ctx) error {
		switch {
		case writeErase.In(c.Match):
			return eraseStartup(c)
		case writeTerminal.In(c.Match):
			return c.ShowRunning(cli.RunningPlain)
		}
		return c.Save()
	},
}
