package showcmd

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/running"
)

var (
	routeConnected = grammar.Kw("connected", "Connected")
	routeStatic    = grammar.Kw("static", "Static routes")
	routeAddress   = grammar.IPv4("Network to display information about or hostname")
)

var (
	routeVRF     = grammar.Kw("vrf", "Display routes from a VPN Routing/Forwarding instance")
	routeVRFName = grammar.AnyWord("VPN Routing/Forwarding instance name")
)

var ipRouteRow = user(func(c *cli.Ctx) error {
	vrf := routeVRFName.Of(c.Match)
	if vrf != "" && !c.System.Running().HasVRF(vrf) {
		return &cli.UserError{Text: "% IP routing table vrf " + vrf + " does not exist\n"}
	}
	routes := c.System.Routes(vrf)
	if vrf != "" {
		c.Printf("\nRouting Table: %s\n", vrf)
	}
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
}, showIP, grammar.Kw("route", "IP routing table"), grammar.Opt(grammar.Seq(routeVRF, routeVRFName)), grammar.Opt(grammar.Alt(routeConnected, routeStatic, routeAddress)))

func isDefault(r running.RouteEntry) bool { return r.Prefix.Bits() == 0 }

func lastResort(routes []running.RouteEntry) string {
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

// major is a class A, B or C network with the routes to it and its subnets.
type major struct {
	net    netip.Prefix
	routes []running.RouteEntry
}

// prefixes returns the number of different prefixes.
func (m major) prefixes() int {
	n := 0
	for i, r := range m.routes {
		if i == 0 || r.Prefix != m.routes[i-1].Prefix {
			n++
		}
	}
	return n
}

func majors(routes []running.RouteEntry) []major {
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

// classful returns the class A, B or C network that contains a prefix. The default route
// and supernets are returned unchanged.
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

// printMajor prints the routes of a network that are shown, below a heading if the network
// is subnetted.
func printMajor(c *cli.Ctx, m major, shown func(code string) bool) {
	if !slices.ContainsFunc(m.routes, func(r running.RouteEntry) bool { return shown(r.Code) }) {
		return
	}
	margin, masks := c.System.Texts().Routes.Width, []int(nil)
	width := margin
	if m.prefixes() > 1 || m.routes[0].Prefix != m.net {
		width += 3
		for _, r := range m.routes {
			if !slices.Contains(masks, r.Prefix.Bits()) {
				masks = append(masks, r.Prefix.Bits())
			}
		}
		if len(masks) > 1 {
			c.Printf("%*s%s is variably subnetted, %d subnets, %d masks\n", margin, "", m.net, m.prefixes(), len(masks))
		} else {
			c.Printf("%*s%s is subnetted, %d subnets\n", margin, "", netip.PrefixFrom(m.net.Addr(), masks[0]), m.prefixes())
		}
	}
	for n, r := range m.routes {
		switch {
		case !shown(r.Code):
		case n > 0 && m.routes[n-1].Code == r.Code && m.routes[n-1].Prefix == r.Prefix: // another path to the same prefix
			head := len(routeHead(r, width, len(masks) == 1))
			c.Printf("%*s%s\n", head, "", strings.TrimPrefix(routeWay(r), ","))
		default:
			c.Printf("%s%s\n", routeHead(r, width, len(masks) == 1), routeWay(r))
		}
	}
}

// routeHead returns the code and the prefix of a route. With bare, the mask is left out,
// since the heading has it.
func routeHead(r running.RouteEntry, width int, bare bool) string {
	code := r.Code
	if isDefault(r) {
		code += "*"
	}
	to := r.Prefix.String()
	if bare {
		to = r.Prefix.Addr().String()
	}
	return fmt.Sprintf("%-*s%s", width, code, to)
}

// routeWay returns the next hop of a route, and its interface.
func routeWay(r running.RouteEntry) string {
	switch {
	case r.Via.IsValid() && r.Iface != "":
		return fmt.Sprintf(" [%d/%d] via %s, %s", r.Distance, r.Metric, r.Via, r.Iface)
	case r.Via.IsValid():
		return fmt.Sprintf(" [%d/%d] via %s", r.Distance, r.Metric, r.Via)
	}
	return " is directly connected, " + r.Iface
}

// oneRoute prints show ip route A.B.C.D [UNSOURCED].
func oneRoute(c *cli.Ctx, routes []running.RouteEntry, addr netip.Addr) error {
	best := running.RouteEntry{}
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
	c.Printf("Routing entry for %s\n  Known via \"%s\", distance %d, metric %d%s\n", best.Prefix, known, best.Distance, best.Metric, how)
	if best.Tag != 0 {
		c.Printf("  Tag %d\n", best.Tag)
	}
	c.Printf("  Routing Descriptor Blocks:\n")
	mark := "*"
	for _, r := range routes {
		if r.Prefix != best.Prefix || r.Code != best.Code {
			continue
		}
		switch {
		case r.Via.IsValid() && r.Iface != "":
			c.Printf("  %s %s, via %s\n", mark, r.Via, r.Iface)
		case r.Via.IsValid():
			c.Printf("  %s %s\n", mark, r.Via)
		default:
			c.Printf("  %s directly connected, via %s\n", mark, r.Iface)
		}
		c.Printf("      Route metric is %d, traffic share count is 1\n", r.Metric)
		if r.Tag != 0 {
			c.Printf("      Route tag %d\n", r.Tag)
		}
		mark = " "
	}
	return nil
}
