package showcmd

import (
	"net/netip"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/internal/ifname"
)

var poolName = grammar.AnyWord("Pool name")

// dhcpPoolRow is show ip dhcp pool in the layout of IOS 15 [UNSOURCED]. The device assigns
// no leases.
var dhcpPoolRow = user(func(c *cli.Ctx) error {
	only, one := poolName.Get(c.Match)
	for _, p := range c.System.Running().DHCPPools {
		if one && p.Name != only {
			continue
		}
		net, total := p.Network, 0
		if net.IsValid() {
			total = max(1<<(32-net.Bits())-2, 0)
		}
		c.Printf("\nPool %s :\n Utilization mark (high/low)    : 100 / 0\n Subnet size (first/next)       : 0 / 0 \n", p.Name)
		c.Printf(" Total addresses                : %d\n Leased addresses               : 0\n Pending event                  : none\n", total)
		if !net.IsValid() {
			c.Printf(" 0 subnet is currently in the pool\n")
			continue
		}
		first, last := net.Addr().Next(), lastOf(net)
		c.Printf(" 1 subnet is currently in the pool :\n Current index        IP address range                    Leased addresses\n")
		c.Printf(" %-20s %-16s - %-16s  %d\n", first, first, last, 0)
	}
	return nil
}, showIP, showDHCP, grammar.Kw("pool", "DHCP pools information"), grammar.Opt(poolName))

// lastOf returns the last host address of a network.
func lastOf(p netip.Prefix) netip.Addr {
	b := p.Addr().As4()
	for i := p.Bits(); i < 31; i++ {
		b[i/8] |= 0x80 >> (i % 8)
	}
	return netip.AddrFrom4(b)
}

// cdpInterfaceRow is show cdp interface in the layout of IOS 15 [UNSOURCED].
var cdpInterfaceRow = user(func(c *cli.Ctx) error {
	if !c.System.Running().CDP {
		return &cli.UserError{Text: "% CDP is not enabled\n"}
	}
	up, down := 0, 0
	for _, i := range ports(c) {
		if kind, _ := ifname.Of(i.Name); !i.Protocols.CDP || kind.Virtual || ifname.IsSub(i.Name) {
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
