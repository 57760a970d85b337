package running

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"net/netip"
	"strconv"
)

// PrefixList is an `ip prefix-list` or an `ipv6 prefix-list`.
type PrefixList struct {
	IPv6    bool
	Name    string
	Entries []PrefixEntry // by sequence number
}

// PrefixEntry is an entry of a prefix list.
type PrefixEntry struct {
	Seq    int
	Permit bool
	Prefix netip.Prefix
	GE, LE int // the least and the greatest length that it takes, 0: not given
}

// String is the entry without its sequence number: "permit 10.0.0.0/8 le 24".
func (e PrefixEntry) String() string {
	text := "deny "
	if e.Permit {
		text = "permit "
	}
	text += e.Prefix.String()
	if e.GE > 0 {
		text += fmt.Sprintf(" ge %d", e.GE)
	}
	if e.LE > 0 {
		text += fmt.Sprintf(" le %d", e.LE)
	}
	return text
}

// PrefixList is the prefix list with that name; an empty one if there is none.
func (c *Config) PrefixList(name string, ipv6 bool) PrefixList {
	for _, p := range c.PrefixLists {
		if p.Name == name && p.IPv6 == ipv6 {
			return p
		}
	}
	return PrefixList{IPv6: ipv6, Name: name}
}

// PrefixListEntry decodes "ip prefix-list NAME seq 5 permit 10.0.0.0/8 ge 9 le 24" and
// its like of IPv6. A description has no effect.
func PrefixListEntry(l Line) (Value, error) {
	ipv6, name := l.Word(0) == "ipv6", l.Word(2)
	seq, err := strconv.Atoi(l.Word(4))
	prefix, perr := netip.ParsePrefix(l.Word(6))
	if l.Word(3) != "seq" || err != nil || perr != nil {
		return nil, nil
	}
	e := PrefixEntry{Seq: seq, Permit: l.Word(5) == "permit", Prefix: prefix}
	for i := 7; i+1 < len(l.Words); i += 2 {
		n, err := strconv.Atoi(l.Words[i+1])
		if err != nil {
			return nil, nil
		}
		if l.Words[i] == "ge" {
			e.GE = n
		} else {
			e.LE = n
		}
	}
	return In(func(c *Config) {
		if n := len(c.PrefixLists); n == 0 || c.PrefixLists[n-1].Name != name || c.PrefixLists[n-1].IPv6 != ipv6 {
			c.PrefixLists = append(c.PrefixLists, PrefixList{IPv6: ipv6, Name: name})
		}
		p := &c.PrefixLists[len(c.PrefixLists)-1]
		p.Entries = append(p.Entries, e)
	}), nil
}

// Prefix returns the prefix of an IPv4 address and a mask; false if the mask is not
// contiguous.
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

// parsePrefix is Prefix for two words.
func parsePrefix(addr, mask string) (netip.Prefix, bool) {
	a, err := netip.ParseAddr(addr)
	m, merr := netip.ParseAddr(mask)
	if err != nil || merr != nil {
		return netip.Prefix{}, false
	}
	return Prefix(a, m)
}
