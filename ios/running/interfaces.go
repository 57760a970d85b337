package running

import (
	"net/netip"
	"strconv"
	"strings"
)

// InterfaceTable is the interface sections.
type InterfaceTable struct {
	Interfaces []*Interface // in the order of the configuration

	// Ranges are the macros of `define interface-range`, by name: "gi0/0 - 1".
	Ranges map[string]string

	byName map[string]*Interface
}

// InterfaceRange decodes `define interface-range NAME RANGE`.
func InterfaceRange(l Line) (Value, error) {
	name, text := l.Word(2), l.After(3)
	return In(func(c *Config) {
		if c.Ranges == nil {
			c.Ranges = map[string]string{}
		}
		c.Ranges[name] = text
	}), nil
}

// Interface returns the interface with that name, nil if it has no section.
func (n *InterfaceTable) Interface(name string) *Interface { return n.byName[name] }

// Interface is an interface section. Zero values stand for lines that are not there.
type Interface struct {
	Name        string // "GigabitEthernet0/0"
	Description string
	Shutdown    bool
	Addr        netip.Prefix   // with the interface's own bits; invalid without `ip address`
	Secondary   []netip.Prefix // in the order of the configuration
	VRF         string         // "" is the global table

	Bandwidth     int    // kbit/s
	Delay         int    // in tens of microseconds
	Speed         string // "auto", "10", "100", "1000"
	Duplex        string // "auto", "full", "half"
	Encapsulation string // "hdlc", "dot1Q"
	VLAN          string // of `encapsulation dot1Q`

	IPMTU   int // bytes
	Helpers []string
	In, Out string // access lists of `ip access-group`
	IPv6    InterfaceIPv6

	Protocols InterfaceProtocols
}

// InterfaceIPv6 is IPv6 on an interface.
type InterfaceIPv6 struct {
	Enabled   bool // by an address, or by `ipv6 enable`
	LinkLocal netip.Addr
	Addrs     []IPv6Address
}

// IPv6Address is an `ipv6 address` line.
type IPv6Address struct {
	Prefix netip.Prefix
	EUI64  bool // the interface's identifier takes the place of the host's bits
}

// Addrs are all IPv4 addresses of the interface, the primary one first.
func (i *Interface) Addrs() []netip.Prefix {
	if !i.Addr.IsValid() {
		return nil
	}
	return append([]netip.Prefix{i.Addr}, i.Secondary...)
}

// InterfaceHead decodes `interface NAME`.
func InterfaceHead(l Line) (Value, error) {
	name := l.After(1)
	return Section(
		func() *Interface { return &Interface{Name: name, Protocols: defaultProtocols()} },
		func(c *Config, i *Interface) {
			c.Interfaces = append(c.Interfaces, i)
			if c.byName == nil {
				c.byName = map[string]*Interface{}
			}
			c.byName[i.Name] = i
		}), nil
}

// inInterface is a value in an interface section.
func inInterface(set func(*Interface)) (Value, error) { return In(set), nil }

// Shutdown decodes `shutdown` below an interface.
func Shutdown(l Line) (Value, error) {
	return inInterface(func(i *Interface) { i.Shutdown = !l.No })
}

// Description decodes `description TEXT` below an interface.
func Description(l Line) (Value, error) {
	text := l.After(1)
	return inInterface(func(i *Interface) { i.Description = text })
}

// IPAddress decodes `ip address A.B.C.D MASK [secondary]`. Addresses by DHCP or PPP have
// no effect.
func IPAddress(l Line) (Value, error) {
	a, err := netip.ParseAddr(l.Word(2))
	m, merr := netip.ParseAddr(l.Word(3))
	if l.No || err != nil || merr != nil {
		return nil, nil
	}
	p, ok := Prefix(a, m)
	switch {
	case !ok:
		return nil, nil
	case l.Word(4) == "secondary":
		return inInterface(func(i *Interface) { i.Secondary = append(i.Secondary, p) })
	}
	return inInterface(func(i *Interface) { i.Addr = p })
}

// VRFForwarding decodes `vrf forwarding NAME` and `ip vrf forwarding NAME`.
func VRFForwarding(l Line) (Value, error) {
	name := l.Words[len(l.Words)-1]
	return inInterface(func(i *Interface) { i.VRF = name })
}

// Bandwidth decodes `bandwidth KBIT`.
func Bandwidth(l Line) (Value, error) {
	n, err := strconv.Atoi(l.Word(1))
	if err != nil {
		return nil, nil // inherit, receive
	}
	return inInterface(func(i *Interface) { i.Bandwidth = n })
}

// Delay decodes `delay TENS`.
func Delay(l Line) (Value, error) {
	n, err := strconv.Atoi(l.Word(1))
	if err != nil {
		return nil, nil
	}
	return inInterface(func(i *Interface) { i.Delay = n })
}

// Speed decodes `speed RATE`.
func Speed(l Line) (Value, error) {
	word := l.Word(1)
	return inInterface(func(i *Interface) { i.Speed = word })
}

// Duplex decodes `duplex MODE`.
func Duplex(l Line) (Value, error) {
	word := l.Word(1)
	return inInterface(func(i *Interface) { i.Duplex = word })
}

// Encapsulation decodes `encapsulation KIND …`.
func Encapsulation(l Line) (Value, error) {
	kind, vlan := l.Word(1), ""
	if strings.EqualFold(kind, "dot1q") {
		vlan = l.Word(2)
	}
	return inInterface(func(i *Interface) { i.Encapsulation, i.VLAN = kind, vlan })
}

// IPMTU decodes `ip mtu BYTES`.
func IPMTU(l Line) (Value, error) {
	n, err := strconv.Atoi(l.Word(2))
	if err != nil {
		return nil, nil
	}
	return inInterface(func(i *Interface) { i.IPMTU = n })
}

// HelperAddress decodes `ip helper-address A.B.C.D`.
func HelperAddress(l Line) (Value, error) {
	if len(l.Words) != 3 {
		return nil, nil // of another VRF
	}
	word := l.Word(2)
	return inInterface(func(i *Interface) { i.Helpers = append(i.Helpers, word) })
}

// AccessGroup decodes `ip access-group LIST in|out`.
func AccessGroup(l Line) (Value, error) {
	list := l.Word(2)
	if l.Word(3) == "in" {
		return inInterface(func(i *Interface) { i.In = list })
	}
	return inInterface(func(i *Interface) { i.Out = list })
}

// IPv6Enable decodes `ipv6 enable`.
func IPv6Enable(Line) (Value, error) {
	return inInterface(func(i *Interface) { i.IPv6.Enabled = true })
}

// IPv6AddressLine decodes `ipv6 address PREFIX [eui-64]` and `ipv6 address ADDRESS
// link-local`.
func IPv6AddressLine(l Line) (Value, error) {
	if l.Word(3) == "link-local" {
		a, err := netip.ParseAddr(l.Word(2))
		if err != nil {
			return nil, nil
		}
		return inInterface(func(i *Interface) { i.IPv6.Enabled, i.IPv6.LinkLocal = true, a })
	}
	p, err := netip.ParsePrefix(l.Word(2))
	if err != nil {
		return nil, nil // autoconfig, dhcp
	}
	a := IPv6Address{Prefix: p, EUI64: l.Word(3) == "eui-64"}
	return inInterface(func(i *Interface) {
		i.IPv6.Enabled = true
		i.IPv6.Addrs = append(i.IPv6.Addrs, a)
	})
}
