package showcmd

import (
	"fmt"
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/platform"
)

var showLicense = grammar.Kw("license", "Show license information")

// licenseRows exist on routers whose image is licensed (ios-boot.md 6); older ones have no
// such command.
var licenseRows = []*cli.Row{
	licenseRow(licenseList, showLicense),
	licenseRow(licenseList, showLicense, grammar.Alt(grammar.Kw("all", "Show license all information"), grammar.Kw("detail", "Show license detail information"))),
	licenseRow(licenseFeatures, showLicense, grammar.Kw("feature", "Show license feature information")),
	licenseRow(licenseUDI, showLicense, grammar.Kw("udi", "Show license udi information")),
}

func licenseRow(run func(*cli.Ctx) error, nodes ...grammar.Node) *cli.Row {
	r := user(run, nodes...)
	r.On = func(m *platform.Model) bool { return len(m.Licences) > 0 }
	return r
}

// licenseFeature returns the feature of a technology package: "securityk9".
func licenseFeature(l platform.Licence) string { return l.Technology + "k9" }

// licenseList prints show license as in Cisco's "Software Activation Configuration Guide":
// the licenses that came with the router, and those that can be evaluated.
func licenseList(c *cli.Ctx) error {
	for i, l := range c.System.Model().Licences {
		c.Printf("Index %d Feature: %-31s\n", i+1, licenseFeature(l))
		if l.Current != "None" {
			c.Printf("        Period left: Life time\n        License Type: %s\n        License State: Active, In Use\n"+
				"        License Count: Non-Counted\n        License Priority: Medium\n", l.Type)
			continue
		}
		c.Printf("        Period left: Not Activated\n        Period Used: 0  minute  0  second  \n        License Type: EvalRightToUse\n" +
			"        License State: Not in Use, EULA not accepted\n        License Count: Non-Counted\n        License Priority: None\n")
	}
	return nil
}

// licenseFeatures prints show license feature, after the same guide. Features that came
// with the router are not enforced; the others can be evaluated under their right to use.
func licenseFeatures(c *cli.Ctx) error {
	yes := map[bool]string{true: "yes", false: "no"}
	c.Printf("Feature name             Enforcement  Evaluation  Subscription   Enabled  RightToUse \n")
	for _, l := range c.System.Model().Licences {
		on := l.Current != "None"
		c.Printf("%-25s%-13s%-12s%-15s%-9s%-11s\n", licenseFeature(l), yes[!on], yes[!on], "no", yes[on], yes[!on])
	}
	return nil
}

// licenseUDI prints the UDI of show version (ios-boot.md 6).
func licenseUDI(c *cli.Ctx) error {
	m := c.System.Model()
	c.Printf("Device#   PID                   SN              UDI\n%s\n", strings.Repeat("-", 77))
	c.Printf("*0        %-22s%-16s%s\n\n", m.PID, c.System.Serial(), fmt.Sprintf("%s:%s", m.PID, c.System.Serial()))
	return nil
}
