package system

import (
	"cmp"
	"encoding/binary"
	"math"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/iosim/iosim/ios/config"
)

// AccessListPath is the section of the IP access list of a kind, "standard" or
// "extended", by its name or number.
func AccessListPath(kind, name string) config.Path {
	if isNumbered(name) {
		return config.Path{"access-list " + name}
	}
	return config.Path{"ip access-list " + kind + " " + name}
}

// isNumbered: a name of a list does not begin with a digit.
func isNumbered(name string) bool { return name != "" && name[0] >= '0' && name[0] <= '9' }

// AccessList is an IP access list of the configuration.
type AccessList struct {
	Kind    string // "standard", "extended"
	Name    string // or number
	Entries []AccessEntry
}

// AccessEntry is a line of an access list: "permit any". A remark has the number of
// the entry before it.
type AccessEntry struct {
	Number int
	Text   string
}

// AccessLists are those of the configuration: standard ones first, numbered ones
// before named ones.
func (sys *System) AccessLists() []AccessList {
	var out []AccessList
	for _, l := range sys.config.Lines(nil) {
		f := strings.Fields(l)
		switch {
		case len(f) == 2 && f[0] == "access-list":
			kind := "standard"
			if isExtended(f[1]) {
				kind = "extended"
			}
			out = append(out, AccessList{Kind: kind, Name: f[1]})
		case len(f) == 4 && f[0] == "ip" && f[1] == "access-list":
			out = append(out, AccessList{Kind: f[2], Name: f[3]})
		default:
			continue
		}
		a := &out[len(out)-1]
		at := config.Path{l}
		lines, numbers := sys.config.Lines(at), sys.config.Places(at)
		for i := range min(len(lines), len(numbers)) {
			a.Entries = append(a.Entries, AccessEntry{numbers[i], lines[i]})
		}
	}
	slices.SortStableFunc(out, func(a, b AccessList) int {
		if c := strings.Compare(b.Kind, a.Kind); c != 0 {
			return c
		}
		return cmp.Compare(listRank(a.Name), listRank(b.Name))
	})
	return out
}

// listRank is the number of a list; names come behind all numbers.
func listRank(name string) int {
	if n, err := strconv.Atoi(name); err == nil {
		return n
	}
	return math.MaxInt
}

// Permits judges an address by an access list, named or numbered: the first entry that
// fits counts, what none fits is denied. A list that does not exist, or is empty,
// permits everything. Of an extended list the entries for TCP to any address fit.
func (sys *System) Permits(list string, addr netip.Addr) bool {
	permitted, _ := sys.judge(list, packet{proto: protoTCP, source: addr})
	return permitted
}

// judge is Permits of a packet; log says that the entry which counts asks for a message.
func (sys *System) judge(list string, p packet) (permitted, log bool) {
	entries := sys.accessEntries(list)
	for _, e := range entries {
		action, fits := "", false
		if e.extended {
			action, fits = sys.extendedEntry(e.words, p)
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
func (sys *System) accessEntries(list string) []accessEntry {
	var out []accessEntry
	for _, kind := range []string{"standard", "extended"} {
		at := AccessListPath(kind, list)
		extended := kind == "extended"
		if isNumbered(list) && extended != isExtended(list) {
			continue // it is the same section
		}
		for _, l := range sys.config.Lines(at) {
			if f := strings.Fields(l); len(f) > 1 && (f[0] == "permit" || f[0] == "deny") {
				out = append(out, accessEntry{f, extended})
			}
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
	base, err := netip.ParseAddr(f[0])
	if err != nil {
		return action, false
	}
	wildcard := netip.IPv4Unspecified()
	if len(f) > 1 {
		if w, err := netip.ParseAddr(f[1]); err == nil {
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
