package running

import (
	"net/netip"
	"strconv"
	"strings"
)

// Names is how names of hosts are looked up.
type Names struct {
	Hosts        []Host
	NameServers  []netip.Addr
	DomainLookup bool // name servers are asked
}

// Host is an `ip host` line.
type Host struct {
	Name  string
	Port  int // of telnet; 0: its usual one
	Addrs []netip.Addr
}

// HostAddress is the first address of a name, whose case does not count; false if no
// line has it.
func (n *Names) HostAddress(name string) (netip.Addr, bool) {
	for _, h := range n.Hosts {
		if strings.EqualFold(h.Name, name) {
			return h.Addrs[0], true
		}
	}
	return netip.Addr{}, false
}

// Servers are the name servers that are asked: without one the router asks all hosts
// of its networks.
func (n *Names) Servers() []netip.Addr {
	if n.NameServers == nil {
		return []netip.Addr{netip.AddrFrom4([4]byte{255, 255, 255, 255})}
	}
	return n.NameServers
}

// HostEntry decodes `ip host NAME [PORT] A.B.C.D…`.
func HostEntry(l Line) (Value, error) {
	if len(l.Words) < 4 {
		return nil, nil
	}
	h, addrs := Host{Name: l.Word(2)}, l.Words[3:]
	if port, err := strconv.Atoi(addrs[0]); err == nil {
		h.Port, addrs = port, addrs[1:]
	}
	for _, w := range addrs {
		if a, err := netip.ParseAddr(w); err == nil {
			h.Addrs = append(h.Addrs, a)
		}
	}
	if h.Addrs == nil {
		return nil, nil
	}
	return In(func(c *Config) { c.Hosts = append(c.Hosts, h) }), nil
}

// NameServer decodes `ip name-server ADDRESS…`. Those of a VRF are not asked for names
// outside it.
func NameServer(l Line) (Value, error) {
	if l.Word(2) == "vrf" {
		return nil, nil
	}
	var servers []netip.Addr
	for _, w := range l.Words[min(2, len(l.Words)):] {
		if a, err := netip.ParseAddr(w); err == nil {
			servers = append(servers, a)
		}
	}
	return In(func(c *Config) { c.NameServers = append(c.NameServers, servers...) }), nil
}

// DomainLookup decodes `ip domain lookup`.
func DomainLookup(l Line) (Value, error) {
	on := !l.No
	return In(func(c *Config) { c.DomainLookup = on }), nil
}

// DefaultHostname is the host name of a router without `hostname`.
const DefaultHostname = "Router"

// Identity contains the names of the router.
type Identity struct {
	Hostname string
	Domain   string // `ip domain name`, "" without it
}

// Hostname decodes `hostname NAME`.
func Hostname(l Line) (Value, error) {
	name := l.Word(1)
	return In(func(c *Config) { c.Hostname = name }), nil
}

// Domain decodes `ip domain name NAME`.
func Domain(l Line) (Value, error) {
	name := l.After(3)
	return In(func(c *Config) { c.Domain = name }), nil
}
