package showcmd

import (
	"cmp"
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/running"
	"github.com/iosim/iosim/ios/system"
)

var ipBrief = grammar.Kw("brief", "Brief summary of IP status and configuration")

var ipInterfaceRow = user(func(c *cli.Ctx) error {
	list := ports(c)
	name, one, err := ifaceArg.Get(c)
	if err != nil {
		return err
	}
	if one {
		i, _ := c.System.Interface(name)
		list = []system.Interface{i}
	}
	if ipBrief.In(c.Match) {
		interfaceBrief(c, list)
		return nil
	}
	for _, i := range list {
		ipInterface(c, i)
	}
	return nil
}, showIP, grammar.Kw("interface", "IP interface status and configuration"),
	grammar.Opt(grammar.Alt(grammar.Seq(ipBrief, grammar.Opt(ifaceArg.Node)), grammar.Seq(ifaceArg.Node, grammar.Opt(ipBrief)))))

// interfaceBrief prints show ip interface brief (ios-boot.md 11.9), in columns of 27, 16,
// 4, 7, 22 and 8.
func interfaceBrief(c *cli.Ctx, ports []system.Interface) {
	const row = "%-27s%-16s%-4s%-7s%-22s%-8s\n"
	c.Printf("Interface                  IP-Address      OK? Method Status                Protocol\n")
	for _, i := range ports {
		addr, method := "unassigned", "unset"
		if i.Addr.IsValid() {
			addr, method = i.Addr.Addr().String(), "NVRAM"
			if i.Manual {
				method = "manual"
			}
		}
		status, protocol := lineState(i)
		c.Printf(row, i.Name, addr, "YES", method, status, protocol)
	}
}

// ipInterface prints the block of show ip interface, in the layout of IOS 15 [UNSOURCED].
func ipInterface(c *cli.Ctx, i system.Interface) {
	state, protocol := lineState(i)
	c.Printf("%s is %s, line protocol is %s\n", i.Name, state, protocol)
	if !i.Addr.IsValid() {
		c.Printf("  Internet protocol processing disabled\n")
		return
	}
	how := "non-volatile memory"
	if i.Manual {
		how = "setup command"
	}
	c.Printf("  Internet address is %s\n  Broadcast address is 255.255.255.255\n  Address determined by %s\n", i.Addr, how)
	in, out, helper := cmp.Or(i.In, "not set"), cmp.Or(i.Out, "not set"), "not set"
	if i.Helpers != nil {
		helper = strings.Join(i.Helpers, " ")
	}
	verb := " is"
	if len(i.Helpers) > 1 {
		verb = "es are"
	}
	translation := "disabled"
	if side := i.Protocols.NAT; side != running.NATOff {
		translation = "enabled, interface in domain " + string(side)
	}
	c.Printf("  MTU is %d bytes\n  Helper address%s %s\n", cmp.Or(i.IPMTU, 1500), verb, helper)
	for _, a := range i.Secondary {
		c.Printf("  Secondary address %s\n", a)
	}
	c.Printf("  Directed broadcast forwarding is disabled\n")
	c.Printf("  Outgoing access list is %s\n  Inbound  access list is %s\n%s", out, in, ipInterfaceText)
	c.Printf("  Network address translation is %s\n%s", translation, ipInterfaceEnd)
}

const ipInterfaceText = `  Proxy ARP is enabled
  Local Proxy ARP is disabled
  Security level is default
  Split horizon is enabled
  ICMP redirects are always sent
  ICMP unreachables are always sent
  ICMP mask replies are never sent
  IP fast switching is enabled
  IP fast switching on the same interface is disabled
  IP Flow switching is disabled
  IP CEF switching is enabled
  IP CEF switching turbo vector
  IP multicast fast switching is enabled
  IP multicast distributed fast switching is disabled
  IP route-cache flags are Fast, CEF
  Router Discovery is disabled
  IP output packet accounting is disabled
  IP access violation accounting is disabled
  TCP/IP header compression is disabled
  RTP/IP header compression is disabled
  Policy routing is disabled
`

const ipInterfaceEnd = `  BGP Policy Mapping is disabled
  WCCP Redirect outbound is disabled
  WCCP Redirect inbound is disabled
  WCCP Redirect exclude is disabled
`
