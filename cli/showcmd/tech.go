package showcmd

import (
	"bytes"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
)

var techPassword = grammar.Kw("password", "Include passwords")

// techRow is show tech-support: the show commands that Cisco's support asks for, one after
// the other. Secrets are removed from the configuration unless `password` asks for them.
var techRow = privileged(func(c *cli.Ctx) error {
	for _, what := range []string{
		"version", "running-config", "inventory", "interfaces", "ip interface brief", "ip route", "users", "line",
		"processes cpu", "processes memory", "memory statistics", "bootvar", "redundancy", "logging",
	} {
		c.Printf("\n------------------ show %s ------------------\n\n", what)
		if what == "running-config" && !techPassword.In(c.Match) {
			if err := showWithoutSecrets(c, what); err != nil {
				return err
			}
			continue
		}
		if err := c.Session.Show(c, what); err != nil {
			return err
		}
	}
	return nil
}, grammar.Kw("tech-support", "Show system information for Tech-Support"), grammar.Opt(techPassword))

// showWithoutSecrets prints what a show command prints, with the secrets removed.
func showWithoutSecrets(c *cli.Ctx, what string) error {
	var text bytes.Buffer
	inner := *c
	inner.Out = &text
	if err := c.Session.Show(&inner, what); err != nil {
		return err
	}
	c.Printf("%s", cli.RemoveSecrets(text.String()))
	return nil
}
