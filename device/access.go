package device

import (
	"encoding/binary"
	"net/netip"
	"strings"

	"github.com/iosim/iosim/device/config"
)

// Permits judges an address by a standard access list, named or numbered: the
// first entry that fits counts, what none fits is denied. A list that does not
// exist, or is empty, permits everything.
func (d *Device) Permits(list string, addr netip.Addr) bool {
	permitted, _ := d.judge(list, addr)
	return permitted
}

// judge is Permits; log says that the entry which counts asks for a message.
func (d *Device) judge(list string, addr netip.Addr) (permitted, log bool) {
	entries := d.accessEntries(list)
	for _, e := range entries {
		if action, fits := standardEntry(e, addr); fits {
			return action == "permit", e[len(e)-1] == "log"
		}
	}
	return len(entries) == 0, false
}

// accessEntries are the entries of a list from their action on.
func (d *Device) accessEntries(list string) [][]string {
	var out [][]string
	add := func(f []string) {
		if len(f) > 1 && isDigits(f[0]) {
			f = f[1:] // a sequence number
		}
		if len(f) > 1 && (f[0] == "permit" || f[0] == "deny") {
			out = append(out, f)
		}
	}
	for _, l := range d.config.Lines(nil) {
		if rest, ok := strings.CutPrefix(l, "access-list "+list+" "); ok {
			add(strings.Fields(rest))
		}
	}
	for _, l := range d.config.Lines(config.Path{"ip access-list standard " + list}) {
		add(strings.Fields(l))
	}
	return out
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
	if err != nil || !base.Is4() || !addr.Is4() {
		return action, false
	}
	wildcard := uint32(0)
	rest := f[1:]
	if len(rest) > 1 && rest[0] == "wildcard" { // "10.1.1.0, wildcard bits 0.0.0.255"
		rest = rest[min(2, len(rest)):]
	}
	if len(rest) > 0 {
		if w, err := netip.ParseAddr(rest[0]); err == nil && w.Is4() {
			wildcard = bitsOf(w)
		}
	}
	return action, bitsOf(base)&^wildcard == bitsOf(addr)&^wildcard
}

func bitsOf(a netip.Addr) uint32 {
	b := a.As4()
	return binary.BigEndian.Uint32(b[:])
}

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
