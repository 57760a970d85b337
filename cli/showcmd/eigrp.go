package showcmd

import (
	"math/bits"
	"net/netip"
	"slices"
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/internal/ifname"
)

var showEIGRP = grammar.Kw("eigrp", "IP-EIGRP show commands")

func eigrpProtocol(c *cli.Ctx, p process) {
	hops := p.number("metric maximum-hops", 100)
	c.Printf("  Default networks flagged in outgoing updates\n  Default networks accepted from incoming updates\n")
	if len(p.all("redistribute")) > 0 {
		c.Printf("  Redistributing: %s\n", p.redistributed())
	}
	c.Printf("  EIGRP-IPv4 Protocol for AS(%s)\n    Metric weight K1=1, K2=0, K3=1, K4=0, K5=0\n", p.tag)
	c.Printf("    NSF-aware route hold timer is 240\n    Router-ID: %s\n    Topology : 0 (base) \n", p.routerID(c))
	c.Printf("      Active Timer: 3 min\n      Distance: internal 90 external 170\n")
	c.Printf("      Maximum path: %d\n      Maximum hopcount %d\n", p.number("maximum-paths", 4), hops)
	c.Printf("      Maximum metric variance %d\n\n", p.number("variance", 1))
	summary := "disabled"
	if p.has("auto-summary") {
		summary = "enabled"
	}
	c.Printf("  Automatic Summarization: %s\n  Maximum path: %d\n", summary, p.number("maximum-paths", 4))
	var networks []string
	for _, n := range p.all("network") {
		f := strings.Fields(n)
		if len(f) == 2 {
			networks = append(networks, wildcardPrefix(f[0], f[1]))
		} else {
			networks = append(networks, f[0])
		}
	}
	protocolNetworks(c, p, networks)
	c.Printf("  Distance: internal 90 external 170\n\n")
}

// wildcardPrefix is "10.0.0.0/30" of a network and its wildcard bits, or both as they
// stand if that is no prefix.
func wildcardPrefix(network, wildcard string) string {
	addr, err := netip.ParseAddr(network)
	mask, merr := netip.ParseAddr(wildcard)
	if err == nil && merr == nil && addr.Is4() && mask.Is4() {
		if hosts := word(mask); hosts&(hosts+1) == 0 {
			return netip.PrefixFrom(addr, bits.LeadingZeros32(hosts)).String()
		}
	}
	return network + " " + wildcard
}

var eigrpRows = []*cli.Row{
	user(func(c *cli.Ctx) error {
		for _, p := range processes(c, "eigrp") {
			c.Printf("EIGRP-IPv4 Neighbors for AS(%s)\n", p.tag)
		}
		return nil
	}, showIP, showEIGRP, grammar.Kw("neighbors", "IP-EIGRP neighbors")),
	user(func(c *cli.Ctx) error {
		for _, p := range processes(c, "eigrp") {
			c.Printf("EIGRP-IPv4 Interfaces for AS(%s)\n", p.tag)
			c.Printf("                              Xmit Queue   PeerQ        Mean   Pacing Time   Multicast    Pending\n" +
				"Interface              Peers  Un/Reliable  Un/Reliable  SRTT   Un/Reliable   Flow Timer   Routes\n")
			passive := p.passive(c)
			for _, i := range p.runsOn(c) {
				if i.Up() && !slices.Contains(passive, i.Name) {
					c.Printf("%-24s%3d        0/0       0/0           0       0/0            0           0\n", ifname.Short(i.Name), 0)
				}
			}
		}
		return nil
	}, showIP, showEIGRP, grammar.Kw("interfaces", "IP-EIGRP interfaces")),
	user(func(c *cli.Ctx) error {
		for _, p := range processes(c, "eigrp") {
			c.Printf("EIGRP-IPv4 Topology Table for AS(%s)/ID(%s)\n", p.tag, p.routerID(c))
			c.Printf("Codes: P - Passive, A - Active, U - Update, Q - Query, R - Reply,\n       r - reply Status, s - sia Status \n\n")
			for _, i := range p.runsOn(c) {
				if i.Up() {
					c.Printf("P %s, 1 successors, FD is %d\n        via Connected, %s\n", i.Addr.Masked(), 256*(10000000/bandwidth(c, i)+delay(c, i)/10), i.Name)
				}
			}
			c.Printf("\n")
		}
		return nil
	}, showIP, showEIGRP, grammar.Kw("topology", "IP-EIGRP topology")),
}
