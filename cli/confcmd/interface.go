package confcmd

import (
	"net/netip"
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/internal/ifname"
	"github.com/iosim/iosim/ios/config"
	"github.com/iosim/iosim/ios/running"
)

var (
	ifAddress     = grammar.IPv4("IP address")
	ifMask        = grammar.Mask("IP subnet mask")
	ifSetAddress  = grammar.Kw("address", "Set the IP address of an interface")
	ifIP          = grammar.Kw("ip", "Interface Internet Protocol config commands")
	ifDescription = grammar.Text("Up to 200 characters describing this interface")
)

// The places of the lines of an interface.
const (
	placeDescription = 10
	placeAddress     = 200
	placeShutdown    = 600
	placeDuplex      = 610
	placeSpeed       = 620
)

var interfaceRows = []*cli.Row{
	{
		Mode: cli.Interface, Level: cli.PrivilegedLevel,
		Syntax: grammar.Seq(ifIP, ifSetAddress, ifAddress, ifMask),
		Conf: &cli.Conf{
			Place: placeAddress, Key: "ip address", NoText: "no ip address", DefaultText: "no ip address",
			Apply: checkAddress, Decode: running.IPAddress,
		},
	},
	{
		Mode: cli.Interface, Level: cli.PrivilegedLevel,
		Syntax: grammar.Seq(ifIP, ifSetAddress, ifAddress, ifMask,
			grammar.Kw("secondary", "Make this IP address a secondary address")),
		Conf: &cli.Conf{Place: placeAddress + 1, Least: wholeLine, Apply: checkSecondary, Decode: running.IPAddress},
	},
	{
		Mode: cli.Interface, Level: cli.PrivilegedLevel,
		Syntax: grammar.Seq(ifIP, ifSetAddress, grammar.Alt(
			grammar.Seq(grammar.Kw("dhcp", "IP Address negotiated via DHCP"), grammar.AnyOf(
				grammar.Seq(grammar.Kw("client-id", "Specify client-id to use"), newIfName("Interface").node),
				grammar.Seq(grammar.Kw("hostname", "Specify value for hostname option"), grammar.AnyWord("Host name")))),
			grammar.Kw("negotiated", "IP Address negotiated over PPP"))),
		Conf: &cli.Conf{Place: placeAddress, Key: "ip address", NoText: "no ip address", DefaultText: "no ip address", Text: canonical},
	},
	{
		Mode: cli.Interface, Level: cli.PrivilegedLevel,
		Syntax: grammar.Kw("shutdown", "Shutdown the selected interface"),
		Conf:   &cli.Conf{Place: placeShutdown, Key: "shutdown", Decode: running.Shutdown},
	},
	{
		Mode: cli.Interface, Level: cli.PrivilegedLevel,
		Syntax: grammar.Seq(grammar.Kw("description", "Interface specific description"), ifDescription),
		Conf:   &cli.Conf{Place: placeDescription, Key: "description", Decode: running.Description},
	},
	{
		Mode: cli.Interface, Level: cli.PrivilegedLevel,
		Syntax: grammar.Seq(grammar.Kw("duplex", "Configure duplex operation."), grammar.Alt(
			grammar.Kw("auto", "Enable AUTO duplex configuration"),
			grammar.Kw("full", "Force full duplex operation"),
			grammar.Kw("half", "Force half-duplex operation"))),
		Conf: &cli.Conf{
			Place: placeDuplex, Key: "duplex", NoText: "duplex auto", DefaultText: "duplex auto", Decode: running.Duplex,
			Apply: func(c *cli.Ctx) error { return onlyEthernet(c, "duplex") },
		},
	},
	{
		Mode: cli.Interface, Level: cli.PrivilegedLevel,
		Syntax: grammar.Seq(grammar.Kw("speed", "Configure speed operation."), grammar.Alt(
			grammar.Kw("10", "Force 10 Mbps operation"),
			grammar.Kw("100", "Force 100 Mbps operation"),
			grammar.Kw("1000", "Force 1000 Mbps operation"),
			grammar.Kw("auto", "Enable AUTO speed configuration"))),
		Conf: &cli.Conf{
			Place: placeSpeed, Key: "speed", NoText: "speed auto", DefaultText: "speed auto", Decode: running.Speed,
			Apply: func(c *cli.Ctx) error { return onlyEthernet(c, "speed") },
		},
	},
}

