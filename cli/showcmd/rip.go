package showcmd

import (
	"net/netip"
	"strconv"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/running"
)

func ripProtocol(c *cli.Ctx, r *running.Router) {
	c.Printf("  Sending updates every 30 seconds\n  Invalid after 180 seconds, hold down 180, flushed after 240\n")
	c.Printf("  Redistributing: %s\n", redistributed(r))
	send, receive := "1", "1 2"
	if r.RIPVersion != 0 {
		send = strconv.Itoa(r.RIPVersion)
		receive = send
		c.Printf("  Default version control: send version %s, receive version %s\n", send, receive)
	} else {
		c.Printf("  Default version control: send version 1, receive any version\n")
	}
	heading := false
	for _, i := range runsOn(c, r) {
		if !i.Up() || r.IsPassive(i.Name) {
			continue
		}
		if !heading {
			c.Printf("    Interface             Send  Recv  Triggered RIP  Key-chain\n")
			heading = true
		}
		c.Printf("    %-22s%-6s%-23s%-12s\n", i.Name, send, receive, i.Protocols.RIPKeyChain)
	}
	c.Printf("  Automatic network summarization is %s\n", inEffect(r.AutoSummary))
	c.Printf("  Maximum path: %d\n", r.MaximumPaths)
	protocolNetworks(c, r, func(n running.Network) string { return n.Addr.String() })
	c.Printf("  Distance: (default is 120)\n\n")
}

func inEffect(on bool) string {
	if on {
		return "in effect"
	}
	return "not in effect"
}

var ripDatabaseRow = user(func(c *cli.Ctx) error {
	for _, r := range routers(c, running.RIP) {
		var last netip.Prefix
		for _, i := range runsOn(c, r) {
			if !i.Up() {
				continue
			}
			net := i.Addr.Masked()
			if major := classful(net); major != last {
				c.Printf("%-20s auto-summary\n", major)
				last = major
			}
			c.Printf("%-20s directly connected, %s\n", net, i.Name)
		}
	}
	return nil
}, showIP, grammar.Kw("rip", "IP RIP show commands"), grammar.Kw("database", "IPv4 RIP database"))
