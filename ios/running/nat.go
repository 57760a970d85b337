package running

import "net/netip"

// NAT is what is configured of address translation, in the order of the configuration.
type NAT struct {
	Static  []StaticNAT
	Dynamic []DynamicNAT
	Pools   []NATPool
}

// StaticNAT is a translation of one inside address that is always there.
type StaticNAT struct {
	Protocol        string // "tcp" or "udp", whose ports are translated too; "" is the whole address
	Local           netip.Addr
	LocalPort       int
	Global          netip.Addr // invalid: that of GlobalInterface
	GlobalInterface string
	GlobalPort      int
}

// DynamicNAT translates the inside addresses that a list permits.
type DynamicNAT struct {
	List string // name or number
	// To an address of a pool or to that of an interface; the other is "".
	Pool, Interface string
}

// NATPool is a range of global addresses.
type NATPool struct {
	Name        string
	First, Last netip.Addr
	Size        string // of its network as it is configured: "netmask 255.255.255.0", "prefix-length 24"
}

// NATStatic decodes `ip nat inside source static …`: of an address, of a port, or of the
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
