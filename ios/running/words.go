package running

import (
	"net/netip"
	"strconv"
)

// Addr is the i-th word as an address, the zero address if it is none.
func (l Line) Addr(i int) netip.Addr {
	a, _ := netip.ParseAddr(l.Word(i))
	return a
}

// Int is the i-th word as a number, 0 if it is none.
func (l Line) Int(i int) int {
	n, _ := strconv.Atoi(l.Word(i))
	return n
}
