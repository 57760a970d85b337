package grammar

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Int returns an argument for a whole number from lo to hi, labeled "<lo-hi>"
// ("<-23 - 23>" if lo is negative). Leading zeros are accepted; they are not
// canonical.
func Int(lo, hi int, help string) *Arg[int] {
	label := fmt.Sprintf("<%d-%d>", lo, hi)
	if lo < 0 {
		label = fmt.Sprintf("<%d - %d>", lo, hi)
	}
	return &Arg[int]{
		Label: label,
		Help:  help,
		Parse: func(_ any, tok string) (int, int, bool) {
			digits, negative := strings.CutPrefix(tok, "-")
			low, high := magnitudes(lo, hi, negative)
			if low > high {
				return 0, 0, false
			}
			v, fit, ok := number(digits, 10, low, high)
			if negative {
				return int(-v), fit + 1, ok
			}
			return int(v), fit, ok
		},
		Format: strconv.Itoa,
	}
}

// magnitudes returns the range of the absolute values of the negative, or of the
// other, numbers from lo to hi.
func magnitudes(lo, hi int, negative bool) (low, high uint64) {
	switch {
	case negative && lo > 0 || !negative && hi < 0:
		return 1, 0
	case negative:
		return uint64(max(-int64(hi), 0)), -uint64(int64(lo))
	}
	return uint64(max(lo, 0)), uint64(hi)
}

// Hex returns an argument for a number from lo to hi, hexadecimal after "0x" or
// decimal, labeled "<0xLO-0xHI>" (ios-boot.md 5.5). Its canonical form is
// hexadecimal.
func Hex(lo, hi uint64, help string) *Arg[uint64] {
	return &Arg[uint64]{
		Label: fmt.Sprintf("<0x%X-0x%X>", lo, hi),
		Help:  help,
		Parse: func(_ any, tok string) (uint64, int, bool) {
			if len(tok) >= 2 && begins(tok, "0x") {
				v, fit, ok := number(tok[2:], 16, lo, hi)
				return v, fit + 2, ok
			}
			v, fit, ok := number(tok, 10, lo, hi)
			if fit == 0 && tok != "" && tok[0] == '0' {
				fit = 1 // "0x" may follow
			}
			return v, fit, ok
		},
		Format: func(v uint64) string { return fmt.Sprintf("0x%X", v) },
	}
}

// number parses digits of a base as a number from lo to hi. If zeros alone are out
// of range, fit is 0, because the zero is wrong and not an incomplete number.
func number(tok string, base, lo, hi uint64) (v uint64, fit int, ok bool) {
	for fit < len(tok) {
		d := uint64(digit(tok[fit]))
		if d >= base || v > (math.MaxUint64-d)/base || !reaches(v*base+d, base, lo, hi) {
			break
		}
		v = v*base + d
		fit++
	}
	if fit == len(tok) && v == 0 && lo > 0 {
		return 0, 0, false
	}
	return v, fit, fit > 0 && fit == len(tok) && lo <= v && v <= hi
}

// reaches reports whether v, or v with digits appended, can be in lo to hi.
func reaches(v, base, lo, hi uint64) bool {
	for last := v; v <= hi; {
		if last >= lo {
			return true
		}
		if v > math.MaxUint64/base {
			return false
		}
		v *= base
		if last > (math.MaxUint64-(base-1))/base {
			last = math.MaxUint64
		} else {
			last = last*base + base - 1
		}
	}
	return false
}

func digit(c byte) int {
	switch c = fold(c); {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	}
	return 255
}
