package grammar

import (
	"fmt"
	"math"
	"net/netip"
	"strings"
	"testing"
)

func TestInt(t *testing.T) {
	for _, c := range []struct {
		lo, hi int
		tok    string
		v, fit int
		ok     bool
	}{
		{1, 99, "1", 1, 1, true},
		{1, 99, "99", 99, 2, true},
		{1, 99, "100", 0, 2, false},
		{1, 99, "1a", 0, 1, false},
		{1, 99, "a", 0, 0, false},
		{1, 99, "0", 0, 0, false},
		{1, 99, "00", 0, 0, false},
		{1, 99, "007", 7, 3, true},
		{1, 99, "0a", 0, 1, false},
		{1, 99, "0100", 0, 3, false},
		{1, 99, "-1", 0, 0, false},
		{1, 99, "+1", 0, 0, false},
		{10, 20, "1", 0, 1, false},
		{10, 20, "2", 0, 1, false},
		{10, 20, "21", 0, 1, false},
		{10, 20, "3", 0, 0, false},
		{0, 512, "0", 0, 1, true},
		{0, 512, "513", 0, 2, false},
		{-23, 23, "-23", -23, 3, true},
		{-23, 23, "-24", 0, 2, false},
		{-23, 23, "-", 0, 1, false},
		{-23, 23, "5", 5, 1, true},
		{-9, -3, "3", 0, 0, false},
		{-9, -3, "-2", 0, 1, false},
		{-9, -3, "-4", -4, 2, true},
		{0, math.MaxInt, "9223372036854775807", math.MaxInt, 19, true},
		{0, math.MaxInt, "9223372036854775808", 0, 18, false},
		{math.MinInt, 0, "-9223372036854775808", math.MinInt, 20, true},
		{0, math.MaxInt, strings.Repeat("9", 40), 0, 18, false},
		{5, 1, "3", 0, 0, false},
	} {
		v, fit, ok := Int(c.lo, c.hi, "").Parse(nil, c.tok)
		if fit != c.fit || ok != c.ok || ok && v != c.v {
			t.Errorf("Int(%d, %d) of %q = %d, %d, %t", c.lo, c.hi, c.tok, v, fit, ok)
		}
	}
}

// exact holds an argument's fit against the definition: tok[:fit] begins one of
// the valid words, tok[:fit+1] does not.
func exact[T any](t *testing.T, a *Arg[T], tok string, valid []string) {
	t.Helper()
	want := 0
	whole := false
	for _, v := range valid {
		n := common(v, []byte(tok))
		want = max(want, n)
		whole = whole || v == tok
	}
	_, fit, ok := a.Parse(nil, tok)
	if ok != whole || !ok && fit != want {
		t.Errorf("%q: fit %d, %t; want %d, %t", tok, fit, ok, want, whole)
	}
}

func TestIntIsExact(t *testing.T) {
	for _, r := range [][2]int{{1, 99}, {10, 20}, {7, 105}, {100, 1999}, {1300, 1999}, {256, 256}} {
		var valid []string
		for v := r[0]; v <= r[1]; v++ {
			valid = append(valid, fmt.Sprint(v))
		}
		for v := 1; v < 3000; v++ {
			exact(t, Int(r[0], r[1], ""), fmt.Sprint(v), valid)
			exact(t, Int(r[0], r[1], ""), fmt.Sprint(v)+"x", valid)
		}
	}
}

