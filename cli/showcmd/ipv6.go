package showcmd

import (
	"encoding/hex"
	"net/netip"
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/system"
)

var (
	showIPv6      = grammar.Kw("ipv6", "IPv6 information")
	ipv6Interface = grammar.Kw("interface", "IPv6 interface status and configuration")
)

// ipv6Rows show IPv6 in the layout of IOS 15 [UNSOURCED]. The addresses are those of the
// configuration; the device sends nothing over IPv6.
var ipv6Rows = []*cli.Row{
	user(func(c *cli.Ctx) error {
		for _, i := range ports(c) {
			state, protocol := lineState(i)
			c.Printf("%-26s [%s/%s]\n", i.Name, state, protocol)
			all := ipv6Addresses(c, i)
			if all == nil {
				c.Printf("    unassigned\n")
			}
			for _, a := range all {
				c.Printf("    %s\n", strings.ToUpper(a.Addr().String()))
			}
		}
		return nil
	}, showIPv6, ipv6Interface, grammar.Kw("brief", "Brief summary of IPv6 status and configuration")),
	user(func(c *cli.Ctx) error {
		for _, i := range ports(c) {
			state, protocol := lineState(i)
			all := ipv6Addresses(c, i)
			if all == nil {
				continue
			}
			c.Printf("%s is %s, line protocol is %s\n  IPv6 is enabled, link-local address is %s \n", i.Name, state, protocol, strings.ToUpper(all[0].Addr().String()))
			c.Printf("  No Virtual link-local address(es):\n")
			if len(all) == 1 {
				c.Printf("  No global unicast address is configured\n")
				continue
			}
			c.Printf("  Global unicast address(es):\n")
			for _, a := range all[1:] {
				c.Printf("    %s, subnet is %s \n", strings.ToUpper(a.Addr().String()), strings.ToUpper(a.Masked().String()))
			}
		}
		return nil
	}, showIPv6, ipv6Interface),
	user(says(""), showIPv6, grammar.Kw("neighbors", "Show IPv6 neighbor cache entries")),
}

// ipv6Addresses returns the addresses of an interface, the link-local one first, which a
// configured address or `ipv6 enable` implies (RFC 4291, 2.5.1).
func ipv6Addresses(c *cli.Ctx, i system.Interface) []netip.Prefix {
	if !i.IPv6.Enabled {
		return nil
	}
	id := interfaceID(c.System.MAC(i.Name))
	local := i.IPv6.LinkLocal
	if !local.IsValid() {
		local = withInterfaceID(netip.MustParseAddr("fe80::"), id)
	}
	var global []netip.Prefix
	for _, a := range i.IPv6.Addrs {
		p := a.Prefix
		if a.EUI64 {
			p = netip.PrefixFrom(withInterfaceID(p.Masked().Addr(), id), p.Bits())
		}
		global = append(global, p)
	}
	return append([]netip.Prefix{netip.PrefixFrom(local, 64)}, global...)
}

// interfaceID returns the modified EUI-64 identifier for a MAC address in IOS's notation
// (RFC 4291, appendix A).
func interfaceID(mac string) [8]byte {
	b, err := hex.DecodeString(strings.ReplaceAll(mac, ".", ""))
	if err != nil || len(b) != 6 {
		return [8]byte{}
	}
	return [8]byte{b[0] ^ 2, b[1], b[2], 0xff, 0xfe, b[3], b[4], b[5]}
}

func withInterfaceID(prefix netip.Addr, id [8]byte) netip.Addr {
	b := prefix.As16()
	copy(b[8:], id[:])
	return netip.AddrFrom16(b)
}
