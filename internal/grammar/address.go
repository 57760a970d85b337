package grammar

import "net/netip"

// IPv4 returns an argument for an address in dotted decimal form, labeled A.B.C.D.
// A number has one to three digits.
func IPv4(help string) *Arg[netip.Addr] {
	return dotted(help, func([4]byte, int, int) bool { return true })
}

// Mask returns an argument for a network mask in dotted decimal form, labeled
// A.B.C.D: one bits followed by zero bits. A command with its own message for a bad
// mask uses IPv4.
func Mask(help string) *Arg[netip.Addr] { return dotted(help, mask) }

// dotted returns an argument of four numbers. valid reports whether the numbers up
// to the n-th can start a valid address; more is the number of digits the n-th may
// still get.
func dotted(help string, valid func(b [4]byte, n, more int) bool) *Arg[netip.Addr] {
	return &Arg[netip.Addr]{
		Label: "A.B.C.D",
		Help:  help,
		Parse: func(_ any, tok string) (netip.Addr, int, bool) {
			var b [4]byte
			n, digits := 0, 0
			for i := range len(tok) {
				c := tok[i]
				if c == '.' && digits > 0 && n < 3 && valid(b, n, 0) {
					n, digits = n+1, 0
					continue
				}
				v := int(b[n])*10 + int(c-'0')
				if c < '0' || c > '9' || digits == 3 || v > 255 {
					return netip.Addr{}, i, false
				}
				b[n] = byte(v)
				digits++
				if !valid(b, n, 3-digits) {
					return netip.Addr{}, i, false
				}
			}
			return netip.AddrFrom4(b), len(tok), n == 3 && digits > 0 && valid(b, 3, 0)
		},
		Format: netip.Addr.String,
	}
}

// mask reports whether b[:n], which is valid, can be followed by b[n] in a mask.
func mask(b [4]byte, n, more int) bool {
	ones := n == 0 || b[n-1] == 255
	for zeros := range 9 {
		m := 256 - 1<<zeros
		if m != 0 && !ones {
			continue
		}
		for left := more; ; left-- {
			if m == int(b[n]) {
				return true
			}
			if left == 0 {
				break
			}
			m /= 10
		}
	}
	return false
}
