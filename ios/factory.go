package ios

import (
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/cli/confcmd"
	"github.com/iosim/iosim/internal/ifname"
	"github.com/iosim/iosim/ios/config"
	"github.com/iosim/iosim/ios/running"
	"github.com/iosim/iosim/ios/system"
)

// factory puts the lines that every configuration of the platform has into the
// empty running-config (ios-boot.md 11.2). A port that the startup-config names is
// up unless that says otherwise, the others are shut down.
func factory(d *system.System, version, startup string) {
	t := d.Config()
	t.Clear()
	for _, l := range []config.Line{
		{Text: "version " + majorMinor(version), Key: "version", Place: cli.PlaceVersion, Fixed: true},
		{Text: "service timestamps debug datetime msec", Key: "service timestamps debug", Place: cli.PlaceService,
			Value: running.Decode(running.DebugTimestamps, "service timestamps debug datetime msec")},
		{Text: "service timestamps log datetime msec", Key: "service timestamps log", Place: cli.PlaceService + 1,
			Value: running.Decode(running.LogTimestamps, "service timestamps log datetime msec")},
		{Text: "no service password-encryption", Key: "service password-encryption", Place: cli.PlaceService + 2},
		{Text: "hostname Router", Key: "hostname", Place: cli.PlaceHostname, Value: running.Decode(running.Hostname, "hostname Router")},
		{Text: "boot-start-marker", Place: cli.PlaceBootStart, Fixed: true},
		{Text: "boot-end-marker", Place: cli.PlaceBootEnd, Fixed: true},
		{Text: "no aaa new-model", Key: "aaa new-model", Place: cli.PlaceAAA},
		{Text: "ip cef", Key: "ip cef", Place: cli.PlaceIPv6},
		{Text: "no ipv6 cef", Key: "ipv6 cef", Place: cli.PlaceIPv6 + 1},
		{Text: "ip forward-protocol nd", Key: "ip forward-protocol nd", Place: cli.PlaceForward},
		{Text: "no ip http server", Key: "ip http server", Place: cli.PlaceForward + 20},
		{Text: "no ip http secure-server", Key: "ip http secure-server", Place: cli.PlaceForward + 21},
		{Text: "control-plane", Place: cli.PlaceControl, Fixed: true, Opens: true},
		{Text: "line con 0", Place: cli.PlaceLine, Sorted: true, Opens: true, Value: running.Decode(running.LineSection, "line con 0")},
		{Text: "line aux 0", Place: cli.PlaceLine + 1, Sorted: true, Opens: true, Value: running.Decode(running.LineSection, "line aux 0")},
		{Text: "line vty 0 4", Place: cli.PlaceLine + 3, Sorted: true, Opens: true, Value: running.Decode(running.LineSection, "line vty 0 4")},
		{Text: "scheduler allocate 20000 1000", Key: "scheduler allocate", Place: cli.PlaceScheduler},
	} {
		t.Set(nil, l)
	}
	vtys := config.Path{"line vty 0 4"}
	t.Set(vtys, config.Line{Text: "login", Key: "login", Place: 50, Value: running.Decode(running.LineLogin, "login")})
	t.Set(vtys, config.Line{
		Text: "transport input all", Key: "transport input", Place: 60, Value: running.Decode(running.LineTransportInput, "transport input all"),
	})
	for _, p := range d.Model().Interfaces {
		port(t, p.Name, mentions(startup, "interface "+p.Name))
	}
}

// mentions reports whether a line of the text is l.
func mentions(text, l string) bool {
	for s := range strings.Lines(text) {
		if strings.TrimRight(s, "\r\n ") == l {
			return true
		}
	}
	return false
}

func port(t *config.Tree, name string, configured bool) {
	at := config.Path{"interface " + name}
	t.Set(nil, config.Line{
		Text: at[0], Place: confcmd.InterfacePlace(name), Block: true, Sorted: true, Value: running.Decode(running.InterfaceHead, at[0]),
	})
	t.Set(at, config.Line{Text: "no ip address", Key: "ip address", Place: 200})
	if !configured {
		t.Set(at, config.Line{Text: "shutdown", Key: "shutdown", Place: 600, Value: running.Decode(running.Shutdown, "shutdown")})
	}
	if kind, _ := ifname.Of(name); kind.Ethernet {
		t.Set(at, config.Line{Text: "duplex auto", Key: "duplex", Place: 610, Value: running.Decode(running.Duplex, "duplex auto")})
		t.Set(at, config.Line{Text: "speed auto", Key: "speed", Place: 620, Value: running.Decode(running.Speed, "speed auto")})
	}
}

// majorMinor is "15.2" of "15.2(4)M1".
func majorMinor(version string) string {
	head, _, _ := strings.Cut(version, "(")
	return head
}
