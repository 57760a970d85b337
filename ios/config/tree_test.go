package config

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func sample() *Tree {
	t := New()
	t.Set(nil, Line{Text: "version 15.2", Key: "version", Place: 1000, Fixed: true})
	t.Set(nil, Line{Text: "boot-start-marker", Place: 3000, Fixed: true})
	t.Set(nil, Line{Text: "boot-end-marker", Place: 3020, Fixed: true})
	t.Set(nil, Line{Text: "hostname R2", Key: "hostname", Place: 2000})
	t.Set(nil, Line{Text: "boot system flash:b", Place: 3010})
	t.Set(nil, Line{Text: "boot system flash:a", Place: 3010})
	for _, n := range []string{"0/10", "0/2", "0/0"} {
		t.Set(nil, Line{Text: "interface GigabitEthernet" + n, Place: 5000, Block: true, Sorted: true})
	}
	t.Set(Path{"interface GigabitEthernet0/0"}, Line{Text: "no ip address", Key: "ip address", Place: 10})
	t.Set(Path{"interface GigabitEthernet0/0"}, Line{Text: "shutdown", Place: 20})
	return t
}

func TestRender(t *testing.T) {
	c := sample()
	c.Set(nil, Line{Text: "hostname R9", Key: "hostname", Place: 2000})
	c.Set(Path{"interface GigabitEthernet0/0"}, Line{Text: "ip address 10.1.1.2 255.255.255.0", Key: "ip address", Place: 10})
	want := `version 15.2
!
hostname R9
!
boot-start-marker
boot system flash:b
boot system flash:a
boot-end-marker
!
interface GigabitEthernet0/0
 ip address 10.1.1.2 255.255.255.0
 shutdown
!
interface GigabitEthernet0/2
!
interface GigabitEthernet0/10
!
end
`
	if d := cmp.Diff(want, c.Render()); d != "" {
		t.Error(d)
	}
}

func TestRemoveByPrefixSparesFixedLines(t *testing.T) {
	c := sample()
	got := c.Remove(nil, func(l Line) bool { return l.HasPrefix("boot system") })
	if d := cmp.Diff([]string{"boot system flash:b", "boot system flash:a"}, got); d != "" {
		t.Error(d)
	}
	if got := c.Remove(nil, func(Line) bool { return true }); len(got) == 0 {
		t.Error("nothing removed")
	}
	if d := cmp.Diff([]string{"version 15.2", "boot-start-marker", "boot-end-marker"}, c.Lines(nil)); d != "" {
		t.Error(d)
	}
}

func TestSetReportsChange(t *testing.T) {
	c := sample()
	g := c.Generation()
	if c.Set(nil, Line{Text: "hostname R2", Key: "hostname", Place: 2000}) || c.Generation() != g {
		t.Error("the same line counts as a change")
	}
	if c.Set(Path{"interface Serial0"}, Line{Text: "shutdown"}) {
		t.Error("a line went into a section that is not there")
	}
	if c.Value(nil, "hostname") != "R2" || c.Value(nil, "banner") != "" {
		t.Error("Value")
	}
}
