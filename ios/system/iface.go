package system

import (
	"encoding/binary"
	"math/bits"
	"net/netip"
	"slices"
	"strings"

	"github.com/iosim/iosim/internal/ifname"
	"github.com/iosim/iosim/ios/config"
)

// Interface is a port of the device as its configuration has it now.
type Interface struct {
	Name     string       // "GigabitEthernet0/0"
	Addr     netip.Prefix // with the host's own bits; invalid: no ip address
	Shutdown bool         // administratively down; a sub-interface: it or its port
	Link     bool         // something is plugged in
	Manual   bool         // the address was entered since the start, not read from NVRAM

	Secondary []netip.Prefix // further addresses, in the order of the configuration
}

// Addrs are all addresses of the interface, the primary one first.
func (i Interface) Addrs() []netip.Prefix {
	if !i.Addr.IsValid() {
		return nil
	}
	return append([]netip.Prefix{i.Addr}, i.Secondary...)
}

// Up reports whether the interface carries traffic.
func (i Interface) Up() bool { return i.Link && !i.Shutdown }

// Owns reports whether addr is one of the device's: of an interface that is up.
func (sys *System) Owns(addr netip.Addr) bool {
	for _, i := range sys.Interfaces() {
		if i.Up() && slices.ContainsFunc(i.Addrs(), func(p netip.Prefix) bool { return p.Addr() == addr }) {
			return true
		}
	}
	return false
}

// Interfaces are the device's ports in the order of the configuration.
func (sys *System) Interfaces() []Interface {
	var out []Interface
	for _, head := range sys.config.Lines(nil) {
		if name, ok := strings.CutPrefix(head, "interface "); ok {
			out = append(out, sys.iface(name))
		}
	}
	return out
}

// Interface is the port with that name.
func (sys *System) Interface(name string) (Interface, bool) {
	if !sys.config.Has(config.Path{"interface " + name}) {
		return Interface{}, false
	}
	return sys.iface(name), true
}

func (sys *System) iface(name string) Interface {
	at := config.Path{"interface " + name}
	i := Interface{Name: name, Link: sys.carries(name)}
	_, i.Shutdown = sys.config.Get(at, "shutdown")
	if port, _, isSub := strings.Cut(name, "."); isSub && !i.Shutdown {
		_, i.Shutdown = sys.config.Get(config.Path{"interface " + port}, "shutdown")
	}
	if f := strings.Fields(sys.config.Value(at, "ip address")); len(f) >= 2 {
		i.Addr = prefixOf(f[0], f[1])
		i.Manual = sys.enteredByHand(name, i.Addr)
	}
	if i.Addr.IsValid() {
		for _, l := range sys.config.Lines(at) {
			if f := strings.Fields(l); len(f) == 5 && f[0] == "ip" && f[1] == "address" && f[4] == "secondary" {
				i.Secondary = append(i.Secondary, prefixOf(f[2], f[3]))
			}
		}
	}
	return i
}

// Overlapping is another interface than the one with that name whose network shares
// addresses with p, in the same VRF.
func (sys *System) Overlapping(name string, p netip.Prefix) (other string, ok bool) {
	at := config.Path{"interface " + name}
	var vrf [len(vrfKeys)]string
	for i, key := range vrfKeys {
		vrf[i], _ = sys.config.Get(at, key)
	}
	sys.config.Each("interface", func(n string, get func(string) string) bool {
		text, found := strings.CutPrefix(get("ip address"), "ip address ")
		addr, mask, two := strings.Cut(text, " ")
		if !found || !two || n == name {
			return true
		}
		for i, key := range vrfKeys {
			if get(key) != vrf[i] {
				return true
			}
		}
		if q := prefixOf(addr, mask); q.IsValid() && q.Overlaps(p) {
			other, ok = n, true
		}
		return !ok
	})
	return other, ok
}

// vrfKeys are the lines that put an interface into a VRF.
var vrfKeys = [...]string{"vrf forwarding", "ip vrf forwarding"}

// carries reports whether the interface has a carrier: a virtual one always, a
// sub-interface as its port.
func (sys *System) carries(name string) bool {
	if kind, _ := ifname.Of(name); kind.Virtual {
		return true
	}
	return sys.LinkUp(ifname.PortOf(name))
}

// enteredByHand reports whether the address is another than NVRAM gave the port.
func (sys *System) enteredByHand(name string, addr netip.Prefix) bool {
	sys.mu.Lock()
	defer sys.mu.Unlock()
	return sys.fromNVRAM[name] != addr
}

// prefixOf is the prefix that an address and a mask of a configuration line
// make; invalid if they do not parse.
func prefixOf(addr, mask string) netip.Prefix {
	a, aerr := netip.ParseAddr(addr)
	m, merr := netip.ParseAddr(mask)
	if aerr != nil || merr != nil {
		return netip.Prefix{}
	}
	p, _ := Prefix(a, m)
	return p
}

// Prefix joins an address and a mask; false if the mask's ones are not all in
// front.
func Prefix(addr, mask netip.Addr) (netip.Prefix, bool) {
	if !addr.Is4() || !mask.Is4() {
		return netip.Prefix{}, false
	}
	b := mask.As4()
	m := binary.BigEndian.Uint32(b[:])
	ones := bits.LeadingZeros32(^m)
	if bits.OnesCount32(m) != ones {
		return netip.Prefix{}, false
	}
	return netip.PrefixFrom(addr, ones), true
}

// Route is the interface that leads to addr: connected networks, then the
// static routes of the configuration, the longest prefix first.
func (sys *System) Route(addr netip.Addr) (Interface, bool) {
	return sys.route(addr, 0)
}

// maxRecursion bounds how often a next hop is itself looked up.
const maxRecursion = 8

func (sys *System) route(addr netip.Addr, depth int) (Interface, bool) {
	best, found, bits := Interface{}, false, -1
	for _, i := range sys.Interfaces() {
		if !i.Up() {
			continue
		}
		for _, p := range i.Addrs() {
			if p.Masked().Contains(addr) && p.Bits() > bits {
				best, found, bits = i, true, p.Bits()
			}
		}
	}
	if found || depth > maxRecursion {
		return best, found
	}
	var hop string
	for _, l := range sys.config.Lines(nil) {
		f := strings.Fields(l)
		switch {
		case len(f) >= 5 && f[0] == "ip" && f[1] == "route":
			if p := prefixOf(f[2], f[3]); p.IsValid() && p.Masked().Contains(addr) && p.Bits() > bits {
				bits, hop = p.Bits(), f[4]
			}
		case len(f) == 3 && f[0] == "ip" && f[1] == "default-gateway" && bits < 0:
			hop = f[2]
		}
	}
	if hop == "" {
		return Interface{}, false
	}
	if i, ok := sys.Interface(hop); ok {
		return i, i.Up()
	}
	if a, err := netip.ParseAddr(hop); err == nil && a != addr {
		return sys.route(a, depth+1)
	}
	return Interface{}, false
}
