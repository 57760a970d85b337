package showcmd

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/system"
)

var (
	routeConnected = grammar.Kw("connected", "Connected")
	routeStatic    = grammar.Kw("static", "Static routes")
	routeAddress   = grammar.IPv4("Network to display information about or hostname")
)

var ipRouteRow = user(func(c *cli.Ctx) error {
	routes := c.System.Routes()
	if addr, ok := routeAddress.Get(c.Match); ok {
		return oneRoute(c, routes, addr)
	}
	c.Printf("%s\n%s\n\n", c.System.Texts().Routes.Codes, lastResort(routes))
	for _, net := range majors(routes) {
		printMajor(c, net, func(code string) bool {
			switch {
			case routeConnected.In(c.Match):
				return code == "C" || code == "L"
			case routeStatic.In(c.Match):
				return code == "S"
			}
			return true
		})
	}
	return nil
}, showIP, grammar.Kw("route", "IP routing table"), grammar.Opt(grammar.Alt(routeConnected, routeStatic, routeAddress)))

func isDefault(r system.Route) bool { return r.Prefix.Bits() == 0 }

func lastResort(routes []system.Route) string {
	for _, r := range routes {
		if isDefault(r) {
			via := r.Via.String()
			if !r.Via.IsValid() {
				via = "0.0.0.0"
			}
			return "Gateway of last resort is " + via + " to network 0.0.0.0"
		}
	}
	return "Gateway of last resort is not set"
}

// major is the routes of a class A, B or C network.
type major struct {
	net    netip.Prefix
	routes []system.Route
}

func majors(routes []system.Route) []major {
	var out []major
	for _, r := range routes {
		net := classful(r.Prefix)
		i := slices.IndexFunc(out, func(m major) bool { return m.net == net })
		if i < 0 {
			out = append(out, major{net: net})
			i = len(out) - 1
		}
		out[i].routes = append(out[i].routes, r)
	}
	return out
}

// classful is the network of the old classes that a prefix is in; the default
// route and supernets are their own.
func classful(p netip.Prefix) netip.Prefix {
	bits := 8
	switch first := p.Addr().As4()[0]; {
	case first >= 224:
		bits = 32
	case first >= 192:
		bits = 24
	case first >= 128:
		bits = 16
	}
	if p.Bits() < bits {
		return p
	}
	return netip.PrefixFrom(p.Addr(), bits).Masked()
}

// printMajor prints the routes of a network that are shown: below a heading, if
// the network is subnetted.
func printMajor(c *cli.Ctx, m major, shown func(code string) bool) {
	if !slices.ContainsFunc(m.routes, func(r system.Route) bool { return shown(r.Code) }) {
		return
	}
	margin, masks := c.System.Texts().Routes.Width, []int(nil)
	width := margin
	if len(m.routes) > 1 || m.routes[0].Prefix != m.net {
		width += 3
		for _, r := range m.routes {
			if !slices.Contains(masks, r.Prefix.Bits()) {
				masks = append(masks, r.Prefix.Bits())
			}
		}
		if len(masks) > 1 {
			c.Printf("%*s%s is variably subnetted, %d subnets, %d masks\n", margin, "", m.net, len(m.routes), len(masks))
		} else {
			c.Printf("%*s%s is subnetted, %d subnets\n", margin, "", netip.PrefixFrom(m.net.Addr(), masks[0]), len(m.routes))
		}
	}
	for _, r := range m.routes {
		if shown(r.Code) {
			c.Printf("%s\n", routeLine(r, width, len(masks) == 1))
		}
	}
}

// routeLine leaves out the mask where the heading says that all have it.
func routeLine(r system.Route, width int, bare bool) string {
	code := r.Code
	if isDefault(r) {
		code += "*"
	}
	to := r.Prefix.String()
	if bare {
		to = r.Prefix.Addr().String()
	}
	head := fmt.Sprintf("%-*s%s", width, code, to)
	switch {
	case r.Via.IsValid():
		return fmt.Sprintf("%s [%d/0] via %s", head, r.Distance, r.Via)
	default:
		return head + " is directly connected, " + r.Iface
	}
}

// oneRoute is `show ip route A.B.C.D` [UNSOURCED].
func oneRoute(c *cli.Ctx, routes []system.Route, addr netip.Addr) error {
	best := system.Route{}
	inMajor := false
	for _, r := range routes {
		inMajor = inMajor || !isDefault(r) && classful(r.Prefix).Contains(addr)
		if !isDefault(r) && r.Prefix.Contains(addr) && (best.Code == "" || r.Prefix.Bits() > best.Prefix.Bits()) {
			best = r
		}
	}
	switch {
	case best.Code == "" && inMajor:
		return &cli.UserError{Text: "% Subnet not in table\n"}
	case best.Code == "":
		return &cli.UserError{Text: "% Network not in table\n"}
	}
	known, how := "connected", " (connected, via interface)"
	if best.Code == "S" {
		known, how = "static", ""
		if !best.Via.IsValid() {
			how = " (connected)"
		}
	}
	c.Printf("Routing entry for %s\n  Known via \"%s\", distance %d, metric 0%s\n  Routing Descriptor Blocks:\n", best.Prefix, known, best.Distance, how)
	if best.Via.IsValid() {
		c.Printf("  * %s\n", best.Via)
	} else {
		c.Printf("  * directly connected, via %s\n", best.Iface)
	}
	c.Printf("      Route metric is 0, traffic share count is 1\n")
	return nil
}