func TestHex(t *testing.T) {
	for _, c := range []struct {
		tok string
		v   uint64
		fit int
		ok  bool
	}{
		{"0x2102", 0x2102, 6, true},
		{"0X2142", 0x2142, 6, true},
		{"0xffff", 0xFFFF, 6, true},
		{"0x10000", 0, 6, false},
		{"0x00000f", 15, 8, true},
		{"0x", 0, 2, false},
		{"0xg", 0, 2, false},
		{"0", 0, 1, true},
		{"2102", 2102, 4, true},
		{"65536", 0, 4, false},
		{"x", 0, 0, false},
	} {
		v, fit, ok := Hex(0, 0xFFFF, "").Parse(nil, c.tok)
		if fit != c.fit || ok != c.ok || ok && v != c.v {
			t.Errorf("Hex of %q = %d, %d, %t", c.tok, v, fit, ok)
		}
	}
	for tok, want := range map[string]int{"5": 0, "1844674407370955161": 19, "0xfffffffffffffff": 17, "1844674407370955162": 18} {
		if _, fit, ok := Hex(math.MaxUint64-1, math.MaxUint64, "").Parse(nil, tok); fit != want || ok {
			t.Errorf("%q near the end of the range: fit %d, %t", tok, fit, ok)
		}
	}
	a := Hex(0x10, 0xFFFF, "")
	if a.Label != "<0x10-0xFFFF>" || a.Format(0x2102) != "0x2102" {
		t.Errorf("label %s, format %s", a.Label, a.Format(0x2102))
	}
	if _, fit, ok := a.Parse(nil, "0"); fit != 1 || ok {
		t.Errorf(`"0" below the range: fit %d, %t`, fit, ok)
	}
}

func TestIPv4(t *testing.T) {
	for _, c := range []struct {
		tok string
		fit int
		ok  bool
	}{
		{"10.1.1.1", 8, true},
		{"255.255.255.255", 15, true},
		{"010.001.000.1", 13, true},
		{"10.1.300.1", 7, false},
		{"10.1.256.1", 7, false},
		{"10.1.1", 6, false},
		{"10.1.1.", 7, false},
		{"10..1", 3, false},
		{".1", 0, false},
		{"1.2.3.4.5", 7, false},
		{"1.2.3.4x", 7, false},
		{"0001.2.3.4", 3, false},
		{"tftp", 0, false},
		{"10.1.1.1\x00", 8, false},
	} {
		v, fit, ok := IPv4("").Parse(nil, c.tok)
		if fit != c.fit || ok != c.ok || ok && !v.Is4() {
			t.Errorf("IPv4 of %q = %v, %d, %t", c.tok, v, fit, ok)
		}
	}
	if v, _, _ := IPv4("").Parse(nil, "10.1.1.2"); v != netip.MustParseAddr("10.1.1.2") {
		t.Error(v)
	}
}

func TestMaskIsExact(t *testing.T) {
	var valid []string
	for n := range 33 {
		m := ^uint32(0) << (32 - n)
		valid = append(valid, netip.AddrFrom4([4]byte{byte(m >> 24), byte(m >> 16), byte(m >> 8), byte(m)}).String())
	}
	a := Mask("")
	try := func(tok string) {
		if !strings.Contains("."+tok, ".00") { // more than the list of valid ones knows
			exact(t, a, tok, valid)
		}
	}
	for _, v := range valid {
		for i := range len(v) {
			try(v[:i+1])
			for _, c := range "0123456789.x" {
				try(v[:i] + string(c))
				try(v[:i] + string(c) + v[i:])
			}
		}
	}
	for tok, want := range map[string]int{"255.0.255.0": 6, "255.253.0.0": 6, "0.0.0.255": 6, "025.0": 1, "0.0.00.000": 10} {
		if _, fit, ok := a.Parse(nil, tok); ok != (want == 10) || fit != want {
			t.Errorf("%q: %d, %t", tok, fit, ok)
		}
	}
}

func TestTokenOf(t *testing.T) {
	a := TokenOf("HASH", "", 4, func(c byte) bool { return digit(c) < 16 })
	for tok, want := range map[string]int{"12af": 4, "12afb": 4, "12g": 2, "g": 0} {
		_, fit, ok := a.Parse(nil, tok)
		if fit != want || ok != (tok == "12af") {
			t.Errorf("%q: %d, %t", tok, fit, ok)
		}
	}
	if v, _, ok := TokenOf("X", "", 0, func(byte) bool { return true }).Parse(nil, "any"); v != "any" || !ok {
		t.Error(v, ok)
	}
}

func TestLabels(t *testing.T) {
	for want, got := range map[string]string{
		"<1-99>": Int(1, 99, "").Label, "<-23 - 23>": Int(-23, 23, "").Label,
		"<0x0-0xFFFF>": Hex(0, 0xFFFF, "").Label, "A.B.C.D": IPv4("").Label,
		"WORD": AnyWord("").Label, "LINE": Text("").Label,
	} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
