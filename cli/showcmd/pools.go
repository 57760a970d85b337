package showcmd

import (
	"net/netip"
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/internal/ifname"
	"github.com/iosim/iosim/ios/config"
)

var poolName = grammar.AnyWord("Pool name")

// dhcpPoolRow tells what the configuration says of the pools: no lease is ever
// given. The layout is that of IOS 15 [UNSOURCED].
var dhcpPoolRow = user(func(c *cli.Ctx) error {
	only, one := poolName.Get(c.Match)
	tree := c.System.Config()
	for _, l := range tree.Lines(nil) {
		name, ok := strings.CutPrefix(l, "ip dhcp pool ")
		if !ok || one && name != only {
			continue
		}
		net, known := poolNetwork(tree.Lines(config.Path{l}))
		total, subnets := 0, 0
		if known {
			total, subnets = max(1<<(32-net.Bits())-2, 0), 1
		}
		c.Printf("\nPool %s :\n Utilization mark (high/low)    : 100 / 0\n Subnet size (first/next)       : 0 / 0 \n", name)
		c.Printf(" Total addresses                : %d\n Leased addresses               : 0\n Pending event                  : none\n", total)
		if subnets == 0 {
			c.Printf(" 0 subnet is currently in the pool\n")
			continue
		}
		first, last := net.Addr().Next(), lastOf(net)
		c.Printf(" 1 subnet is currently in the pool :\n Current index        IP address range                    Leased addresses\n")
		c.Printf(" %-20s %-16s - %-16s  %d\n", first, first, last, 0)
	}
	return nil
}, showIP, showDHCP, grammar.Kw("pool", "DHCP pools information"), grammar.Opt(poolName))

// poolNetwork is the `network` of a pool.
func poolNetwork(lines []string) (netip.Prefix, bool) {
	for _, l := range lines {
		f := strings.Fields(l)
		if len(f) < 3 || f[0] != "network" {
			continue
		}
		a, err := netip.ParseAddr(f[1])
		m, merr := netip.ParseAddr(f[2])
		if err != nil || merr != nil || !a.Is4() || !m.Is4() {
			continue
		}
		bits := 0
		for _, b := range m.As4() {
			for ; b&0x80 != 0; b <<= 1 {
				bits++
			}
		}
		return netip.PrefixFrom(a, bits).Masked(), true
	}
	return netip.Prefix{}, false
}

// lastOf is the last address of a network that a host may have.
func lastOf(p netip.Prefix) netip.Addr {
	b := p.Addr().As4()
	for i := p.Bits(); i < 31; i++ {
		b[i/8] |= 0x80 >> (i % 8)
	}
	return netip.AddrFrom4(b)
}

// cdpInterfaceRow is the layout of IOS 15 [UNSOURCED].
var cdpInterfaceRow = user(func(c *cli.Ctx) error {
	if cdpOff(c) {
		return &cli.UserError{Text: "% CDP is not enabled\n"}
	}
	up, down := 0, 0
	for _, i := range ports(c) {
		off := false
		for _, l := range c.System.Config().Lines(config.Path{"interface " + i.Name}) {
			off = off || l == "no cdp enable"
		}
		if kind, _ := ifname.Of(i.Name); off || kind.Virtual || ifname.IsSub(i.Name) {
			continue
		}
		if i.Up() {
			up++
		} else {
			down++
		}
		state, protocol := lineState(i)
		c.Printf("%s is %s, line protocol is %s\n  Encapsulation ARPA\n  Sending CDP packets every 60 seconds\n  Holdtime is 180 seconds\n", i.Name, state, protocol)
	}
	c.Printf("\n cdp enabled interfaces : %d\n interfaces up          : %d\n interfaces down        : %d\n", up+down, up, down)
	return nil
}, grammar.Kw("cdp", "CDP information"), grammar.Kw("interface", "CDP interface status and configuration"))
