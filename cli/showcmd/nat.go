package showcmd

import (
	"fmt"
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/running"
)

var showNAT = grammar.Kw("nat", "IP NAT information")

// natRows show the configured address translation in the layout of IOS 15 [UNSOURCED].
// Static translations exist from the start; there are no others.
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

// translation is a static translation.
type translation struct{ proto, global, local string }

// staticNAT returns the static translations whose addresses are known.
func staticNAT(c *cli.Ctx) []translation {
	var out []translation
	for _, s := range c.System.Running().NAT.Static {
		global := s.Global
		if i, ok := c.System.Interface(s.GlobalInterface); ok {
			global = i.Addr.Addr()
		}
		switch {
		case !global.IsValid():
		case s.Protocol != "":
			out = append(out, translation{s.Protocol, fmt.Sprintf("%s:%d", global, s.GlobalPort), fmt.Sprintf("%s:%d", s.Local, s.LocalPort)})
		default:
			out = append(out, translation{"---", global.String(), s.Local.String()})
		}
	}
	return out
}

func showNATStatistics(c *cli.Ctx) error {
	static, extended := staticNAT(c), 0
	for _, t := range static {
		if t.proto != "---" {
			extended++
		}
	}
	c.Printf("Total active translations: %d (%d static, 0 dynamic; %d extended)\nPeak translations: %d\n", len(static), len(static), extended, len(static))
	for _, side := range []running.NATSide{running.NATOutside, running.NATInside} {
		c.Printf("%s%s interfaces:\n", strings.ToUpper(string(side[:1])), side[1:])
		var names []string
		for _, i := range ports(c) {
			if i.Protocols.NAT == side {
				names = append(names, i.Name)
			}
		}
		if names != nil {
			c.Printf("  %s\n", strings.Join(names, ", "))
		}
	}
	c.Printf("Hits: 0  Misses: 0\nCEF Translated packets: 0, CEF Punted packets: 0\nExpired translations: 0\nDynamic mappings:\n")
	for n, d := range c.System.Running().NAT.Dynamic {
		if n == 0 {
			c.Printf("-- Inside Source\n")
		}
		if d.Pool == "" {
			c.Printf("[Id: %d] access-list %s interface %s refcount 0\n", n+1, d.List, d.Interface)
			continue
		}
		c.Printf("[Id: %d] access-list %s pool %s refcount 0\n%s", n+1, d.List, d.Pool, natPool(c, d.Pool))
	}
	return nil
}

// natPool describes a pool of addresses, "" if there is none of that name.
func natPool(c *cli.Ctx, name string) string {
	for _, p := range c.System.Running().NAT.Pools {
		if p.Name != name {
			continue
		}
		if p.Last.Less(p.First) {
			return ""
		}
		total := uint64(word(p.Last)) - uint64(word(p.First)) + 1
		return fmt.Sprintf(" pool %s: %s\n\tstart %s end %s\n\ttype generic, total addresses %d, allocated 0 (0%%), misses 0\n",
			name, p.Size, p.First, p.Last, total)
	}
	return ""
}
