package system_test

import (
	"context"
	"net/netip"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/spf13/afero"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/cli/confcmd"
	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/internal/linetest"
	"github.com/iosim/iosim/ios/iostest"
	"github.com/iosim/iosim/ios/running"
	"github.com/iosim/iosim/ios/system"
	"github.com/iosim/iosim/platform"
)

// configuration are the commands of the configuration modes.
var configuration = sync.OnceValues(func() (*cli.Tables, error) {
	rows, err := confcmd.Rows()
	if err != nil {
		return nil, err
	}
	return cli.NewTables(rows)
})

// router is IOS with the configuration, ready for clients.
func router(t *testing.T, text string) *system.System {
	t.Helper()
	tables, err := configuration()
	if err != nil {
		t.Fatal(err)
	}
	m, _ := platform.Lookup("c2901")
	hw, err := device.New(device.Options{
		Name: "R2", Model: m, Clock: clock.Simulated(time.Unix(1e9, 0)), NVRAM: afero.NewMemMapFs(), Home: afero.NewMemMapFs(),
		Console: linetest.NewScreen(), LinkUp: func(string) bool { return true },
	})
	if err != nil {
		t.Fatal(err)
	}
	sys := iostest.System(t, hw, tables)
	sys.SetUp()
	configure(t, sys, text)
	return sys
}

// configure adds lines to a configuration.
func configure(t *testing.T, sys *system.System, text string) {
	t.Helper()
	tables, err := configuration()
	if err != nil {
		t.Fatal(err)
	}
	if err := cli.Load(context.Background(), sys, tables, text, "memory"); err != nil {
		t.Fatal(err)
	}
}

func TestLines(t *testing.T) {
	d := router(t, "line con 0\nline vty 0 15\nno line vty 7\n")
	want := []system.LineID{{Kind: "con"}, {Kind: "aux"}}
	for n := range 7 {
		want = append(want, system.LineID{Kind: "vty", N: n})
	}
	if got := d.Lines(); !slices.Equal(got, want) {
		t.Error(got)
	}
}

func TestAuthenticate(t *testing.T) {
	d := router(t, "username admin privilege 15 secret 5 $1$iosm$I/MjYbBeLKGPK6.gJ76IG.\nusername low password 0 cisco\nusername empty\n"+
		"username words password 0 a secret word\nusername open nopassword\n")
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
		{"words", "a secret word", true},
		{"words", "word", false},
	} {
		if got := d.Authenticate(c.user, c.password); got != c.ok {
			t.Errorf("%q, %q: %t", c.user, c.password, got)
		}
	}
	at := running.DefaultTerminalLine(running.VTY, 0)
	if !d.NoPassword(at, "open") || d.NoPassword(at, "low") || d.NoPassword(at, "nobody") {
		t.Error("the user without a password is another one")
	}
	configure(t, d, "line vty 0 4\n")
	vty := system.LineID{Kind: running.VTY, N: 2}
	if n := d.UserLevel("admin", d.Line(vty)); n != 15 {
		t.Error(n)
	}
	if n := d.UserLevel("low", d.Line(vty)); n != 1 {
		t.Error(n)
	}
	configure(t, d, "line vty 0 4\n privilege level 7\n")
	if n := d.UserLevel("low", d.Line(vty)); n != 7 {
		t.Error(n)
	}
}

// A password that ends in the word is one all the same.
func TestPasswordNamedNopassword(t *testing.T) {
	d := router(t, "username bob password 0 it needs nopassword\n")
	if d.NoPassword(running.DefaultTerminalLine(running.VTY, 0), "bob") || !d.Authenticate("bob", "it needs nopassword") {
		t.Error("bob needs no password")
	}
}

// What a client's line says is found again when its section is split.
func TestVTYSectionFollows(t *testing.T) {
	d := router(t, "line vty 0 4\n transport input all\n exec-timeout 7 0\n")
	v, err := d.TakeVTY(system.SSH, netip.MustParseAddr("10.1.1.5"))
	if err != nil {
		t.Fatal(err)
	}
	defer v.Release()
	if l := v.Line(); l.Head != "line vty 0 4" {
		t.Fatal(l.Head)
	}
	configure(t, d, "line vty 0\n exec-timeout 3 0\n")
	if l := v.Line(); l.Head != "line vty 0" || l.ExecTimeout.Minutes() != 3 {
		t.Errorf("%+v", l)
	}
	configure(t, d, "line vty 1\n exec-timeout 5 0\n")
	if l := d.Line(system.LineID{Kind: running.VTY, N: 2}); l.Head != "line vty 2 4" || l.ExecTimeout.Minutes() != 7 || !l.Accepts("ssh") {
		t.Errorf("%+v", l)
	}
}

func TestVTYAt(t *testing.T) {
	d := router(t, "ip ssh port 2001 rotary 1 3\nip ssh port 4000 rotary 9\nline vty 0 3\nline vty 4\n rotary 5\n")
	type at struct {
		p     system.Protocol
		group int
		ok    bool
	}
	for port, want := range map[uint16]at{
		22: {system.SSH, 0, true}, 23: {system.Telnet, 0, true}, 3005: {system.Telnet, 5, true}, 3000: {}, 3004: {}, 80: {},
		2000: {}, 2001: {system.SSH, 1, true}, 2003: {system.SSH, 3, true}, 2004: {}, 4000: {system.SSH, 9, true},
	} {
		if p, group, ok := d.VTYAt(port); ok != want.ok || ok && (at{p, group, ok}) != want {
			t.Errorf("%d: %s, group %d, %t", port, p, group, ok)
		}
	}
}
