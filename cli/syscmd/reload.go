package syscmd

import (
	"time"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
)

var reloadReason = grammar.Text("Reason for reload")

var reloadRow = &cli.Row{
	Mode: cli.Exec, Level: cli.PrivilegedLevel,
	Syntax: grammar.Seq(grammar.Kw("reload", "Halt and perform a cold restart"), grammar.Opt(reloadReason)),
	Run: func(c *cli.Ctx) error {
		// ios-boot.md 1.1.
		c.Printf("\n")
		if c.Device.Modified() {
			yes, err := c.YesNo("System configuration has been modified. Save?")
			if err != nil {
				return err
			}
			if yes {
				if err := c.Save(); err != nil {
					return err
				}
			}
		}
		ok, err := c.Confirm("Proceed with reload?")
		if !ok {
			return err
		}
		reason := "Reload Command"
		if r, given := reloadReason.Get(c.Match); given {
			reason = r
		}
		c.Device.Logf("SYS-5-RELOAD", "Reload requested by %s. Reload Reason: %s.", c.Session.Source(), reason)
		if err := c.Device.Clock().Sleep(c.Context, shutdownTime); err != nil {
			return err
		}
		c.Device.Reload(reason)
		<-c.Done()
		return c.Err()
	},
}

// shutdownTime is how long, in device time, the software takes to stop.
const shutdownTime = 500 * time.Millisecond
