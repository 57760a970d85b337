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

// NAT contains the settings of address translation, in the order of the configuration.
type NAT struct {
	Static  []StaticNAT
	Dynamic []DynamicNAT
	Pools   []NATPool
}

// StaticNAT is a static translation of one inside address.
type StaticNAT struct {
	Protocol        string // "tcp" or "udp" for the translation of a port; "" for the whole address
	Local           netip.Addr
	LocalPort       int
	Global          netip.Addr // invalid: the address of GlobalInterface
	GlobalInterface string
	GlobalPort      int
}

// DynamicNAT translates the inside addresses that an access list permits.
type DynamicNAT struct {
	List string // name or number
	// The source of the global addresses: a pool, or an interface. The other one is "".
	Pool, Interface string
}

// NATPool is a range of global addresses.
type NATPool struct {
	Name        string
	First, Last netip.Addr
	Size        string // the size of its network as configured: "netmask 255.255.255.0", "prefix-length 24"
}

// NATStatic decodes `ip nat inside source static …` for an address, a port, or the
// addresses of a network.
func NATStatic(l Line) (Value, error) {
	const first = 5
	var t StaticNAT
	switch kind := l.Word(first); kind {
	case "tcp", "udp":
		t = StaticNAT{Protocol: kind, Local: l.Addr(first + 1), LocalPort: l.Int(first + 2), GlobalPort: l.Int(first + 4)}
		if t.Global = l.Addr(first + 3); l.Word(first+3) == "interface" {
			t.GlobalInterface, t.GlobalPort = l.Word(first+4), l.Int(first+5)
		}
	case "network":
		t = StaticNAT{Local: l.Addr(first + 1), Global: l.Addr(first + 2)}
	default:
		t = StaticNAT{Local: l.Addr(first), Global: l.Addr(first + 1)}
		if l.Word(first+1) == "interface" {
			t.GlobalInterface = l.Word(first + 2)
		}
	}
	return In(func(c *Config) { c.NAT.Static = append(c.NAT.Static, t) }), nil
}

// NATDynamic decodes `ip nat inside source list LIST (pool NAME|interface NAME)`.
func NATDynamic(l Line) (Value, error) {
	t := DynamicNAT{List: l.Word(5)}
	if l.Word(6) == "pool" {
		t.Pool = l.Word(7)
	} else {
		t.Interface = l.Word(7)
	}
	return In(func(c *Config) { c.NAT.Dynamic = append(c.NAT.Dynamic, t) }), nil
}

// NATPoolRange decodes `ip nat pool NAME FIRST LAST (netmask MASK|prefix-length N)`.
func NATPoolRange(l Line) (Value, error) {
	p := NATPool{Name: l.Word(3), First: l.Addr(4), Last: l.Addr(5), Size: l.Word(6) + " " + l.Word(7)}
	return In(func(c *Config) { c.NAT.Pools = append(c.NAT.Pools, p) }), nil
}
