package showcmd

import (
	"slices"
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
)

// debuggingRow is show debugging: it lists the flags that are on.
var debuggingRow = user(func(c *cli.Ctx) error {
	var on []cli.Debug
	for _, flag := range c.System.Debugs() {
		on = append(on, cli.DebugFlag(flag))
	}
	slices.SortStableFunc(on, func(a, b cli.Debug) int { return strings.Compare(a.Group, b.Group) })
	for i, f := range on {
		if i == 0 || f.Group != on[i-1].Group {
			c.Printf("%s:\n", f.Group)
		}
		c.Printf("  %s debugging is on\n", f.Title)
	}
	if on != nil {
		c.Printf("\n")
	}
	return nil
}, grammar.Kw("debugging", "State of each debugging option"))
