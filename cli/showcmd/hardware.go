package showcmd

import (
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
)

// inventoryRow is show inventory (ios-boot.md 11.9): the PID has 18 columns, the VID 4.
var inventoryRow = user(func(c *cli.Ctx) error {
	m := c.System.Model()
	c.Printf("NAME: %q, DESCR: \"%s chassis, Hw Serial#: %s, Hw Revision: %s\"\n", m.PID, m.PID, c.System.Serial(), m.Revision)
	c.Printf("PID: %-18s, VID: %-4s, SN: %s\n\n", m.PID, m.VID, c.System.Serial())
	return nil
}, grammar.Kw("inventory", "Show the physical inventory"))

// redundancyRow is show redundancy of a router with one processor, as clients parse it
// (clients.md 2).
var redundancyRow = privileged(func(c *cli.Ctx) error {
	d := c.System
	up := cli.Uptime(d.Uptime())
	_, next := d.Register()
	c.Printf("Redundant System Information :\n------------------------------\n")
	c.Printf("       Available system uptime = %s\nSwitchovers system experienced = 0\n", up)
	c.Printf("              Standby failures = 0\n        Last switchover reason = none\n\n")
	c.Printf("                 Hardware Mode = Simplex\n    Configured Redundancy Mode = none\n")
	c.Printf("     Operating Redundancy Mode = none\n              Maintenance Mode = Disabled\n")
	c.Printf("                Communications = Down      Reason: Simplex mode\n\n")
	c.Printf("Current Processor Information :\n-------------------------------\n")
	c.Printf("               Active Location = slot 0\n        Current Software state = ACTIVE\n")
	c.Printf("       Uptime in current state = %s\n", up)
	c.Printf("                 Image Version = %s", strings.SplitAfterN(cli.SoftwareBanner(d.Model(), d.Image().Image), "\n", 2)[0])
	c.Printf("                          BOOT = %s\n                   CONFIG_FILE = \n                       BOOTLDR = \n", d.BootVariable())
	c.Printf("        Configuration register = %s\n\n", next)
	c.Printf("Peer (slot: unavailable) information is not available because it is in 'DISABLED' state\n")
	return nil
}, grammar.Kw("redundancy", "Redundancy Facility (RF) information"))
