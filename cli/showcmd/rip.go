package showcmd

import (
	"net/netip"
	"slices"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/config"
)

func ripProtocol(c *cli.Ctx, p process) {
	c.Printf("  Sending updates every 30 seconds\n  Invalid after 180 seconds, hold down 180, flushed after 240\n")
	c.Printf("  Redistributing: %s\n", p.redistributed())
	version, set := p.rest("version")
	send, receive := "1", "1 2"
	if set {
		send, receive = version, version
		c.Printf("  Default version control: send version %s, receive version %s\n", version, version)
	} else {
		c.Printf("  Default version control: send version 1, receive any version\n")
	}
	passive := p.passive(c)
	heading := false
	for _, i := range p.runsOn(c) {
		if !i.Up() || slices.Contains(passive, i.Name) {
			continue
		}
		if !heading {
			c.Printf("    Interface             Send  Recv  Triggered RIP  Key-chain\n")
			heading = true
		}
		key := c.System.Config().Value(config.Path{"interface " + i.Name}, "ip rip authentication key-chain")
		c.Printf("    %-22s%-6s%-23s%-12s\n", i.Name, send, receive, key)
	}
	c.Printf("  Automatic network summarization is %s\n", inEffect(!p.has("no auto-summary")))
	c.Printf("  Maximum path: %d\n", p.number("maximum-paths", 4))
	protocolNetworks(c, p, p.all("network"))
	c.Printf("  Distance: (default is 120)\n\n")
}

func inEffect(on bool) string {
	if on {
		return "in effect"
	}
	return "not in effect"
}

var ripDatabaseRow = user(func(c *cli.Ctx) error {
	for _, p := range processes(c, "rip") {
		var last netip.Prefix
		for _, i := range p.runsOn(c) {
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
