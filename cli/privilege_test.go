package cli

import (
	"strings"
	"testing"

	"github.com/iosim/iosim/ios/config"
	"github.com/iosim/iosim/ios/running"
)

// privilegesOf are the privileges of a configuration.
func privilegesOf(lines []string) map[string][]privilege {
	tree := config.New()
	for i, l := range lines {
		if strings.HasPrefix(l, "privilege ") {
			tree.Set(nil, config.Line{Text: l, Place: i, Many: true, Value: running.Decode(running.CommandPrivilege, l)})
		}
	}
	var cache running.Cache
	return privilegesByMode(cache.Config(tree).Privileges)
}

// TestNeeded: what Cisco's guide says of privilege levels, as levels of words.
func TestNeeded(t *testing.T) {
	for _, c := range []struct {
		lines, words string
		stem, own    int
		level        int
	}{
		{"", "show version", 2, 1, 1},
		{"privilege exec level 5 show running-config|privilege exec level 5 show", "show running-config", 2, 15, 5},
		{"privilege exec level 5 show running-config|privilege exec level 5 show", "show version", 2, 1, 5},
		{"privilege exec level 5 show running-config|privilege exec level 5 show", "show startup-config", 2, 15, 15},
		{"privilege exec level 5 configure terminal|privilege exec level 5 configure", "configure terminal", 1, 15, 5},
		{"privilege exec level 5 configure terminal|privilege exec level 5 configure", "configure memory", 1, 15, 15},
		{"privilege exec level 7 ping", "ping 10.1.1.1", 1, 1, 7},
		{"privilege exec all level 3 clear", "clear line 3", 2, 15, 3},
		{"privilege exec all level 3 clear|privilege exec level 9 clear counters", "clear counters", 2, 15, 9},
		{"privilege exec level 0 ping", "ping", 1, 1, 0},
		{"privilege exec level x ping|privilege exec level|privilege|privilege exec all ping", "ping", 1, 1, 1},
	} {
		lines := privilegesOf(strings.Split(c.lines, "|"))["exec"]
		words := strings.Fields(c.words)
		if level, at := needed(lines, words, c.stem, c.own); level != c.level || at < 1 || at > len(words) {
			t.Errorf("%q, %q: level %d at %d, want %d", c.lines, c.words, level, at, c.level)
		}
	}
}

func FuzzPrivileges(f *testing.F) {
	f.Add("privilege exec all level 5 show ip", "show ip route", 2)
	f.Add("privilege exec level 5 show\nprivilege exec level 5 show ip", "show", 1)
	f.Fuzz(func(t *testing.T, text, line string, stem int) {
		words := strings.Fields(line)
		if len(words) == 0 {
			return
		}
		for _, lines := range privilegesOf(strings.Split(text, "\n")) {
			if _, at := needed(lines, words, min(max(stem, 0), len(words)), 15); at < 1 || at > len(words) {
				t.Errorf("%q, %q: at %d", text, line, at)
			}
		}
		if n := wordAt(line, len(words)-1); n < 0 || n > len(line) {
			t.Errorf("%q: %d", line, n)
		}
	})
}
