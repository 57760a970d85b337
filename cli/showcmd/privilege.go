package showcmd

import (
	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
)

var privilegeRow = user(func(c *cli.Ctx) error {
	c.Printf("Current privilege level is %d\n", c.Session.Level())
	return nil
}, grammar.Kw("privilege", "Show current privilege level"))
