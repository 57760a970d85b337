package showcmd

import (
	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/platform"
)

// bootRow is show bootvar. An ISR G2 has no show boot, and "boot" does not abbreviate
// bootvar (ios-boot.md 5.4).
var bootRow = &cli.Row{
	Mode: cli.Exec, Level: cli.PrivilegedLevel, Hidden: true, On: hasBootVariables,
	Syntax: grammar.Seq(cli.Show, grammar.Kw("boot", "show boot attributes")),
	Run:    func(c *cli.Ctx) error { return c.Session.InvalidAfter("boot") },
}

func hasBootVariables(m *platform.Model) bool { return !m.NoBootVariables }
