package confcmd

import (
	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/internal/grammar"
)

var (
	routePrefix  = grammar.IPv4("Destination prefix")
	routeMask    = grammar.Mask("Destination prefix mask")
	routeHop     = grammar.IPv4("Forwarding router's address")
	gateway      = grammar.IPv4("IP address of default gateway")
	hostName     = grammar.AnyWord("Name of host")
	hostAddr     = grammar.IPv4("Host IP address")
	domainLookup = grammar.Kw("lookup", "Enable IP Domain Name System hostname translation")
)

var routeRows = []*cli.Row{
	{
		Mode: cli.Config, Level: cli.PrivilegedLevel,
		Syntax: grammar.Seq(cli.IP, grammar.Kw("route", "Establish static routes"),
			routePrefix, routeMask, grammar.Alt(routeHop, interfaceArg)),
		Conf: &cli.Conf{
			Place: cli.PlaceRoute,
			Apply: func(c *cli.Ctx) error {
				if !c.Match.Whole() {
					return nil
				}
				p, ok := device.Prefix(routePrefix.Of(c.Match), routeMask.Of(c.Match))
				if !ok || p.Masked().Addr() != routePrefix.Of(c.Match) {
					return &cli.UserError{Text: "%Inconsistent address and mask\n"} // [UNSOURCED]
				}
				return nil
			},
		},
	},
	{
		Mode: cli.Config, Level: cli.PrivilegedLevel,
		Syntax: grammar.Seq(cli.IP, grammar.Kw("default-gateway", "Specify default gateway (if not routing IP)"), gateway),
		Conf:   &cli.Conf{Place: cli.PlaceForward + 10, Key: "ip default-gateway"},
	},
	{
		Mode: cli.Config, Level: cli.PrivilegedLevel,
		Syntax: grammar.Seq(cli.IP, grammar.Kw("host", "Add an entry to the ip hostname table"), hostName, hostAddr),
		Conf:   &cli.Conf{Place: cli.PlaceIPService + 10},
	},
}

// domainLookupRow: the lookup is on unless the configuration has its `no` form.
var domainLookupRow = &cli.Row{
	Mode: cli.Config, Level: cli.PrivilegedLevel,
	Syntax: grammar.Alt(
		grammar.Seq(cli.IP, grammar.Kw("domain", "IP DNS Resolver"), domainLookup),
		grammar.Seq(cli.IP, grammar.Kw("domain-lookup", "Enable IP Domain Name System hostname translation"))),
	Conf: &cli.Conf{
		Place: cli.PlaceIPService, Key: "ip domain lookup",
		NoText: "no ip domain lookup",
		Text:   func(*grammar.Match) string { return "" },
	},
}
