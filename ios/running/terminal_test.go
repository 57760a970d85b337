package running

import (
	"testing"
	"time"

	"github.com/iosim/iosim/ios/config"
)

// snapshotOf is what the text of one section of the top level means: its head, and the
// lines below it with their decoders.
func snapshotOf(head Decoder, text string, below map[string]Decoder) *Config {
	tree := config.New()
	tree.Set(nil, config.Line{Text: text, Value: Decode(head, text)})
	for l, d := range below {
		tree.Set(config.Path{text}, config.Line{Text: l, Value: Decode(d, l)})
	}
	var cache Cache
	return cache.Config(tree)
}

func TestExecTimeout(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"": 10 * time.Minute, "exec-timeout 0 0": 0, "exec-timeout 5": 5 * time.Minute, "exec-timeout 1 30": 90 * time.Second,
		"no exec-timeout": 0, "exec-timeout x": 10 * time.Minute,
	} {
		below := map[string]Decoder{}
		if text != "" {
			below[text] = LineExecTimeout
		}
		c := snapshotOf(LineSection, "line con 0", below)
		if got := c.TerminalLine(Console, 0).ExecTimeout; got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

func TestLineSections(t *testing.T) {
	for head, want := range map[string]struct {
		kind        string
		first, last int
	}{
		"line con 0": {Console, 0, 0}, "line aux 0": {Auxiliary, 0, 0}, "line vty 0 4": {VTY, 0, 4}, "line vty 3": {VTY, 3, 3},
		"line vty 9 8": {}, "line vty 0 99999": {}, "line vty x": {}, "line con 0 4": {}, "line 0/1/0": {}, "line 7": {},
	} {
		c := snapshotOf(LineSection, head, nil)
		if want.kind == "" {
			if len(c.TerminalLines) != 0 {
				t.Errorf("%q: %+v", head, c.TerminalLines[0])
			}
			continue
		}
		l := c.TerminalLine(want.kind, want.last)
		if l.Head != head || l.First != want.first || l.Last != want.last {
			t.Errorf("%q: %+v", head, l)
		}
		if other := c.TerminalLine(want.kind, want.last+1); other.Head != "" || other.Privilege != DefaultPrivilege {
			t.Errorf("%q: %+v", head, other)
		}
	}
}

func TestLineSettings(t *testing.T) {
	for _, c := range []struct {
		text   string
		decode Decoder
		set    func(*TerminalLine) bool
	}{
		{"login", LineLogin, func(l *TerminalLine) bool { return l.Asks && !l.AsksUser && l.Authentication == "default" }},
		{"no login", LineLogin, func(l *TerminalLine) bool { return !l.Asks }},
		{"login local", LineLogin, func(l *TerminalLine) bool { return l.Asks && l.AsksUser }},
		{"login authentication local", LineLogin, func(l *TerminalLine) bool { return l.Asks && !l.AsksUser && l.Authentication == "local" }},
		{"logging synchronous", LineSynchronous, func(l *TerminalLine) bool { return l.Synchronous }},
		{"logging synchronous level all limit 20", LineSynchronous, func(l *TerminalLine) bool { return l.Synchronous }},
		{"transport input telnet ssh", LineTransportInput, func(l *TerminalLine) bool { return l.Accepts("ssh") && l.Accepts("telnet") }},
		{"transport input ssh", LineTransportInput, func(l *TerminalLine) bool { return l.Accepts("ssh") && !l.Accepts("telnet") }},
		{"transport input all", LineTransportInput, func(l *TerminalLine) bool { return l.Accepts("ssh") }},
		{"transport input none", LineTransportInput, func(l *TerminalLine) bool { return !l.Accepts("ssh") }},
		{"access-class 10 in vrf-also", LineAccessClass, func(l *TerminalLine) bool { return len(l.AccessIn) == 1 && l.AccessIn[0] == "10" }},
		{"access-class 10 out", LineAccessClass, func(l *TerminalLine) bool { return l.AccessIn == nil }},
		{"session-timeout 4 output", LineSessionTimeout, func(l *TerminalLine) bool { return l.SessionTimeout == 4*time.Minute }},
		{"timeout login response 7", LineLoginResponse, func(l *TerminalLine) bool { return l.LoginResponse == 7*time.Second }},
		{"history size 0", LineHistorySize, func(l *TerminalLine) bool { return l.HistorySize == 0 }},
		{"transport preferred none", LineTransportPreferred, func(l *TerminalLine) bool { return l.KeepsWords }},
		{"transport preferred ssh", LineTransportPreferred, func(l *TerminalLine) bool { return !l.KeepsWords }},
		{"authorization exec ADMINS", LineAuthorization, func(l *TerminalLine) bool { return l.Authorization == "ADMINS" }},
		{"authorization commands 15 ADMINS", LineAuthorization, func(l *TerminalLine) bool { return l.Authorization == "default" }},
	} {
		l := snapshotOf(LineSection, "line vty 0 4", map[string]Decoder{c.text: c.decode}).TerminalLine(VTY, 2)
		if !c.set(l) {
			t.Errorf("%q: %+v", c.text, l)
		}
	}
}

func TestSSHRotary(t *testing.T) {
	r := SSHRotary{Port: 2001, Low: 1, High: 3}
	for port, want := range map[int]int{2000: 0, 2001: 1, 2003: 3, 2004: 0} {
		if got := r.Group(port); got != want {
			t.Errorf("%d: %d", port, got)
		}
	}
}
