package showcmd

import (
	"math/bits"
	"net/netip"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/internal/ifname"
	"github.com/iosim/iosim/ios/running"
)

var showEIGRP = grammar.Kw("eigrp", "IP-EIGRP show commands")

func eigrpProtocol(c *cli.Ctx, r *running.Router) {
	c.Printf("  Default networks flagged in outgoing updates\n  Default networks accepted from incoming updates\n")
	if len(r.Redistribution) > 0 {
		c.Printf("  Redistributing: %s\n", redistributed(r))
	}
	c.Printf("  EIGRP-IPv4 Protocol for AS(%s)\n    Metric weight K1=1, K2=0, K3=1, K4=0, K5=0\n", r.Process)
	c.Printf("    NSF-aware route hold timer is 240\n    Router-ID: %s\n    Topology : 0 (base) \n", routerID(c, r))
	c.Printf("      Active Timer: 3 min\n      Distance: internal 90 external 170\n")
	c.Printf("      Maximum path: %d\n      Maximum hopcount %d\n", r.MaximumPaths, r.MaximumHops)
	c.Printf("      Maximum metric variance %d\n\n", r.Variance)
	summary := "disabled"
	if r.AutoSummary {
		summary = "enabled"
	}
	c.Printf("  Automatic Summarization: %s\n  Maximum path: %d\n", summary, r.MaximumPaths)
	protocolNetworks(c, r, eigrpNetwork)
	c.Printf("  Distance: internal 90 external 170\n\n")
}

// eigrpNetwork formats a network: "10.0.0.0", or "10.0.0.0/30" if it has wildcard bits.
// Wildcard bits that form no prefix are printed as configured.
func eigrpNetwork(n running.Network) string {
	if !n.Mask.IsValid() {
		return n.Addr.String()
	}
	if hosts := word(n.Mask); hosts&(hosts+1) == 0 {
		return netip.PrefixFrom(n.Addr, bits.LeadingZeros32(hosts)).String()
	}
	return n.Addr.String() + " " + n.Mask.String()
}

var eigrpRows = []*cli.Row{
	user(func(c *cli.Ctx) error {
		for _, r := range routers(c, running.EIGRP) {
			c.Printf("EIGRP-IPv4 Neighbors for AS(%s)\n", r.Process)
		}
		return nil
	}, showIP, showEIGRP, grammar.Kw("neighbors", "IP-EIGRP neighbors")),
	user(func(c *cli.Ctx) error {
		for _, r := range routers(c, running.EIGRP) {
			c.Printf("EIGRP-IPv4 Interfaces for AS(%s)\n", r.Process)
			c.Printf("                              Xmit Queue   PeerQ        Mean   Pacing Time   Multicast    Pending\n" +
				"Interface              Peers  Un/Reliable  Un/Reliable  SRTT   Un/Reliable   Flow Timer   Routes\n")
			for _, i := range runsOn(c, r) {
				if i.Up() && !r.IsPassive(i.Name) {
					c.Printf("%-24s%3d        0/0       0/0           0       0/0            0           0\n", ifname.Short(i.Name), 0)
				}
			}
		}
		return nil
	}, showIP, showEIGRP, grammar.Kw("interfaces", "IP-EIGRP interfaces")),
	user(func(c *cli.Ctx) error {
		for _, r := range routers(c, running.EIGRP) {
			c.Printf("EIGRP-IPv4 Topology Table for AS(%s)/ID(%s)\n", r.Process, routerID(c, r))
			c.Printf("Codes: P - Passive, A - Active, U - Update, Q - Query, R - Reply,\n       r - reply Status, s - sia Status \n\n")
			for _, i := range runsOn(c, r) {
				if i.Up() {
					c.Printf("P %s, 1 successors, FD is %d\n        via Connected, %s\n", i.Addr.Masked(), 256*(10000000/bandwidth(c, i)+delay(i)/10), i.Name)
				}
			}
			c.Printf("\n")
		}
		return nil
	}, showIP, showEIGRP, grammar.Kw("topology", "IP-EIGRP topology")),
}
