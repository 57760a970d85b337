package system

import (
	"testing"

	"github.com/iosim/iosim/ios/config"
)

// configured is a device that has only a configuration: section heads, and below
// them lines that begin with a blank.
func configured(lines ...string) *System {
	d := bare()
	var at config.Path
	for i, l := range lines {
		if l[0] == ' ' {
			d.config.Set(at, config.Line{Text: l[1:], Place: i})
			continue
		}
		d.config.Set(nil, config.Line{Text: l, Place: i})
		at = config.Path{l}
	}
	return d
}

func TestVTYSections(t *testing.T) {
	d := configured("line con 0", "line vty 0 1", "line vty 3", "line vty 9 8", "line vty 0 99999")
	got := d.vtySections()
	want := []string{"line vty 0 1", "line vty 0 1", "", "line vty 3"}
	if len(got) < len(want) {
		t.Fatal(got)
	}
	for n, w := range want {
		head := ""
		if got[n] != nil {
			head = got[n][0]
		}
		if head != w {
			t.Errorf("vty %d: %q", n, head)
		}
	}
}

func TestAuthenticate(t *testing.T) {
	d := bare()
	for _, l := range []string{"admin privilege 15 secret 5 $1$iosm$I/MjYbBeLKGPK6.gJ76IG.", "low password 0 cisco", "empty"} {
		key := "username " + l
		for i, c := range key {
			if c == ' ' && i > len("username ") {
				key = key[:i]
				break
			}
		}
		d.config.Set(nil, config.Line{Text: "username " + l, Key: key})
	}
	for _, c := range []struct {
		user, password string
		ok             bool
	}{
		{"admin", "admin", true},
		{"admin", "Admin", false},
		{"admin", "", false},
		{"low", "cisco", true},
		{"empty", "", false},
		{"nobody", "none", false},
		{"", "", false},
		{"admin privilege", "15 secret", false},
	} {
		if got := d.Authenticate(c.user, c.password); got != c.ok {
			t.Errorf("%q, %q: %t", c.user, c.password, got)
		}
	}
	d.config.Set(nil, config.Line{Text: "line vty 0 4"})
	at := config.Path{"line vty 0 4"}
	if n := d.UserLevel("admin", at); n != 15 {
		t.Error(n)
	}
	if n := d.UserLevel("low", at); n != 1 {
		t.Error(n)
	}
	d.config.Set(at, config.Line{Text: "privilege level 7", Key: "privilege level"})
	if n := d.UserLevel("low", at); n != 7 {
		t.Error(n)
	}
}

// A client's line is found again when its block of lines is split.
func TestVTYSectionFollows(t *testing.T) {
	d := configured("line vty 0 4", " exec-timeout 10 0")
	v := &VTY{ID: LineID{"vty", 3}, section: config.Path{"line vty 0 4"}, sys: d}
	if got := v.Section()[0]; got != "line vty 0 4" {
		t.Fatal(got)
	}
	d.config.Remove(nil, func(config.Line) bool { return true })
	d.config.Set(nil, config.Line{Text: "line vty 0 2"})
	d.config.Set(nil, config.Line{Text: "line vty 3 4"})
	if got := v.Section()[0]; got != "line vty 3 4" {
		t.Error(got)
	}
}

func TestVTYAt(t *testing.T) {
	d := configured("ip ssh port 2001 rotary 1 3", "ip ssh port 4000 rotary 9", "line vty 0 3", "line vty 4")
	d.config.Set(config.Path{"line vty 4"}, config.Line{Text: "rotary 5", Key: "rotary"})
	type at struct {
		p     Protocol
		group int
		ok    bool
	}
	for port, want := range map[uint16]at{
		22: {SSH, 0, true}, 23: {Telnet, 0, true}, 3005: {Telnet, 5, true}, 3000: {}, 3004: {}, 80: {},
		2000: {}, 2001: {SSH, 1, true}, 2003: {SSH, 3, true}, 2004: {}, 4000: {SSH, 9, true},
	} {
		if p, group, ok := d.VTYAt(port); ok != want.ok || ok && (at{p, group, ok}) != want {
			t.Errorf("%d: %s, group %d, %t", port, p, group, ok)
		}
	}
}
