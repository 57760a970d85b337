package confcmd

import (
	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/internal/ifname"
	"github.com/iosim/iosim/ios/running"
)

var (
	routePrefix   = grammar.IPv4("Destination prefix")
	routeMask     = grammar.Mask("Destination prefix mask")
	routeHop      = grammar.IPv4("Forwarding router's address")
	routePort     = newIfName("Forwarding interface")
	routeDHCP     = grammar.Kw("dhcp", "Default gateway obtained from DHCP")
	routeDistance = grammar.Int(1, 255, "Distance metric for this route")
	routeOptions  = grammar.AnyOf(
		grammar.Seq(grammar.Kw("name", "Specify name of the next hop"), grammar.AnyWord("Specify name of the next hop")),
		grammar.Seq(grammar.Kw("tag", "Set tag for this route"), grammar.Int(1, 4294967295, "Tag value")),
		grammar.Seq(grammar.Kw("track", "Install route depending on tracked item"), grammar.Int(1, 1000, "tracked object number")),
		grammar.Kw("permanent", "permanent route"))

	gateway      = grammar.IPv4("IP address of default gateway")
	hostName     = grammar.AnyWord("Name of host")
	hostAddr     = grammar.IPv4("Host IP address")
	domainLookup = grammar.Kw("lookup", "Enable IP Domain Name System hostname translation")
)

var routeRows = []*cli.Row{
	{
		Mode: cli.Config, Level: cli.PrivilegedLevel,
		Syntax: grammar.Seq(cli.IP, grammar.Kw("route", "Establish static routes"),
			routePrefix, routeMask, grammar.Alt(
				grammar.Seq(routeHop, grammar.Opt(grammar.Kw("multicast", "multicast route"))), grammar.Seq(routePort.node, grammar.Opt(grammar.Alt(routeHop, routeDHCP)))),
			grammar.Opt(routeDistance), routeOptions),
		Conf: &cli.Conf{
			Place: cli.PlaceRoute + 500, Text: canonical, Missing: "%No matching route to delete\n",
			Decode: running.Route,
			Apply: func(c *cli.Ctx) error {
				if !c.Match.Whole() {
					return nil
				}
				if err := checkWay(c); err != nil {
					return err
				}
				p, ok := running.Prefix(routePrefix.Of(c.Match), routeMask.Of(c.Match))
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
		Conf:   &cli.Conf{Place: cli.PlaceForward + 10, Key: "ip default-gateway", Decode: running.DefaultGateway},
	},
	{
		Mode: cli.Config, Level: cli.PrivilegedLevel,
		Syntax: grammar.Seq(cli.IP, grammar.Kw("host", "Add an entry to the ip hostname table"), hostName, grammar.Opt(grammar.Int(0, 65535, "Default telnet port number")), grammar.Rep(hostAddr)),
		Conf:   &cli.Conf{Place: cli.PlaceNames + 500, Decode: running.HostEntry},
	},
}

// checkWay refuses a route through an interface that does not exist, and one through the
// router itself. A file may name interfaces of hardware that is not there.
func checkWay(c *cli.Ctx) error {
	if name := routePort.Of(c.Match); name != "" && name != running.NullInterface && c.Session.Terminal() != nil && !c.Negated() {
		if _, ok := c.System.Interface(name); !ok {
			_, number := ifname.Split(name)
			return c.Session.InvalidAfter(number) // [UNSOURCED place of the caret]
		}
	}
	if hop, ok := routeHop.Get(c.Match); ok && !c.Negated() && c.System.HasAddress(hop) {
		return &cli.UserError{Text: "%Invalid next hop address (it's this router)\n"}
	}
	return nil
}

// domainLookupRow turns the DNS lookup off and on. It is on by default.
var domainLookupRow = &cli.Row{
	Mode: cli.Config, Level: cli.PrivilegedLevel,
	Syntax: grammar.Alt(
		grammar.Seq(cli.IP, grammar.Kw("domain", "IP DNS Resolver"), domainLookup),
		grammar.Seq(cli.IP, grammar.Kw("domain-lookup", "Enable IP Domain Name System hostname translation"))),
	Conf: &cli.Conf{
		Place: cli.PlaceNames, Key: "ip domain lookup", ShowNo: true, Quiet: true, Decode: running.DomainLookup,
	},
}
