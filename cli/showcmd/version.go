package showcmd

import (
	"fmt"
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
)

var versionRow = &cli.Row{
	Mode: cli.Exec, Level: cli.UserLevel, Pipe: true,
	Syntax: grammar.Seq(cli.Show, grammar.Kw("version", "System hardware and software status")),
	Run: func(c *cli.Ctx) error {
		d := c.System
		image := d.Image()
		c.Printf("%s\n", cli.SoftwareBanner(d.Model(), image.Image))
		c.Printf("ROM: System Bootstrap, Version %s, RELEASE SOFTWARE (%s)\n\n", d.Model().ROMMON, d.Model().ROMMONRelease)
		c.Printf("%s uptime is %s\n", d.Hostname(), cli.Uptime(d.Uptime()))
		c.Printf("System returned to ROM by %s\n", returned(c))
		c.Printf("%s", restarted(c))
		c.Printf("System image file is %q\n", image.File.String())
		c.Printf("Last reload type: Normal Reload\n")
		if reason := d.ReloadReason(); reason != "" {
			c.Printf("Last reload reason: %s\n", reason)
		}
		c.Printf("\n\n\n%s\n%s\n\n", cli.Notice, cli.HardwareLines(d))
		c.Printf("%s\n", licences(c))
		c.Printf("%s\n\n", registerLine(c))
		return nil
	},
}

// returned returns the reason of the last reload, with its time if the clock was set.
func returned(c *cli.Ctx) string {
	d := c.System
	s := "power-on"
	if d.ReloadReason() != "" {
		s = "reload"
	}
	if at := d.ReturnedAt(); !at.IsZero() {
		s += " at " + at.Format(cli.Stamp)
	}
	return s
}

func restarted(c *cli.Ctx) string {
	if !c.System.ClockValid() {
		return ""
	}
	return "System restarted at " + c.System.StartedAt().Format(cli.Stamp) + "\n"
}

// licences returns the UDI and the technology packages (ios-boot.md 6).
func licences(c *cli.Ctx) string {
	m := c.System.Model()
	var b strings.Builder
	rule := strings.Repeat("-", 49)
	fmt.Fprintf(&b, "License Info:\n\nLicense UDI:\n\n%s\nDevice#\t  PID\t\t\tSN\n%s\n", rule, rule)
	fmt.Fprintf(&b, "*0  \t  %-22s%-16s\n\n\n\n", m.PID, c.System.Serial())
	fmt.Fprintf(&b, "Technology Package License Information for Module:'%s' \n\n%s\n", m.Module, strings.Repeat("-", 65))
	b.WriteString("Technology    Technology-package           Technology-package\n")
	b.WriteString("              Current       Type           Next reboot  \n")
	b.WriteString(strings.Repeat("-", 66) + "\n")
	for _, l := range m.Licences {
		fmt.Fprintf(&b, "%-14s%-14s%-15s%s\n", l.Technology, l.Current, l.Type, l.Next)
	}
	return b.String()
}

// registerLine returns the last line of show version and show bootvar.
func registerLine(c *cli.Ctx) string {
	now, next := c.System.Register()
	if now == next {
		return fmt.Sprintf("Configuration register is %s", now)
	}
	return fmt.Sprintf("Configuration register is %s (will be %s at next reload)", now, next)
}
