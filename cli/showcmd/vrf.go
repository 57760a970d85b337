package showcmd

import (
	"cmp"
	"slices"
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/internal/ifname"
	"github.com/iosim/iosim/ios/config"
)

var vrfDetail = grammar.Kw("detail", "Detailed VRF information")

// vrfRows list the instances of the configuration; without one they print nothing [UNSOURCED].
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

// A vrf is an instance with its interfaces.
type vrf struct {
	name, rd string
	members  []string
}

// vrfs are those of the configuration.
func vrfs(c *cli.Ctx) (all []vrf) {
	tree := c.System.Config()
	for _, l := range tree.Lines(nil) {
		name, ok := strings.CutPrefix(l, "vrf definition ")
		if !ok {
			name, ok = strings.CutPrefix(l, "ip vrf ")
		}
		if !ok || strings.Contains(name, " ") {
			continue
		}
		v := vrf{name: name, rd: cmp.Or(tree.Value(config.Path{l}, "rd"), "<not set>")}
		for _, i := range ports(c) {
			in := tree.Lines(config.Path{"interface " + i.Name})
			if slices.Contains(in, "vrf forwarding "+name) || slices.Contains(in, "ip vrf forwarding "+name) {
				v.members = append(v.members, ifname.Short(i.Name))
			}
		}
		all = append(all, v)
	}
	return all
}

// showVRF prints a table of a row an interface, or in detail a block an instance.
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