// onlyEthernet refuses the command on interfaces that are not Ethernet ports.
func onlyEthernet(c *cli.Ctx, word string) error {
	name := strings.TrimPrefix(c.Section()[0], "interface ")
	if kind, _ := ifname.Of(name); !kind.Ethernet || ifname.IsSub(name) {
		return c.Session.InvalidAfter(word)
	}
	return nil
}

// checkAddress refuses addresses that no interface can have, and addresses that overlap
// with another interface's network.
func checkAddress(c *cli.Ctx) error {
	if c.Negated() {
		return removeAddress(c)
	}
	return fitAddress(c)
}

// removeAddress removes the secondary addresses, too, after "no ip address". If the
// address is named, the secondary addresses must have been removed before.
func removeAddress(c *cli.Ctx) error {
	tree, at := c.System.Config(), c.Section()
	secondary := func(l config.Line) bool { return l.HasPrefix("ip address") && strings.HasSuffix(l.Text, " secondary") }
	if c.Match.Whole() {
		if i, ok := c.System.Interface(strings.TrimPrefix(at[0], "interface ")); ok && len(i.Secondary) > 0 {
			return &cli.UserError{Text: "Must delete secondary before deleting primary\n"} // [UNSOURCED]
		}
		return nil
	}
	tree.Remove(at, secondary)
	return nil
}

// checkSecondary checks a secondary address as checkAddress does.
func checkSecondary(c *cli.Ctx) error {
	if c.Negated() {
		return nil
	}
	return fitAddress(c)
}

func fitAddress(c *cli.Ctx) error {
	addr, mask := ifAddress.Of(c.Match), ifMask.Of(c.Match)
	p, ok := running.Prefix(addr, mask)
	if !ok {
		return &cli.UserError{Text: "Bad mask 0x" + hexMask(mask) + " for address " + addr.String() + "\n"} // [UNSOURCED]
	}
	if addr.IsMulticast() || addr.IsUnspecified() || addr.IsLoopback() || addr.As4()[0] >= 240 {
		return &cli.UserError{Text: "Not a valid host address - " + addr.String() + "\n"} // [UNSOURCED]
	}
	if p.Bits() < 31 && (addr == p.Masked().Addr() || addr == lastAddress(p)) {
		return &cli.UserError{Text: "Bad mask /" + bits(p) + " for address " + addr.String() + "\n"}
	}
	name := strings.TrimPrefix(c.Section()[0], "interface ")
	kind, _ := ifname.Of(name)
	if kind.Ethernet && ifname.IsSub(name) && c.Session.Terminal() != nil && !encapsulated(c) {
		return &cli.UserError{Text: noEncapsulation}
	}
	if other, yes := c.System.Overlapping(name, p.Masked()); yes {
		return &cli.UserError{Text: "% " + p.Masked().Addr().String() + " overlaps with " + other + "\n"}
	}
	return nil
}

// noEncapsulation is the error for an address on a sub-interface of a LAN that belongs to
// no VLAN yet [UNSOURCED: many public transcripts]. Lines of a file are not checked.
const noEncapsulation = "\n% Configuring IP routing on a LAN subinterface is only allowed if that\n" +
	"subinterface is already configured as part of an IEEE 802.10, IEEE 802.1Q,\nor ISL vLAN.\n\n"

// encapsulated reports whether the section has an `encapsulation`.
func encapsulated(c *cli.Ctx) bool {
	i, ok := c.System.Interface(strings.TrimPrefix(c.Section()[0], "interface "))
	return ok && i.Encapsulation != ""
}

func lastAddress(p netip.Prefix) netip.Addr {
	a := p.Masked().Addr().As4()
	for i := p.Bits(); i < 32; i++ {
		a[i/8] |= 0x80 >> (i % 8)
	}
	return netip.AddrFrom4(a)
}
