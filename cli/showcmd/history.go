package showcmd

import (
	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
)

var historyRow = user(func(c *cli.Ctx) error {
	for _, l := range c.Session.History().Lines() {
		c.Printf("  %s\n", l)
	}
	return nil
}, grammar.Kw("history", "Display the session command history"))
