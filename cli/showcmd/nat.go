package showcmd

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/config"
)

var showNAT = grammar.Kw("nat", "IP NAT information")

// natRows tell what the configuration says: its static translations are there from
// the start, and nothing else is translated. The layout is that of IOS 15 [UNSOURCED].
var natRows = []*cli.Row{
	user(func(c *cli.Ctx) error {
		all := staticNAT(c)
		if len(all) > 0 {
			c.Printf("Pro Inside global      Inside local       Outside local      Outside global\n")
		}
		for _, s := range all {
			c.Printf("%-3s %-18s %-18s %-18s %s\n", s.proto, s.global, s.local, "---", "---")
		}
		return nil
	}, showIP, showNAT, grammar.Kw("translations", "Translation entries")),
	user(showNATStatistics, showIP, showNAT, grammar.Kw("statistics", "Translation statistics")),
}

// translation is a static one.
type translation struct{ proto, global, local string }

// staticNAT are the lines `ip nat inside source static [tcp|udp] LOCAL [PORT] GLOBAL
// [PORT]` whose addresses are known.
func staticNAT(c *cli.Ctx) []translation {
	var out []translation
	for _, l := range c.System.Config().Lines(nil) {
		rest, ok := strings.CutPrefix(l, "ip nat inside source static ")
		f := strings.Fields(rest)
		if !ok || len(f) < 2 {
			continue
		}
		t := translation{proto: "---"}
		ports := f[0] == "tcp" || f[0] == "udp"
		if ports && len(f) < 5 {
			continue
		}
		switch {
		case ports && f[2] != "" && f[3] == "interface":
			if len(f) < 6 {
				continue
			}
			t = translation{f[0], natInterface(c, f[4]) + ":" + f[5], f[1] + ":" + f[2]}
		case ports:
			t = translation{f[0], f[3] + ":" + f[4], f[1] + ":" + f[2]}
		default:
			t.global, t.local = f[1], f[0]
		}
		if global, _, _ := strings.Cut(t.global, ":"); validAddr(global) {
			out = append(out, t)
		}
	}
	return out
}

func validAddr(s string) bool {
	_, err := netip.ParseAddr(s)
	return err == nil
}

// natInterface is the address of an interface, "" if it has none.
func natInterface(c *cli.Ctx, name string) string {
	if i, ok := c.System.Interface(name); ok && i.Addr.IsValid() {
		return i.Addr.Addr().String()
	}
	return ""
}

func showNATStatistics(c *cli.Ctx) error {
	static, extended := staticNAT(c), 0
	for _, t := range static {
		if t.proto != "---" {
			extended++
		}
	}
	c.Printf("Total active translations: %d (%d static, 0 dynamic; %d extended)\nPeak translations: %d\n", len(static), len(static), extended, len(static))
	for _, side := range []string{"outside", "inside"} {
		c.Printf("%s%s interfaces:\n", strings.ToUpper(side[:1]), side[1:])
		var names []string
		for _, i := range ports(c) {
			if natSide(c, i.Name) == side {
				names = append(names, i.Name)
			}
		}
		if names != nil {
			c.Printf("  %s\n", strings.Join(names, ", "))
		}
	}
	c.Printf("Hits: 0  Misses: 0\nCEF Translated packets: 0, CEF Punted packets: 0\nExpired translations: 0\nDynamic mappings:\n")
	head := false
	id := 0
	for _, l := range c.System.Config().Lines(nil) {
		rest, ok := strings.CutPrefix(l, "ip nat inside source list ")
		f := strings.Fields(rest)
		if !ok || len(f) < 3 {
			continue
		}
		if !head {
			c.Printf("-- Inside Source\n")
			head = true
		}
		id++
		c.Printf("[Id: %d] access-list %s %s %s refcount 0\n", id, f[0], f[1], f[2])
		if f[1] == "pool" {
			c.Printf("%s", natPool(c, f[2]))
		}
	}
	return nil
}

// natSide is "inside" or "outside" of an interface, "" of one without NAT.
func natSide(c *cli.Ctx, name string) string {
	for _, l := range c.System.Config().Lines(config.Path{"interface " + name}) {
		if side, ok := strings.CutPrefix(l, "ip nat "); ok && (side == "inside" || side == "outside") {
			return side
		}
	}
	return ""
}

// natPool describes a pool of addresses, "" if there is none of that name.
func natPool(c *cli.Ctx, name string) string {
	for _, l := range c.System.Config().Lines(nil) {
		f := strings.Fields(l)
		if len(f) < 8 || strings.Join(f[:4], " ") != "ip nat pool "+name {
			continue
		}
		first, err := netip.ParseAddr(f[4])
		last, lerr := netip.ParseAddr(f[5])
		if err != nil || lerr != nil || !first.Is4() || !last.Is4() || last.Less(first) {
			return ""
		}
		total := uint64(word(last)) - uint64(word(first)) + 1
		return fmt.Sprintf(" pool %s: %s %s\n\tstart %s end %s\n\ttype generic, total addresses %d, allocated 0 (0%%), misses 0\n",
			name, f[6], f[7], first, last, total)
	}
	return ""
}
