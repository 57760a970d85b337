package showcmd

import (
	"cmp"
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/internal/ifname"
)

var vrfDetail = grammar.Kw("detail", "Detailed VRF information")

// vrfRows list the configured VRFs. Without any they print nothing [UNSOURCED].
var vrfRows = []*cli.Row{
	user(func(c *cli.Ctx) error {
		showVRF(c, "  %-33s%-22s%-12s%s\n", "Protocols", "ipv4")
		return nil
	}, grammar.Kw("vrf", vrfHelp), grammar.Opt(vrfDetail)),
	user(func(c *cli.Ctx) error {
		showVRF(c, "  %-33s%-22s%s%s\n", "", "")
		return nil
	}, showIP, grammar.Kw("vrf", vrfHelp), grammar.Opt(vrfDetail)),
}

const vrfHelp = "VPN Routing/Forwarding instance information"

// vrf is a VRF with its interfaces.
type vrf struct {
	name, rd string
	members  []string
}

// vrfs returns the configured VRFs.
func vrfs(c *cli.Ctx) (all []vrf) {
	for _, def := range c.System.Running().VRFs {
		v := vrf{name: def.Name, rd: cmp.Or(def.RD, "<not set>")}
		for _, i := range ports(c) {
			if i.VRF == def.Name {
				v.members = append(v.members, ifname.Short(i.Name))
			}
		}
		all = append(all, v)
	}
	return all
}

// showVRF prints a table with a row for each interface or, in detail, a block for each VRF.
func showVRF(c *cli.Ctx, row, title, protocols string) {
	for n, v := range vrfs(c) {
		members := append(v.members, "")
		switch {
		case vrfDetail.In(c.Match) && v.members == nil:
			c.Printf("VRF %s; default RD %s; default VPNID <not set>\n  No interfaces\n", v.name, v.rd)
		case vrfDetail.In(c.Match):
			c.Printf("VRF %s; default RD %s; default VPNID <not set>\n  Interfaces:\n    %s\n", v.name, v.rd, strings.Join(v.members, "    "))
		default:
			if n == 0 {
				c.Printf(row, "Name", "Default RD", title, "Interfaces")
			}
			c.Printf(row, v.name, v.rd, protocols, members[0])
			for _, m := range members[1:max(len(v.members), 1)] {
				c.Printf(row, "", "", "", m)
			}
		}
	}
}
