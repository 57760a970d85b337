package showcmd

import (
	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/running"
)

var (
	bgpWord      = grammar.Kw("bgp", "BGP information")
	bgpSummary   = grammar.Kw("summary", "Summary of BGP neighbor status")
	bgpNeighbors = grammar.Kw("neighbors", "Detailed information on TCP and BGP neighbor connections")
	bgpFamily    = grammar.Alt(
		grammar.Kw("all", "All address families"),
		grammar.Seq(grammar.Alt(grammar.Kw("ipv4", "Address family"), grammar.Kw("ipv6", "Address family")), grammar.Kw("unicast", "Address Family modifier")),
		grammar.Seq(grammar.Alt(grammar.Kw("vpnv4", "Address family"), grammar.Kw("vpnv6", "Address family")), grammar.Kw("all", "Information about all VPN NLRIs")),
	)
)

// bgpRows show BGP without any established neighbor, in the layout of IOS 15 [UNSOURCED].
var bgpRows = []*cli.Row{
	user(showBGP, showIP, bgpWord, grammar.Opt(bgpFamily), grammar.Alt(bgpSummary, bgpNeighbors)),
	user(showBGP, bgpWord, grammar.Opt(bgpFamily), grammar.Alt(bgpSummary, bgpNeighbors)),
	user(showBGP, bgpWord),
	user(showBGP, showIP, bgpWord),
}

func showBGP(c *cli.Ctx) error {
	all := routers(c, running.BGP)
	if all == nil {
		return &cli.UserError{Text: "% BGP not active\n"}
	}
	r := all[0] // a router has at most one BGP process
	if bgpSummary.In(c.Match) {
		c.Printf("BGP router identifier %s, local AS number %s\nBGP table version is 1, main routing table version 1\n\n", routerID(c, r), r.Process)
		c.Printf("Neighbor        V           AS MsgRcvd MsgSent   TblVer  InQ OutQ Up/Down  State/PfxRcd\n")
	}
	for _, n := range r.Neighbors {
		switch {
		case bgpSummary.In(c.Match):
			c.Printf("%-15s 4 %12s       0       0        1    0    0 never    Idle\n", n.Name, n.RemoteAS)
		case bgpNeighbors.In(c.Match):
			link := "external"
			if n.RemoteAS == r.Process {
				link = "internal"
			}
			c.Printf("BGP neighbor is %s,  remote AS %s, %s link\n  BGP version 4, remote router ID 0.0.0.0\n  BGP state = Idle\n", n.Name, n.RemoteAS, link)
		}
	}
	return nil
}
