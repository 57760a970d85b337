package ios

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/iosim/iosim/cli"
)

// A line and then its `no` form leave the running-config as it was, for every line
// of the corpus in its section.
func TestLineThenNo(t *testing.T) {
	// hostname has a default name of its own, a banner goes over several lines, and
	// physical ports and the lines of the console cannot be removed; a line without
	// time-out or transport is another than one of the factory.
	skip := []string{"no ", "hostname ", "banner ", "certificate ", "exit", "boot-", "version ", "control-plane", "line ", "interface GigabitEthernet0/",
		"exec-timeout ", "transport input "}
	seen := map[string]bool{}
	for name, text := range corpus(t) {
		var heads []string
		inBanner := false
		for l := range strings.Lines(text) {
			l = strings.TrimRight(l, "\n")
			if hasAnyPrefix(l, []string{"banner ", "menu "}) && strings.Count(l, "^C") == 1 || inBanner && strings.Contains(l, "^C") {
				inBanner = !inBanner
				continue
			}
			body := strings.TrimLeft(l, " ")
			depth := len(l) - len(body)
			if inBanner || body == "" || body[0] == '!' || body == "end" || strings.HasPrefix(body, "\tquit") {
				continue
			}
			heads = append(heads[:min(depth, len(heads))], l)
			at := strings.Join(heads[:depth], "\n")
			if seen[at+"\n"+l] || hasAnyPrefix(body, skip) && !strings.Contains(body, "0/1.") || strings.Contains(at, "certificate ") ||
				strings.HasPrefix(at, "ip sla ") { // its lines want the operation before them

				continue
			}
			seen[at+"\n"+l] = true
			if diff := thenNo(t, at, l, body, depth); diff != "" {
				t.Errorf("%s: %s\n%s:\n%s", name, at, l, diff)
			}
		}
	}
	if len(seen) < 300 {
		t.Errorf("only %d lines were tried", len(seen))
	}
}

func hasAnyPrefix(s string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

// thenNo enters a line and its `no` form below the heads at.
func thenNo(t *testing.T, at, l, body string, depth int) string {
	d, tables := router(t, at, false)
	var b bytes.Buffer
	merge := func(text string) {
		if err := cli.Load(cli.WithRefusals(t.Context(), &b), d, tables, text, "memory"); err != nil {
			t.Fatal(err)
		}
	}
	merge(at + "\n")
	before := d.Config().Render()
	merge(at + "\n" + l + "\n")
	merge(at + "\n" + strings.Repeat(" ", depth) + "no " + body + "\n")
	after := d.Config().Render()
	for s := range strings.Lines(after) {
		// Lines that are on by default, or that IOS shows either way.
		if rest, ok := strings.CutPrefix(strings.TrimSpace(s), "no "); ok && b.Len() == 0 && strings.HasPrefix(body+" ", rest+" ") {
			return ""
		}
	}
	return b.String() + cmp.Diff(before, after)
}
