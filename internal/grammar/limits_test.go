package grammar

import (
	"fmt"
	"strings"
	"sync"
	"testing"
)

// Readings that cannot differ any more are one thread.
func TestThreadsMeet(t *testing.T) {
	name := AnyWord("")
	for _, n := range []Node{
		Seq(Rep(Alt(name, AnyWord(""))), Text("")),
		Seq(Rep(name), Rep(AnyWord("")), Text("")),
		AnyOf(AnyWord(""), AnyWord(""), AnyWord("")),
	} {
		table := MustCompile([]Rule{{Syntax: Seq(Kw("x", ""), n)}})
		w := table.walk(nil, "x"+strings.Repeat(" a", 3), Options{}, false)
		if err := w.run(); err != nil || len(w.live) > 3 {
			t.Errorf("%s: %d threads, %v", Synopsis(n), len(w.live), err)
		}
		seen := map[thread]bool{}
		for _, th := range w.live {
			th.step = 0
			if seen[th] {
				t.Errorf("%s: the thread %+v is there twice", Synopsis(n), th)
			}
			seen[th] = true
		}
	}
}

// Length costs time, not more: no recursion, no blow-up.
func TestLongLines(t *testing.T) {
	number, name := Int(1, 9, ""), AnyWord("")
	var nodes []Node
	for range 8 {
		nodes = append(nodes, AnyWord(""))
	}
	table := MustCompile([]Rule{
		{Data: "sum", Negatable: true, Syntax: Seq(Kw("sum", ""), Rep(number))},
		{Data: "names", Syntax: Seq(Kw("sum", ""), Rep(Alt(name, number)))},
		{Data: "any", Syntax: Seq(Kw("any", ""), Rep(Alt(Seq(AnyOf(nodes...), Kw("end", "")), name)))},
		{Data: "note", Syntax: Seq(Kw("note", ""), Text(""))},
	}, Lead{"no", ""})
	for _, line := range []string{
		"sum" + strings.Repeat(" 1", 50_000),
		"sum" + strings.Repeat(" a", 50_000),
		"any" + strings.Repeat(" a", 1_000),
		"note " + strings.Repeat("a b", 33_000),
		"sum " + strings.Repeat("1", 100_000),
		"sum 1" + strings.Repeat(" ", 100_000) + "1",
	} {
		m, err := table.Parse(nil, line, Options{})
		if err != nil {
			t.Errorf("%.10s...: %v", line, err)
			continue
		}
		if got := strings.Join(m.Words(), ""); got != strings.ReplaceAll(line, " ", "") && m.Rule.Data != "note" {
			t.Errorf("%.10s...: other words come out", line)
		}
		if h := table.Help(nil, line+" ", Options{}); h.Err != nil {
			t.Errorf("%.10s...: %v", line, h.Err)
		}
	}
	line := strings.Repeat("no ", 33_000)
	if got := told(table.Parse(nil, line, Options{})); got != `unknown "no" 1 at 3` {
		t.Error(got)
	}
	long := strings.Repeat("x", 100_000)
	if got := told(table.Parse(nil, long, Options{})); got != fmt.Sprintf("unknown %q 0 at 0", long) {
		t.Error("a long word")
	}
}

// One table serves goroutines at the same time.
func TestConcurrent(t *testing.T) {
	o := sample()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for i := range 200 {
				line := fmt.Sprintf("sum %d", i%99+1)
				m, err := o.table.Parse(nil, line, Options{})
				if err != nil || o.number.Of(m) != i%99+1 {
					t.Errorf("%s: %v", line, err)
				}
				if h := o.table.Help(nil, "show ", Options{}); len(h.Items) != 5 {
					t.Errorf("%+v", h)
				}
				if s, ok := o.table.Complete(nil, "not", Options{}); ok {
					t.Error(s)
				}
			}
		})
	}
	wg.Wait()
}
