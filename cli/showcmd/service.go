package showcmd

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/system"
)

var showDHCP = grammar.Kw("dhcp", "Show items in the DHCP database")

var listName = grammar.AnyWord("Access list name or number")

// showLists prints the access lists [UNSOURCED layout].
func showLists(c *cli.Ctx) error {
	only, one := listName.Get(c.Match)
	for _, a := range c.System.AccessLists() {
		if !one || a.Name == only {
			list(c, a)
		}
	}
	return nil
}

func list(c *cli.Ctx, a system.AccessList) {
	c.Printf("%s IP access list %s\n", strings.ToUpper(a.Kind[:1])+a.Kind[1:], a.Name)
	for _, e := range a.Entries {
		f := strings.Fields(e.Text)
		if f[0] == "remark" {
			continue
		}
		text := strings.Join(f, " ")
		if a.Kind == "standard" {
			if len(f) > 2 && strings.Contains(f[2], ".") {
				f[1] += ", wildcard bits"
			}
			text = fmt.Sprintf("%-6s %s", f[0], strings.Join(f[1:], " "))
		}
		c.Printf("    %d %s\n", e.Number, text)
	}
}

// serviceRows are small show commands of services that do not run here. They print what IOS
// prints if the service is not configured [UNSOURCED].
var serviceRows = []*cli.Row{
	cdpInterfaceRow, dhcpPoolRow,
	user(showLists, grammar.Kw("access-lists", "List access lists"), grammar.Opt(listName)),
	user(showLists, showIP, grammar.Kw("access-lists", "List IP access lists"), grammar.Opt(listName)),
	user(showNTP, grammar.Kw("ntp", "Network time protocol"), grammar.Alt(
		ntpStatus, grammar.Kw("associations", "NTP associations"))),
	ipProtocolsRow, ripDatabaseRow,
	user(says("Bindings from all pools not associated with VRF:\nIP address          Client-ID/\t \t    Lease expiration        Type\n"+
		"\t\t    Hardware address/\n\t\t    User name\n"),
		showIP, showDHCP, grammar.Kw("binding", "DHCP address bindings")),
	user(showTCP, grammar.Kw("tcp", "Status of TCP connections"), grammar.Kw("brief", "Brief display")),
}

// showTCP lists the connections of terminal sessions [UNSOURCED columns].
func showTCP(c *cli.Ctx) error {
	for i, t := range c.System.TCPs() {
		if i == 0 {
			c.Printf("TCB       Local Address               Foreign Address             (state)\n")
		}
		dotted := func(a netip.AddrPort) string { return fmt.Sprintf("%s.%d", a.Addr(), a.Port()) }
		c.Printf("%08X  %-28s%-28sESTAB\n", t.ID, dotted(t.Local), dotted(t.Remote))
	}
	return nil
}

func says(text string) func(*cli.Ctx) error {
	return func(c *cli.Ctx) error {
		c.Printf("%s", text)
		return nil
	}
}
