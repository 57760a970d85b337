package showcmd

import (
	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
)

var (
	showLLDP   = grammar.Kw("lldp", "LLDP information")
	lldpDetail = grammar.Kw("detail", "Show detailed information")
)

// lldpRows show LLDP, which is off without `lldp run`. No device of a lab sends LLDP, so
// the list of neighbors is empty [UNSOURCED].
var lldpRows = []*cli.Row{
	user(lldp(func(c *cli.Ctx) {
		if !lldpDetail.In(c.Match) {
			c.Printf("Capability codes:\n    (R) Router, (B) Bridge, (T) Telephone, (C) DOCSIS Cable Device\n" +
				"    (W) WLAN Access Point, (P) Repeater, (S) Station, (O) Other\n\n" +
				"Device ID           Local Intf     Hold-time  Capability      Port ID\n")
		}
		c.Printf("\nTotal entries displayed: 0\n\n")
	}), showLLDP, grammar.Kw("neighbors", "LLDP neighbor entries"), grammar.Opt(ifaceArg.Node), grammar.Opt(lldpDetail)),
	user(lldp(func(c *cli.Ctx) {
		c.Printf("\nGlobal LLDP Information:\n    Status: ACTIVE\n    LLDP advertisements are sent every 30 seconds\n" +
			"    LLDP hold time advertised is 120 seconds\n    LLDP interface reinitialisation delay is 2 seconds\n")
	}), showLLDP),
}

// lldp returns the function of a command that requires LLDP to run.
func lldp(run func(*cli.Ctx)) func(*cli.Ctx) error {
	return func(c *cli.Ctx) error {
		if !c.System.Running().LLDP {
			return &cli.UserError{Text: "% LLDP is not enabled\n"}
		}
		run(c)
		return nil
	}
}
