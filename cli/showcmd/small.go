package showcmd

import (
	"slices"
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/platform"
)

var historyRow = user(func(c *cli.Ctx) error {
	for _, l := range c.Session.History().Lines() {
		c.Printf("  %s\n", l)
	}
	return nil
}, grammar.Kw("history", "Display the session command history"))

var privilegeRow = user(func(c *cli.Ctx) error {
	c.Printf("Current privilege level is %d\n", c.Session.Level())
	return nil
}, grammar.Kw("privilege", "Show current privilege level"))

var aliasesRow = user(func(c *cli.Ctx) error {
	c.Printf("Exec mode aliases:\n")
	for _, a := range c.Session.Aliases(cli.Exec) {
		c.Printf("  %-22s%s\n", a.Name, a.Text)
	}
	return nil
}, grammar.Kw("aliases", "Display alias commands"))

// debuggingRow lists the flags by the words that `debug` says of them.
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

// reloadRow is ios-boot.md 1.3.
var reloadRow = user(func(c *cli.Ctx) error {
	s, left, ok := c.System.Scheduled()
	if !ok {
		c.Printf("No reload is scheduled.\n")
		return nil
	}
	c.Printf("%s", cli.ScheduledText(s, left))
	return nil
}, grammar.Kw("reload", "Scheduled reload information"))

// bootRow: there is no show boot on an ISR G2, and bootvar is not abbreviated so
// (ios-boot.md 5.4).
var bootRow = &cli.Row{
	Mode: cli.Exec, Level: cli.PrivilegedLevel, Hidden: true, On: hasBootVariables,
	Syntax: grammar.Seq(cli.Show, grammar.Kw("boot", "show boot attributes")),
	Run:    func(c *cli.Ctx) error { return c.Session.InvalidAfter("boot") },
}

func hasBootVariables(m *platform.Model) bool { return !m.NoBootVariables }
