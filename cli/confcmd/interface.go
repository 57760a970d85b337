package confcmd

import (
	"net/netip"
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/internal/grammar"
)

var interfaceArg = cli.NewInterface()

// interfaceType takes the type alone, for "interface gigabitEthernet 0/0".
var interfaceType = &grammar.Arg[string]{
	Label: "WORD", Hidden: true,
	Parse: func(env any, tok string) (string, int, bool) {
		fit := 0
		for _, t := range cli.InterfaceTypes(env) {
			n := cli.CommonFold(t, tok)
			if n == len(tok) {
				return t, n, true
			}
			fit = max(fit, n)
		}
		return "", fit, false
	},
	Complete: func(env any, _ string) []grammar.Word {
		var out []grammar.Word
		for _, t := range cli.InterfaceTypes(env) {
			out = append(out, grammar.Word{Text: t, Help: t + " interface"})
		}
		return out
	},
}

// interfaceNumber is the second word of that form.
var interfaceNumber = &grammar.Arg[string]{
	Label: "<0-0>/<0-2>", Help: "Interface number",
	Parse: func(_ any, tok string) (string, int, bool) {
		n := len(tok) - len(strings.TrimLeft(tok, "0123456789/."))
		return tok, n, n == len(tok) && n > 0
	},
}

var (
	ifAddress     = grammar.IPv4("IP address")
	ifMask        = grammar.Mask("IP subnet mask")
	ifIP          = grammar.Kw("ip", "Interface Internet Protocol config commands")
	ifDescription = grammar.Text("Up to 200 characters describing this interface")
)

// Places of the lines of an interface.
const (
	placeDescription = 10
	placeAddress     = 20
	placeShutdown    = 30
	placeDuplex      = 40
	placeSpeed       = 50
)

var interfaceRows = []*cli.Row{
	{
		Mode: cli.Config, Level: cli.PrivilegedLevel,
		Syntax: grammar.Seq(grammar.Kw("interface", "Select an interface to configure"),
			grammar.Alt(interfaceArg, grammar.Seq(interfaceType, interfaceNumber))),
		Conf: &cli.Conf{
			Place: cli.PlaceInterface, Sub: cli.Interface, Block: true, Sorted: true,
			Text: func(m *grammar.Match) string { return "interface " + interfaceName(m) },
			Apply: func(c *cli.Ctx) error {
				if c.Negated() {
					return &cli.UserError{Text: "% Removal of physical interfaces is not permitted.\n"}
				}
				if _, ok := c.Device.Interface(interfaceName(c.Match)); !ok {
					return &cli.UserError{Text: "% Invalid interface type and number\n"} // [UNSOURCED]
				}
				return nil
			},
		},
	},
	{
		Mode: cli.Interface, Level: cli.PrivilegedLevel,
		Syntax: grammar.Seq(ifIP, grammar.Kw("address", "Set the IP address of an interface"), ifAddress, ifMask),
		Conf: &cli.Conf{
			Place: placeAddress, Key: "ip address", NoText: "no ip address", DefaultText: "no ip address",
			Apply: checkAddress,
		},
	},
	{
		Mode: cli.Interface, Level: cli.PrivilegedLevel,
		Syntax: grammar.Kw("shutdown", "Shutdown the selected interface"),
		Conf:   &cli.Conf{Place: placeShutdown, Key: "shutdown"},
	},
	{
		Mode: cli.Interface, Level: cli.PrivilegedLevel,
		Syntax: grammar.Seq(grammar.Kw("description", "Interface specific description"), ifDescription),
		Conf:   &cli.Conf{Place: placeDescription, Key: "description"},
	},
	{
		Mode: cli.Interface, Level: cli.PrivilegedLevel,
		Syntax: grammar.Seq(grammar.Kw("duplex", "Configure duplex operation."), grammar.Alt(
			grammar.Kw("auto", "Enable AUTO duplex configuration"),
			grammar.Kw("full", "Force full duplex operation"),
			grammar.Kw("half", "Force half-duplex operation"))),
		Conf: &cli.Conf{Place: placeDuplex, Key: "duplex", NoText: "duplex auto", DefaultText: "duplex auto"},
	},
	{
		Mode: cli.Interface, Level: cli.PrivilegedLevel,
		Syntax: grammar.Seq(grammar.Kw("speed", "Configure speed operation."), grammar.Alt(
			grammar.Kw("10", "Force 10 Mbps operation"),
			grammar.Kw("100", "Force 100 Mbps operation"),
			grammar.Kw("1000", "Force 1000 Mbps operation"),
			grammar.Kw("auto", "Enable AUTO speed configuration"))),
		Conf: &cli.Conf{Place: placeSpeed, Key: "speed", NoText: "speed auto", DefaultText: "speed auto"},
	},
}

func interfaceName(m *grammar.Match) string {
	if name, ok := interfaceArg.Get(m); ok {
		return name
	}
	return interfaceType.Of(m) + interfaceNumber.Of(m)
}

// checkAddress refuses addresses that no interface can have, and those of
// another interface's network.
func checkAddress(c *cli.Ctx) error {
	if c.Negated() {
		return nil
	}
	addr, mask := ifAddress.Of(c.Match), ifMask.Of(c.Match)
	p, ok := device.Prefix(addr, mask)
	if !ok {
		return &cli.UserError{Text: "Bad mask 0x" + hexMask(mask) + " for address " + addr.String() + "\n"} // [UNSOURCED]
	}
	if addr.IsMulticast() || addr.IsUnspecified() || addr.IsLoopback() || addr.As4()[0] >= 240 {
		return &cli.UserError{Text: "Not a valid host address - " + addr.String() + "\n"} // [UNSOURCED]
	}
	if p.Bits() < 31 && (addr == p.Masked().Addr() || addr == lastAddress(p)) {
		return &cli.UserError{Text: "Bad mask /" + bits(p) + " for address " + addr.String() + "\n"}
	}
	here := strings.TrimPrefix(c.Section()[0], "interface ")
	for _, i := range c.Device.Interfaces() {
		if i.Name != here && i.Addr.IsValid() && i.Addr.Masked().Overlaps(p.Masked()) {
			return &cli.UserError{Text: "% " + p.Masked().Addr().String() + " overlaps with " + i.Name + "\n"}
		}
	}
	return nil
}

func lastAddress(p netip.Prefix) netip.Addr {
	a := p.Masked().Addr().As4()
	for i := p.Bits(); i < 32; i++ {
		a[i/8] |= 0x80 >> (i % 8)
	}
	return netip.AddrFrom4(a)
}
