package running

import (
	"encoding/binary"
	"math/bits"
	"net/netip"
)

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
