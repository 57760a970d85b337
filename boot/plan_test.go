package boot

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestPlan(t *testing.T) {
	system := []Entry{{Device: "flash", File: "a.bin"}, {Device: "tftp", File: "b.bin", Host: "10.1.1.1"}, {Device: "flash"}}
	env := map[string]string{"BOOT": "flash:a.bin,12;usbflash0:c.bin,12;"}
	list := func(prefix string) []string {
		if prefix == "flash0" || prefix == "flash" {
			return []string{"first.bin", "second.bin"}
		}
		return nil
	}
	first := "flash0:first.bin(2) flash1:(2) flash0:first.bin(2)"
	all := "flash:a.bin(0) tftp:b.bin 10.1.1.1(0) flash:first.bin(0) usbflash0:c.bin(1) " + first
	for _, c := range []struct {
		reg    Register
		system []Entry
		env    map[string]string
		list   func(string) []string
		want   string
	}{
		{0x2102, system, env, list, all},
		{0x210f, system, env, list, all},
		{0x2100, system, env, list, ""},
		{0x2120, system, env, list, ""},
		{0x2101, system, env, list, first},
		{0x2142, system, env, list, first},
		{0x2102, nil, nil, list, first},
		{0x2102, nil, nil, nil, "flash0:(2) flash1:(2) flash0:(2)"},
		{0x2102, nil, env, list, "flash:a.bin(1) usbflash0:c.bin(1) " + first},
		{0x2102, []Entry{{Device: "rom"}}, nil, list, "rom(0) " + first},
	} {
		var got []string
		for _, a := range Plan(c.reg, c.system, c.env, c.list) {
			got = append(got, fmt.Sprintf("%s(%d)", a.Entry, a.Why))
		}
		if d := cmp.Diff(c.want, strings.Join(got, " ")); d != "" {
			t.Errorf("%v: %s", c.reg, d)
		}
	}
}

// TestPlanEnds: whatever the lists are, the plan is no longer than both and three
// more, and asks a disk for its files a bounded number of times.
func TestPlanEnds(t *testing.T) {
	word := rapid.StringMatching(`[a-z0-9:/.;, -]{0,12}`)
	rapid.Check(t, func(t *rapid.T) {
		env := map[string]string{"BOOT": rapid.String().Draw(t, "BOOT")}
		reg := Register(rapid.Uint16().Draw(t, "register"))
		system, asked := listed(rapid.SliceOfN(word, 0, 8).Draw(t, "lines")...).System, 0
		plan := Plan(reg, system, env, func(string) []string { asked++; return nil })
		most := len(system) + len(ParseVariable(env["BOOT"])) + 3
		if len(plan) > most || asked > most {
			t.Fatalf("%d attempts, %d questions, at most %d", len(plan), asked, most)
		}
		if (reg.BootField() == 0) != (len(plan) == 0) {
			t.Fatalf("%v: %d attempts", reg, len(plan))
		}
	})
}

func TestParseEntry(t *testing.T) {
	for _, c := range []struct{ line, want, variable, stored string }{
		{"flash:a.bin", "flash:a.bin", "flash:a.bin,12;", "flash:a.bin"},
		{"flash0:a.bin", "flash0:a.bin", "flash0:a.bin,12;", "flash0:a.bin"},
		{"flash0:/dir/a.bin", "flash0:/dir/a.bin", "flash0:/dir/a.bin,12;", "flash0:/dir/a.bin"},
		{"flash a.bin", "flash:a.bin", "flash:a.bin,12;", "flash a.bin"},
		{"flash flash:a.bin", "flash:a.bin", "flash:a.bin,12;", "flash flash:a.bin"},
		{"flash flash0:a.bin", "flash0:a.bin", "flash0:a.bin,12;", "flash flash0:a.bin"},
		{"flash", "flash:", "flash:,12;", "flash"},
		{"usbflash0:a.bin", "usbflash0:a.bin", "usbflash0:a.bin,12;", "usbflash0:a.bin"},
		{"tftp a.bin 192.168.2.10", "tftp:a.bin 192.168.2.10", "tftp:a.bin 192.168.2.10,12;", "tftp a.bin 192.168.2.10"},
		{"tftp a.bin", "tftp:a.bin 255.255.255.255", "tftp:a.bin 255.255.255.255,12;", "tftp a.bin 255.255.255.255"},
		{"tftp://10.1.1.1/d/a.bin", "tftp:d/a.bin 10.1.1.1", "tftp:d/a.bin 10.1.1.1,12;", "tftp d/a.bin 10.1.1.1"},
		{"ftp a.bin 10.1.1.1", "ftp:a.bin 10.1.1.1", "ftp:a.bin 10.1.1.1,12;", "ftp a.bin 10.1.1.1"},
		{"a.bin 10.1.1.1", "tftp:a.bin 10.1.1.1", "tftp:a.bin 10.1.1.1,12;", "tftp a.bin 10.1.1.1"},
		{"a.bin", "tftp:a.bin 255.255.255.255", "tftp:a.bin 255.255.255.255,12;", "tftp a.bin 255.255.255.255"},
		{"rom", "rom", "rom,12;", "rom"},
		{"switch all flash:a.bin", "flash:a.bin", "flash:a.bin,12;", "switch all flash:a.bin"},
	} {
		got := listed(c.line).System
		if len(got) != 1 || got[0].String() != c.want {
			t.Errorf("%q: %v, want %q", c.line, got, c.want)
			continue
		}
		v := Variable(got)
		if v != c.variable {
			t.Errorf("%q: BOOT=%q, want %q", c.line, v, c.variable)
		}
		if d := cmp.Diff(got, ParseVariable(v)); d != "" {
			t.Errorf("%q: %s", v, d)
		}
		if s := StoredForm("boot system " + c.line); s != "boot system "+c.stored {
			t.Errorf("%q is stored as %q", c.line, s)
		}
	}
	for _, arg := range []string{"", " ", ":a", "flash:a b c", "tftp://", "flash a b"} {
		if got, ok := ParseEntry(arg); ok {
			t.Errorf("%q: %v", arg, got)
		}
	}
	for _, line := range []string{"", "boot system", "hostname boot system tftp a", "boot system  "} {
		if s := StoredForm(line); s != line {
			t.Errorf("%q is stored as %q", line, s)
		}
	}
}

func FuzzParseEntry(f *testing.F) {
	for _, s := range []string{"flash:a", "tftp a 10.1.1.1\r", "switch all flash:a", "tftp://///", "\xff\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		_ = ParseVariable(s)
		e, ok := ParseEntry(s)
		if !ok {
			return
		}
		if e.Device == "" || strings.ContainsAny(e.String(), "\n\r") {
			t.Errorf("%+v", e)
		}
		again, ok := ParseEntry(strings.TrimPrefix(StoredForm("boot system "+s), "boot system "))
		if !ok || again != e {
			t.Errorf("%v became %v", e, again)
		}
	})
}
