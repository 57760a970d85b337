package device

import (
	"encoding/binary"
	"net/netip"
	"strconv"
	"strings"

	"github.com/iosim/iosim/device/config"
)

// Permits judges an address by an access list, named or numbered: the first entry that
// fits counts, what none fits is denied. A list that does not exist, or is empty,
// permits everything. Of an extended list the entries for TCP to any address fit.
func (d *Device) Permits(list string, addr netip.Addr) bool {
	permitted, _ := d.judge(list, packet{proto: protoTCP, source: addr})
	return permitted
}

// judge is Permits of a packet; log says that the entry which counts asks for a message.
func (d *Device) judge(list string, p packet) (permitted, log bool) {
	entries := d.accessEntries(list)
	for _, e := range entries {
		action, fits := "", false
		if e.extended {
			action, fits = d.extendedEntry(e.words, p)
		} else {
			action, fits = standardEntry(e.words, p.source)
		}
		if fits {
			return action == "permit", e.words[len(e.words)-1] == "log"
		}
	}
	return len(entries) == 0, false
}

// accessEntry is an entry of an access list from its action on.
type accessEntry struct {
	words    []string
	extended bool
}

// accessEntries are the entries of a list.
func (d *Device) accessEntries(list string) []accessEntry {
	var out []accessEntry
	add := func(f []string, extended bool) {
		if len(f) > 1 && isDigits(f[0]) {
			f = f[1:] // a sequence number
		}
		if len(f) > 1 && (f[0] == "permit" || f[0] == "deny") {
			out = append(out, accessEntry{f, extended})
		}
	}
	for _, l := range d.config.Lines(nil) {
		if rest, ok := strings.CutPrefix(l, "access-list "+list+" "); ok {
			add(strings.Fields(rest), isExtended(list))
		}
	}
	for _, kind := range []string{"standard", "extended"} {
		for _, l := range d.config.Lines(config.Path{"ip access-list " + kind + " " + list}) {
			add(strings.Fields(l), kind == "extended")
		}
	}
	return out
}

// isExtended tells by its number what a numbered list is: 100 to 199 and 2000 to 2699.
func isExtended(number string) bool {
	n, err := strconv.Atoi(number)
	return err == nil && (n >= 100 && n <= 199 || n >= 2000 && n <= 2699)
}

// standardEntry reports whether "permit 10.1.1.0 0.0.0.255" fits an address.
func standardEntry(f []string, addr netip.Addr) (action string, fits bool) {
	action, f = f[0], f[1:]
	switch f[0] {
	case "any":
		return action, true
	case "host":
		f = f[1:]
	}
	if len(f) == 0 {
		return action, false
	}
	base, err := netip.ParseAddr(strings.TrimSuffix(f[0], ","))
	if err != nil {
		return action, false
	}
	wildcard := netip.IPv4Unspecified()
	rest := f[1:]
	if len(rest) > 1 && rest[0] == "wildcard" { // "10.1.1.0, wildcard bits 0.0.0.255"
		rest = rest[min(2, len(rest)):]
	}
	if len(rest) > 0 {
		if w, err := netip.ParseAddr(rest[0]); err == nil {
			wildcard = w
		}
	}
	return action, fitsWildcard(addr, base, wildcard)
}

// fitsWildcard compares the bits of two addresses that a wildcard leaves.
func fitsWildcard(addr, base, wildcard netip.Addr) bool {
	if !addr.Is4() || !base.Is4() || !wildcard.Is4() {
		return false
	}
	w := bitsOf(wildcard)
	return bitsOf(base)&^w == bitsOf(addr)&^w
}

func bitsOf(a netip.Addr) uint32 {
	b := a.As4()
	return binary.BigEndian.Uint32(b[:])
}

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
