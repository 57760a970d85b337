package grammar

import (
	"sync"
	"sync/atomic"
	"testing"
)

// The rest of a Later is asked for once, when its words are read, by any number of
// goroutines, and the rule is then like any other.
func TestLater(t *testing.T) {
	asked := new(atomic.Int32)
	n := Int(1, 9, "Number")
	rule := func() Rule {
		return Rule{Negatable: true, Syntax: Later(func() Node { asked.Add(1); return AnyOf(Kw("x", "X"), n) }, Kw("ip", "IP"), Kw("nat", "NAT"))}
	}
	table := Trust([]Rule{rule(), {Syntax: Seq(Kw("ip", "IP"), Kw("http", "HTTP"))}}, Lead{"no", ""})
	if got := listed(table.Help(nil, "ip ", Options{})); got != "http, nat" || asked.Load() != 0 {
		t.Errorf("%s, asked %d", got, asked.Load())
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			m, err := table.Parse(nil, "ip nat 7 x", Options{})
			if err != nil || n.Of(m) != 7 || m.Canonical() != "ip nat 7 x" {
				t.Error(m, err)
			}
		})
	}
	wg.Wait()
	if got := listed(table.Help(nil, "ip nat x ", Options{})); got != "<1-9>, <cr>" || asked.Load() != 1 {
		t.Errorf("%s, asked %d", got, asked.Load())
	}
	for line, want := range map[string]bool{"ip nat": true, "no ip nat x": true, "ip": false, "ip nat x x": false, "ip http": true} {
		if _, err := table.Parse(nil, line, Options{}); (err == nil) != want {
			t.Errorf("%q: %v", line, err)
		}
	}
	if got := Synopsis(rule().Syntax); got != "ip nat [x | <1-9>]..." {
		t.Error(got)
	}
}

// A Later without a rest ends behind its words.
func TestLaterNothing(t *testing.T) {
	table := MustCompile([]Rule{{Syntax: Later(func() Node { return nil }, Kw("a", ""))}, {Syntax: Seq(Kw("b", ""), Later(func() Node { return Kw("c", "") }, Kw("d", "")), Kw("e", ""))}})
	for line, want := range map[string]bool{"a": true, "a b": false, "b d c e": true, "b d": false} {
		if _, err := table.Parse(nil, line, Options{}); (err == nil) != want {
			t.Errorf("%q: %v", line, err)
		}
	}
}
