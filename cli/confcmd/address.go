package confcmd

import (
	"fmt"
	"net/netip"
	"strconv"
)

func hexMask(m netip.Addr) string {
	b := m.As4()
	return fmt.Sprintf("%02X%02X%02X%02X", b[0], b[1], b[2], b[3])
}

func bits(p netip.Prefix) string { return strconv.Itoa(p.Bits()) }
