package running

import (
	"net/netip"
	"strconv"
	"strings"
)

// NetServices are what is configured of the services that a router offers and uses.
type NetServices struct {
	NAT        NAT
	DHCPPools  []*DHCPPool
	CDP        bool     // CDP runs; true by default
	LLDP       bool     // LLDP runs; false by default
	SNMP       bool     // there is a line of the SNMP agent
	NTPServers []string // addresses or names of servers and peers
}

// DHCPPool is a section `ip dhcp pool NAME`.
type DHCPPool struct {
	Name    string
	Network netip.Prefix // invalid without one
}

// DHCPPoolHead decodes `ip dhcp pool NAME`.
func DHCPPoolHead(l Line) (Value, error) {
	name := l.Word(3)
	return Section(
		func() *DHCPPool { return &DHCPPool{Name: name} },
		func(c *Config, p *DHCPPool) { c.DHCPPools = append(c.DHCPPools, p) }), nil
}

// DHCPNetwork decodes `network A.B.C.D (MASK|/nn)`; without a mask it has no effect.
func DHCPNetwork(l Line) (Value, error) {
	bits := -1
	if length, ok := strings.CutPrefix(l.Word(2), "/"); ok {
		bits, _ = strconv.Atoi(length)
	} else if mask := l.Addr(2); mask.Is4() {
		bits = 0
		for _, b := range mask.As4() {
			for ; b&0x80 != 0; b <<= 1 {
				bits++
			}
		}
	}
	net := netip.PrefixFrom(l.Addr(1), bits).Masked()
	if !net.IsValid() {
		return nil, nil
	}
	return In(func(p *DHCPPool) { p.Network = net }), nil
}

// CDPRun decodes `cdp run`.
func CDPRun(l Line) (Value, error) {
	on := !l.No
	return In(func(c *Config) { c.CDP = on }), nil
}

// LLDPRun decodes `lldp run`.
func LLDPRun(Line) (Value, error) { return In(func(c *Config) { c.LLDP = true }), nil }

// SNMPAgent decodes the lines of the SNMP agent.
func SNMPAgent(Line) (Value, error) { return In(func(c *Config) { c.SNMP = true }), nil }

// NTPServer decodes `ntp server [vrf NAME] SERVER …` and `ntp peer [vrf NAME] PEER …`.
func NTPServer(l Line) (Value, error) {
	words := l.Words[2:]
	if len(words) > 2 && words[0] == "vrf" {
		words = words[2:]
	}
	if len(words) > 1 && words[0] == "ip" {
		words = words[1:]
	}
	server := words[0]
	return In(func(c *Config) { c.NTPServers = append(c.NTPServers, server) }), nil
}
