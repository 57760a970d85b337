package showcmd

import (
	"encoding/binary"
	"net/netip"
	"slices"
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/internal/ifname"
	"github.com/iosim/iosim/ios/running"
	"github.com/iosim/iosim/ios/system"
)

// No device of a lab runs a routing protocol. The commands show the configuration of one,
// and what follows from it for the device's own interfaces, in the layout of IOS 15
// [UNSOURCED].

// routers returns the configured routing processes of a protocol, or of all protocols if it
// is "", in the order of the configuration.
func routers(c *cli.Ctx, protocol running.Protocol) []*running.Router {
	var out []*running.Router
	for _, r := range c.System.Running().Routers {
		if protocol == "" || r.Protocol == protocol {
			out = append(out, r)
		}
	}
	return out
}

// nameOf returns the name of a process, such as "ospf 1" or "rip".
func nameOf(r *running.Router) string {
	return strings.TrimSpace(string(r.Protocol) + " " + r.Process)
}

// passive returns the names of the passive interfaces of a process.
func passive(c *cli.Ctx, r *running.Router) []string {
	var out []string
	for _, i := range ports(c) {
		if r.IsPassive(i.Name) {
			out = append(out, i.Name)
		}
	}
	return out
}

// routerID returns the router ID of a process: the configured one, or the highest address
// of a loopback that is up, or else of another interface that is up.
func routerID(c *cli.Ctx, r *running.Router) string {
	if r.RouterID.IsValid() {
		return r.RouterID.String()
	}
	if i, ok := c.System.Interface(r.RouterIDFrom); ok && i.Addr.IsValid() {
		return i.Addr.Addr().String()
	}
	var best netip.Addr
	loop := false
	for _, i := range c.System.Interfaces() {
		kind, _ := ifname.Of(i.Name)
		is := kind.IsLoopback()
		if !i.Addr.IsValid() || !i.Up() || loop && !is {
			continue
		}
		if is && !loop || !best.IsValid() || best.Less(i.Addr.Addr()) {
			best, loop = i.Addr.Addr(), is
		}
	}
	if !best.IsValid() {
		return "0.0.0.0"
	}
	return best.String()
}

// covers reports whether a network contains an address.
func covers(n running.Network, addr netip.Addr) bool {
	if !n.Mask.IsValid() {
		return classful(netip.PrefixFrom(n.Addr, 32)).Contains(addr)
	}
	bits := word(n.Mask)
	if bits>>31 == 0 {
		bits = ^bits // wildcard bits
	}
	return word(n.Addr)&bits == word(addr)&bits
}

func word(a netip.Addr) uint32 {
	b := a.As4()
	return binary.BigEndian.Uint32(b[:])
}

// runsOn returns the interfaces that have an address in a network of the process.
func runsOn(c *cli.Ctx, r *running.Router) []system.Interface {
	var out []system.Interface
	for _, i := range ports(c) {
		if i.Addr.IsValid() && slices.ContainsFunc(r.Networks, func(n running.Network) bool { return covers(n, i.Addr.Addr()) }) {
			out = append(out, i)
		}
	}
	return out
}

var ipProtocolsRow = user(func(c *cli.Ctx) error {
	c.Printf("*** IP Routing is NSF aware ***\n\n")
	for _, r := range routers(c, "") {
		show, ok := map[running.Protocol]func(*cli.Ctx, *running.Router){
			running.BGP: bgpProtocol, running.EIGRP: eigrpProtocol, running.OSPF: ospfProtocol, running.RIP: ripProtocol}[r.Protocol]
		if !ok {
			continue
		}
		c.Printf("Routing Protocol is \"%s\"\n", nameOf(r))
		c.Printf("  Outgoing update filter list for all interfaces is not set\n  Incoming update filter list for all interfaces is not set\n")
		show(c, r)
	}
	return nil
}, showIP, grammar.Kw("protocols", "IP routing protocol process parameters and statistics"))

// protocolNetworks prints the end of a protocol's block, from the networks to the sources.
// text formats a network.
func protocolNetworks(c *cli.Ctx, r *running.Router, text func(running.Network) string) {
	c.Printf("  Routing for Networks:\n")
	for _, n := range r.Networks {
		c.Printf("    %s\n", text(n))
	}
	if names := passive(c, r); names != nil {
		c.Printf("  Passive Interface(s):\n")
		for _, name := range names {
			c.Printf("    %s\n", name)
		}
	}
	protocolSources(c)
}

// protocolSources prints the heading of the list of routing information sources, which is
// empty.
func protocolSources(c *cli.Ctx) {
	c.Printf("  Routing Information Sources:\n    Gateway         Distance      Last Update\n")
}

// redistributed returns the list after "Redistributing:".
func redistributed(r *running.Router) string {
	out := nameOf(r)
	for _, from := range r.Redistribution {
		out += ", " + from.Source
	}
	return out
}

func bgpProtocol(c *cli.Ctx, r *running.Router) {
	c.Printf("  IGP synchronization is disabled\n  Automatic route summarization is disabled\n")
	if r.Neighbors != nil {
		c.Printf("  Neighbor(s):\n    Address          FiltIn FiltOut DistIn DistOut Weight RouteMap\n")
		for _, n := range r.Neighbors {
			c.Printf("    %s\n", n.Name)
		}
	}
	c.Printf("  Maximum path: %d\n", r.MaximumPaths)
	protocolSources(c)
	c.Printf("  Distance: external 20 internal 200 local 200\n\n")
}
