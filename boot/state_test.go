package boot

import (
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestNext(t *testing.T) {
	reached := map[State]bool{Bootstrap: true}
	for s := State(0); s < stateEnd; s++ {
		row, ok := states[s]
		if !ok {
			t.Errorf("state %d is not in the table", s)
		}
		if s != Off && row[Power] != Off {
			t.Errorf("state %d survives without power", s)
		}
		for in := Input(0); in < inputEnd; in++ {
			next, ok := row[in]
			if !ok {
				next = s
			}
			if got := Next(s, in); got != next || got < 0 || got >= stateEnd {
				t.Errorf("Next(%d, %d) = %d", s, in, got)
			}
		}
	}
	for range stateEnd {
		for s := range maps.Clone(reached) {
			for _, n := range states[s] {
				reached[n] = true
			}
		}
	}
	if len(reached) != int(stateEnd) {
		t.Errorf("reached are %v", slices.Sorted(maps.Keys(reached)))
	}
	used := map[Input]bool{}
	for _, row := range states {
		for in := range row {
			used[in] = true
		}
	}
	if len(used) != int(inputEnd) {
		t.Errorf("only %d of %d inputs do something", len(used), inputEnd)
	}
}

// TestNothingComesBackWithoutPower: no inputs lead out of Off, and an image runs
// only when one was loaded.
func TestNothingComesBackWithoutPower(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, off := Bootstrap, false
		for _, in := range rapid.SliceOf(rapid.IntRange(0, int(inputEnd)-1)).Draw(t, "inputs") {
			before := s
			s = Next(s, Input(in))
			off = off || Input(in) == Power
			if off && s != Off || s == Running && before != Running && Input(in) != Loaded {
				t.Fatalf("from %d by %d to %d", before, in, s)
			}
		}
	})
}

func TestRegisterBits(t *testing.T) {
	for _, c := range []struct {
		r                                    Register
		text                                 string
		field, speed                         int
		ignore, noBreak, zero, net, fallback bool
	}{
		{0x2102, "0x2102", 2, 9600, false, true, false, false, true},
		{0x2142, "0x2142", 2, 9600, true, true, false, false, true},
		{0x2100, "0x2100", 0, 9600, false, true, false, false, true},
		{0, "0x0", 0, 9600, false, false, false, false, false},
		{0x3822, "0x3822", 2, 115200, false, false, false, false, true},
		{0x3922, "0x3922", 2, 115200, false, true, false, false, true},
		{0x0800, "0x800", 0, 4800, false, false, false, false, false},
		{0x1000, "0x1000", 0, 1200, false, false, false, false, false},
		{0x1800, "0x1800", 0, 2400, false, false, false, false, false},
		{0x0020, "0x20", 0, 19200, false, false, false, false, false},
		{0x0820, "0x820", 0, 38400, false, false, false, false, false},
		{0x1020, "0x1020", 0, 57600, false, false, false, false, false},
		{0x4400, "0x4400", 0, 9600, false, false, true, true, false},
		{0xffff, "0xFFFF", 15, 115200, true, true, true, true, true},
	} {
		r := c.r
		if r.String() != c.text || r.BootField() != c.field || r.ConsoleSpeed() != c.speed || r.IgnoreConfig() != c.ignore ||
			r.BreakDisabled() != c.noBreak || r.AllZeroBroadcast() != c.zero || r.NetBroadcast() != c.net || r.NetFallback() != c.fallback {
			t.Errorf("%v: field %d, %d baud", r, r.BootField(), r.ConsoleSpeed())
		}
		if got := r.withSpeed(r.speed()); got != r {
			t.Errorf("%v became %v", r, got)
		}
	}
	if r := Register(0xffff); !r.Diagnostic() || !r.OEM() {
		t.Error("bits 7 and 15")
	}
}
