package showcmd

import (
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
)

// hostsRow is show hosts, with the heading of IOS 15 [UNSOURCED].
var hostsRow = user(func(c *cli.Ctx) error {
	conf := c.System.Running()
	if conf.Domain == "" {
		c.Printf("Default domain is not set\n")
	} else {
		c.Printf("Default domain is %s\n", conf.Domain)
	}
	lookup := "uses domain service"
	if !conf.DomainLookup {
		lookup = "uses static mappings"
	}
	c.Printf("Name/address lookup %s\nName servers are %s\n\n", lookup, joined(conf.Servers(), ", "))
	c.Printf("Codes: UN - unknown, EX - expired, OK - OK, ?? - revalidate\n       temp - temporary, perm - permanent\n")
	c.Printf("       NA - Not Applicable None - Not defined\n\nHost                      Port  Flags      Age Type   Address(es)\n")
	for _, h := range conf.Hosts {
		port := "None"
		if h.Port > 0 {
			port = strconv.Itoa(h.Port)
		}
		c.Printf("%-26s%-6s%-11s%3d   %-5s %s\n", h.Name, port, "(perm, OK)", 0, "IP", joined(h.Addrs, "  "))
	}
	return nil
}, grammar.Kw("hosts", "IP domain-name, lookup style, nameservers, and host table"))

func joined(addrs []netip.Addr, separator string) string {
	var words []string
	for _, a := range addrs {
		words = append(words, a.String())
	}
	return strings.Join(words, separator)
}

var protocolsRow = user(func(c *cli.Ctx) error {
	c.Printf("Global values:\n  Internet Protocol routing is enabled\n")
	for _, i := range ports(c) {
		state, protocol := lineState(i)
		c.Printf("%s is %s, line protocol is %s\n", i.Name, state, protocol)
		if i.Addr.IsValid() {
			c.Printf("  Internet address is %s\n", i.Addr)
		}
	}
	return nil
}, grammar.Kw("protocols", "Active network routing protocols"))

func showARP(c *cli.Ctx) error {
	c.Printf("Protocol  Address          Age (min)  Hardware Addr   Type   Interface\n")
	for _, n := range c.System.Neighbours() {
		age := "-"
		if n.Age >= 0 {
			age = minutes(n.Age)
		}
		c.Printf("Internet  %-15s%10s   %s  ARPA   %s\n", n.Addr, age, n.MAC, n.Iface)
	}
	return nil
}

var (
	arpRow   = user(showARP, grammar.Kw("arp", "ARP table"))
	ipARPRow = user(showARP, showIP, grammar.Kw("arp", "IP ARP table"))
)

var cdpDetail = grammar.Kw("detail", "Show detailed information")

// cdpRows show CDP. No device of a lab sends CDP, so the list of neighbors is empty.
var cdpRows = []*cli.Row{
	user(func(c *cli.Ctx) error {
		if !c.System.Running().CDP {
			return &cli.UserError{Text: "% CDP is not enabled\n"}
		}
		if !cdpDetail.In(c.Match) {
			c.Printf("Capability Codes: R - Router, T - Trans Bridge, B - Source Route Bridge\n" +
				"                  S - Switch, H - Host, I - IGMP, r - Repeater, P - Phone, \n" +
				"                  D - Remote, C - CVTA, M - Two-port Mac Relay \n\n" +
				"Device ID        Local Intrfce     Holdtme    Capability  Platform  Port ID\n\n")
		}
		c.Printf("Total cdp entries displayed : 0\n")
		return nil
	}, grammar.Kw("cdp", "CDP information"), grammar.Kw("neighbors", "CDP neighbor entries"), grammar.Opt(cdpDetail)),
	user(func(c *cli.Ctx) error {
		if !c.System.Running().CDP {
			return &cli.UserError{Text: "% CDP is not enabled\n"}
		}
		c.Printf("Global CDP information:\n\tSending CDP packets every 60 seconds\n\tSending a holdtime value of 180 seconds\n\tSending CDPv2 advertisements is  enabled\n")
		return nil
	}, grammar.Kw("cdp", "CDP information")),
}

var snmpChassis = grammar.Kw("chassis", "show SNMP chassis")

// snmpRow is show snmp [UNSOURCED].
var snmpRow = user(func(c *cli.Ctx) error {
	switch {
	case !c.System.Running().SNMP:
		c.Printf("%%SNMP agent not enabled\n")
	case snmpChassis.In(c.Match):
		c.Printf("%s\n", c.System.Serial())
	default:
		c.Printf("Chassis: %s\n0 SNMP packets input\n0 SNMP packets output\n\nSNMP logging: disabled\n", c.System.Serial())
	}
	return nil
}, grammar.Kw("snmp", "snmp statistics"), grammar.Opt(snmpChassis))

func minutes(d time.Duration) string { return strconv.Itoa(int(d / time.Minute)) }
