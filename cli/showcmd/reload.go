package showcmd

import (
	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
)

// reloadRow is show reload (ios-boot.md 1.3).
var reloadRow = user(func(c *cli.Ctx) error {
	s, left, ok := c.System.Scheduled()
	if !ok {
		c.Printf("No reload is scheduled.\n")
		return nil
	}
	c.Printf("%s", cli.ScheduledText(s, left))
	return nil
}, grammar.Kw("reload", "Scheduled reload information"))
