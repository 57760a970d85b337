package showcmd

import (
	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
)

var clockDetail = grammar.Kw("detail", "Display detailed information")

// clockRow is show clock (ios-boot.md 11.9). The output of detail follows the example in
// Cisco's command reference.
var clockRow = user(func(c *cli.Ctx) error {
	c.Printf("%s\n", cli.ClockText(c.System))
	if !clockDetail.In(c.Match) {
		return nil
	}
	c.Printf("%s\n", c.System.TimeSource())
	if from, to, ok := c.System.SummerTime(); ok {
		c.Printf("Summer time starts %s\nSummer time ends %s\n", from.Format(cli.Stamp), to.Format(cli.Stamp))
	}
	return nil
}, grammar.Kw("clock", "Display the system clock"), grammar.Opt(clockDetail))

var calendarRow = user(func(c *cli.Ctx) error {
	c.Printf("%s\n", c.System.Calendar().Format(cli.Stamp))
	return nil
}, grammar.Kw("calendar", "Display the hardware calendar"))
