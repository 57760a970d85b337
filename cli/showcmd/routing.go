package showcmd

import (
	"encoding/binary"
	"net/netip"
	"strconv"
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/internal/ifname"
	"github.com/iosim/iosim/ios/config"
	"github.com/iosim/iosim/ios/system"
)

// No device of a lab speaks a routing protocol: what is shown of one is what its
// configuration says and what follows from it for the device's own interfaces, in the
// layout of IOS 15 [UNSOURCED].

// process is a routing protocol of the configuration.
type process struct {
	kind  string   // "ospf", "eigrp", "rip", "bgp"
	tag   string   // "1"; "" for rip
	lines []string // of its section
}

// processes are the routing protocols of the configuration in its order, all of them
// or those of a kind.
func processes(c *cli.Ctx, kind string) []process {
	tree := c.System.Config()
	var out []process
	for _, l := range tree.Lines(nil) {
		f := strings.Fields(l)
		if len(f) < 2 || f[0] != "router" || kind != "" && f[1] != kind {
			continue
		}
		p := process{kind: f[1], lines: tree.Lines(config.Path{l})}
		if len(f) > 2 {
			p.tag = f[2]
		}
		out = append(out, p)
	}
	return out
}

func (p process) has(line string) bool {
	_, ok := p.rest(line)
	return ok
}

// rest is what follows the words in the first line that begins with them.
func (p process) rest(words string) (string, bool) {
	for _, l := range p.lines {
		if l == words {
			return "", true
		}
		if r, ok := strings.CutPrefix(l, words+" "); ok {
			return r, true
		}
	}
	return "", false
}

// all is what follows the words in each line that begins with them.
func (p process) all(words string) []string {
	var out []string
	for _, l := range p.lines {
		if r, ok := strings.CutPrefix(l, words+" "); ok {
			out = append(out, r)
		}
	}
	return out
}

// number is what follows the words, or def.
func (p process) number(words string, def int) int {
	text, _ := p.rest(words)
	word, _, _ := strings.Cut(text, " ")
	if n, err := strconv.Atoi(word); err == nil {
		return n
	}
	return def
}

// passive are the interfaces that the process listens on and does not speak.
func (p process) passive(c *cli.Ctx) []string {
	var out []string
	for _, i := range ports(c) {
		if p.has("passive-interface "+i.Name) || p.has("passive-interface default") && !p.has("no passive-interface "+i.Name) {
			out = append(out, i.Name)
		}
	}
	return out
}

// routerID is the process's own, or the highest address of a loopback that is up, or
// of another interface that is.
func (p process) routerID(c *cli.Ctx) string {
	for _, words := range []string{"router-id", "eigrp router-id", "bgp router-id"} {
		if id, ok := p.rest(words); ok {
			return id
		}
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

// covers reports whether an address is one of a `network` line's: a classful network
// (mask ""), or one with a mask or wildcard bits.
func covers(network, mask string, addr netip.Addr) bool {
	net, err := netip.ParseAddr(network)
	if err != nil || !net.Is4() {
		return false
	}
	if mask == "" {
		return classful(netip.PrefixFrom(net, 32)).Contains(addr)
	}
	m, err := netip.ParseAddr(mask)
	if err != nil || !m.Is4() {
		return false
	}
	bits := word(m)
	if bits>>31 == 0 {
		bits = ^bits // wildcard bits
	}
	return word(net)&bits == word(addr)&bits
}

func word(a netip.Addr) uint32 {
	b := a.As4()
	return binary.BigEndian.Uint32(b[:])
}

// runsOn are the interfaces with an address that the `network` lines of the process
// cover.
func (p process) runsOn(c *cli.Ctx) []system.Interface {
	var out []system.Interface
	for _, i := range ports(c) {
		if !i.Addr.IsValid() {
			continue
		}
		for _, n := range p.all("network") {
			f := append(strings.Fields(n), "")
			if covers(f[0], f[1], i.Addr.Addr()) {
				out = append(out, i)
				break
			}
		}
	}
	return out
}

var ipProtocolsRow = user(func(c *cli.Ctx) error {
	c.Printf("*** IP Routing is NSF aware ***\n\n")
	for _, p := range processes(c, "") {
		show, ok := map[string]func(*cli.Ctx, process){"bgp": bgpProtocol, "eigrp": eigrpProtocol, "ospf": ospfProtocol, "rip": ripProtocol}[p.kind]
		if !ok {
			continue
		}
		c.Printf("Routing Protocol is \"%s\"\n", strings.TrimSpace(p.kind+" "+p.tag))
		c.Printf("  Outgoing update filter list for all interfaces is not set\n  Incoming update filter list for all interfaces is not set\n")
		show(c, p)
	}
	return nil
}, showIP, grammar.Kw("protocols", "IP routing protocol process parameters and statistics"))

// protocolNetworks is the common end of a protocol's block but for the distance.
func protocolNetworks(c *cli.Ctx, p process, networks []string) {
	c.Printf("  Routing for Networks:\n")
	for _, n := range networks {
		c.Printf("    %s\n", n)
	}
	if passive := p.passive(c); passive != nil {
		c.Printf("  Passive Interface(s):\n")
		for _, name := range passive {
			c.Printf("    %s\n", name)
		}
	}
	protocolSources(c)
}

// protocolSources heads the list of who has sent routes: nobody has.
func protocolSources(c *cli.Ctx) {
	c.Printf("  Routing Information Sources:\n    Gateway         Distance      Last Update\n")
}

// redistributed is the list behind "Redistributing:".
func (p process) redistributed() string {
	out := strings.TrimSpace(p.kind + " " + p.tag)
	for _, r := range p.all("redistribute") {
		f := strings.Fields(r)
		name := f[0]
		if len(f) > 1 && strings.Trim(f[1], "0123456789") == "" {
			name += " " + f[1]
		}
		out += ", " + name
	}
	return out
}

func bgpProtocol(c *cli.Ctx, p process) {
	c.Printf("  IGP synchronization is disabled\n  Automatic route summarization is disabled\n")
	var seen []string
	for _, n := range p.all("neighbor") {
		if f := strings.Fields(n); len(f) > 1 && f[1] == "remote-as" {
			seen = append(seen, f[0])
		}
	}
	if seen != nil {
		c.Printf("  Neighbor(s):\n    Address          FiltIn FiltOut DistIn DistOut Weight RouteMap\n")
		for _, a := range seen {
			c.Printf("    %s\n", a)
		}
	}
	c.Printf("  Maximum path: %d\n", p.number("maximum-paths", 1))
	protocolSources(c)
	c.Printf("  Distance: external 20 internal 200 local 200\n\n")
}
