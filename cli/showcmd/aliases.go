package showcmd

import (
	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
)

var aliasesRow = user(func(c *cli.Ctx) error {
	c.Printf("Exec mode aliases:\n")
	for _, a := range c.Session.Aliases(cli.Exec) {
		c.Printf("  %-22s%s\n", a.Name, a.Text)
	}
	return nil
}, grammar.Kw("aliases", "Display alias commands"))
