package grammar

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What a table remembers of earlier lines changes nothing: each line reads in a table
// that has read all others, twice, as in one that has read none; and what one caller
// may use, another does not get.
func TestMemory(t *testing.T) {
	table := func() *Table {
		ip := Kw("ip", "")
		return MustCompile([]Rule{
			{Syntax: Seq(ip, Kw("route", ""), IPv4(""), AnyOf(Kw("name", ""), Kw("tag", ""))), Negatable: true, Data: 1},
			{Syntax: Seq(ip, Kw("routing", "")), Negatable: true, Data: 1},
			{Syntax: Seq(ip, Alt(Seq(Kw("route-cache", ""), Opt(Kw("flow", ""))), AnyWord(""))), Negatable: true, Data: 15},
			{Syntax: Seq(Kw("no", ""), ip, Kw("such", "")), Data: 15},
			{Syntax: Seq(Kw("ip", ""), Text("")), Data: 15},
		}, Lead{"no", ""}, Lead{"default", ""})
	}
	lines := []string{
		"ip route 10.1.1.1 name", "ip route 10.1.1.1 tag name", " ip route x", "ip  route 10.1.1.1", "IP ROUTE 10.1.1.1", "ip rou 10.1.1.1",
		"ip routing", "ip routing more", "ip route-cache", "ip route-cache flow", "no ip", "no ip route", "no ip such", "no ip route 10.1.1.1 tag",
		"default ip routing", "ip", "ip r", "ip x", "no", "ip route", "\tip route 10.1.1.1", "no  ip routing", "ip a b c", "no no ip routing",
	}
	user := Options{Rights: "user", Allow: func(data any) bool { return data.(int) <= 1 }}
	root := Options{Rights: "root", Allow: func(any) bool { return true }}
	unnamed := Options{Allow: user.Allow}
	read := func(t *Table, l string, o Options) string {
		m, err := t.Parse(nil, l, o)
		h := t.Help(nil, l+" ", o)
		done, ok := t.Complete(nil, l, o)
		text := fmt.Sprint(err, h.Items, h.CR, h.Err, done, ok)
		if m != nil {
			text += fmt.Sprintf(" %q %q %t", m.Lead, m.Words(), m.Whole())
		}
		return text
	}
	used := table()
	for range 2 {
		for _, l := range lines {
			for _, o := range []Options{{}, user, root, unnamed} {
				if d := cmp.Diff(read(table(), l, o), read(used, l, o)); d != "" {
					t.Errorf("%q: %s", l, d)
				}
			}
			if d := cmp.Diff(read(used, l, unnamed), read(used, l, user)); d != "" {
				t.Errorf("%q, with the rights named: %s", l, d)
			}
		}
	}
}
