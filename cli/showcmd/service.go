package showcmd

import (
	"cmp"
	"fmt"
	"math"
	"net/netip"
	"slices"
	"strconv"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/running"
)

var showDHCP = grammar.Kw("dhcp", "Show items in the DHCP database")

var listName = grammar.AnyWord("Access list name or number")

// showLists prints the access lists, standard ones first, numbered ones before named ones
// [UNSOURCED layout].
func showLists(c *cli.Ctx) error {
	only, one := listName.Get(c.Match)
	lists := slices.Clone(c.System.Running().AccessLists)
	slices.SortStableFunc(lists, func(a, b *running.AccessList) int {
		if a.Extended != b.Extended {
			return cmp.Compare(kindOf(b), kindOf(a))
		}
		return cmp.Compare(listRank(a.Name), listRank(b.Name))
	})
	for _, a := range lists {
		if !one || a.Name == only {
			list(c, a)
		}
	}
	return nil
}

// kindOf is how an access list calls itself.
func kindOf(a *running.AccessList) string {
	if a.Extended {
		return "Extended"
	}
	return "Standard"
}

// listRank is the number of a list; names come behind all numbers.
func listRank(name string) int {
	if n, err := strconv.Atoi(name); err == nil {
		return n
	}
	return math.MaxInt
}

func list(c *cli.Ctx, a *running.AccessList) {
	c.Printf("%s IP access list %s\n", kindOf(a), a.Name)
	for _, e := range a.Entries {
		text := e.Text
		if !a.Extended {
			text = standardText(e)
		}
		c.Printf("    %d %s\n", e.Number, text)
	}
}

// standardText is an entry of a standard list.
func standardText(e running.AccessEntry) string {
	action, from := "deny", "any"
	if e.Action == running.Permit {
		action = "permit"
	}
	if !e.Source.Any {
		from = e.Source.Base.String()
		if !e.Source.Wildcard.IsUnspecified() {
			from += ", wildcard bits " + e.Source.Wildcard.String()
		}
	}
	if e.Log {
		from += " log"
	}
	return fmt.Sprintf("%-6s %s", action, from)
}

// serviceRows are the small ones of services that do not run here: what IOS says
// of each while nothing of it is configured [UNSOURCED].
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
