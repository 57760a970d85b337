package showcmd

import (
	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
)

// techRow is show tech-support: the show commands that Cisco's support asks for, one after
// the other.
var techRow = privileged(func(c *cli.Ctx) error {
	for _, what := range []string{
		"version", "running-config", "inventory", "interfaces", "ip interface brief", "ip route", "users", "line",
		"processes cpu", "processes memory", "memory statistics", "bootvar", "redundancy", "logging",
	} {
		c.Printf("\n------------------ show %s ------------------\n\n", what)
		if err := c.Session.Show(c, what); err != nil {
			return err
		}
	}
	return nil
}, grammar.Kw("tech-support", "Show system information for Tech-Support"))
