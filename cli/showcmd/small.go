package showcmd

import (
	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
)

var clockRow = &cli.Row{
	Mode: cli.Exec, Level: cli.UserLevel, Pipe: true,
	Syntax: grammar.Seq(cli.Show, grammar.Kw("clock", "Display the system clock")),
	Run: func(c *cli.Ctx) error {
		mark := "*" // not authoritative: ios-boot.md 11.9
		if c.Device.ClockValid() {
			mark = ""
		}
		c.Printf("%s%s\n", mark, c.Device.Now().Format("15:04:05.000 MST Mon Jan 2 2006"))
		return nil
	},
}

var historyRow = &cli.Row{
	Mode: cli.Exec, Level: cli.UserLevel, Pipe: true,
	Syntax: grammar.Seq(cli.Show, grammar.Kw("history", "Display the session command history")),
	Run: func(c *cli.Ctx) error {
		for _, l := range c.Session.History().Lines() {
			c.Printf("  %s\n", l)
		}
		return nil
	},
}

var privilegeRow = &cli.Row{
	Mode: cli.Exec, Level: cli.UserLevel, Pipe: true,
	Syntax: grammar.Seq(cli.Show, grammar.Kw("privilege", "Show current privilege level")),
	Run: func(c *cli.Ctx) error {
		c.Printf("Current privilege level is %d\n", c.Session.Level())
		return nil
	},
}

var loggingRow = &cli.Row{
	Mode: cli.Exec, Level: cli.PrivilegedLevel, Pipe: true,
	Syntax: grammar.Seq(cli.Show, grammar.Kw("logging", "Show the contents of logging buffers")),
	Run: func(c *cli.Ctx) error {
		c.Printf("Log Buffer (%d bytes):\n\n", c.Device.Log().Capacity())
		for _, m := range c.Device.Log().Messages() {
			c.Printf("%s\n", m)
		}
		return nil
	},
}

var interfaceBriefRow = &cli.Row{
	Mode: cli.Exec, Level: cli.UserLevel, Pipe: true,
	Syntax: grammar.Seq(cli.Show, grammar.Kw("ip", "IP information"),
		grammar.Kw("interface", "IP interface status and configuration"),
		grammar.Kw("brief", "Brief summary of IP status and configuration")),
	Run: func(c *cli.Ctx) error {
		// ios-boot.md 11.9: columns 27/16/4/7/22/8.
		const row = "%-27s%-16s%-4s%-7s%-22s%-8s\n"
		c.Printf("Interface                  IP-Address      OK? Method Status                Protocol\n")
		for _, i := range c.Device.Interfaces() {
			addr, method := "unassigned", "unset"
			if i.Addr.IsValid() {
				addr, method = i.Addr.Addr().String(), "NVRAM"
				if i.Manual {
					method = "manual"
				}
			}
			status, protocol := "down", "down"
			switch {
			case i.Shutdown:
				status = "administratively down"
			case i.Up():
				status, protocol = "up", "up"
			}
			c.Printf(row, i.Name, addr, "YES", method, status, protocol)
		}
		return nil
	},
}
