package showcmd

import (
	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/platform"
)

// environmentRow is show environment of an ISR G2.
var environmentRow = &cli.Row{
	Mode: cli.Exec, Level: cli.PrivilegedLevel, Pipe: true,
	On:     func(m *platform.Model) bool { return m.Sensors },
	Syntax: grammar.Seq(cli.Show, grammar.Kw("environment", "Environmental monitor information"), grammar.Opt(grammar.Kw("all", "All environmental monitor parameters"))),
	Run: func(c *cli.Ctx) error {
		c.Printf("%s", environmentText)
		return nil
	},
}

// environmentText is the output of a router without any fault [UNSOURCED].
const environmentText = `SYSTEM POWER SUPPLY STATUS
==========================
 Internal Power Supply Type: AC
 Internal Power Supply 12V Output Status: Normal

SYSTEM FAN STATUS
=================
 Fan 1 OK, Low speed setting
 Fan 2 OK, Low speed setting
 Fan 3 OK, Low speed setting
 Fan 4 OK, Low speed setting

SYSTEM TEMPERATURE STATUS
=========================
 Intake Left temperature: 24 Celsius, Normal
 Exhaust Right temperature: 28 Celsius, Normal
 CPU temperature: 48 Celsius, Normal
 Power Supply Unit temperature: 27 Celsius, Normal

REAL TIME CLOCK BATTERY STATUS
==============================
 Battery OK (checked at power up)

`
