package cpu

import (
	"context"
	"testing"
	"time"

	"github.com/iosim/iosim/internal/clock"
)

// TestLoad: CPU time shows in the spans that it lies in, and in the process that used
// it; the parts add up.
func TestLoad(t *testing.T) {
	clk := clock.Simulated(time.Date(2016, 3, 1, 9, 0, 30, 0, time.UTC))
	var m Meter
	exec := Task{Name: "Exec"}
	idle, _ := m.Load(clk.Now(), 5*time.Second)
	if idle != 1 {
		t.Errorf("idle: %d%%", idle)
	}
	m.Charge(WithTask(context.Background(), exec), clk.Now(), 2*time.Second, 500*time.Millisecond)
	for span, want := range map[time.Duration][2]int{5 * time.Second: {41, 10}, time.Minute: {4, 0}, 5 * time.Minute: {1, 0}} {
		if total, interrupt := m.Load(clk.Now(), span); total != want[0] || interrupt != want[1] {
			t.Errorf("%v: %d%%/%d%%, want %v", span, total, interrupt, want)
		}
	}
	if u := m.tasks[exec]; u.runtime != 1500*time.Millisecond || u.invoked != 1 {
		t.Errorf("%+v", u)
	}
	if err := clk.Sleep(t.Context(), 10*time.Second); err != nil {
		t.Fatal(err)
	}
	if total, _ := m.Load(clk.Now(), 5*time.Second); total != idle {
		t.Errorf("ten seconds later: %d%%", total)
	}
	if total, _ := m.Load(clk.Now(), time.Minute); total != 4 {
		t.Errorf("ten seconds later, of the minute: %d%%", total)
	}
	m.Charge(context.Background(), clk.Now(), time.Hour, 0)
	if total, _ := m.Load(clk.Now(), 5*time.Minute); total != 100 {
		t.Errorf("more than there is: %d%%", total)
	}
	if m := m.between(clk.Now().Unix()/60, 1); m != [2]int{100, 100} {
		t.Errorf("minute: %v", m)
	}
	// What is older than is ever told is not kept.
	for range historySeconds + 10 {
		if err := clk.Sleep(t.Context(), 70*time.Second); err != nil {
			t.Fatal(err)
		}
		m.Charge(context.Background(), clk.Now(), time.Second, 0)
	}
	if n := len(m.all.seconds); n != 5 {
		t.Errorf("%d seconds are remembered", n)
	}
	if m := m.between(clk.Now().Unix()/60-historyMinutes+1, historyMinutes); m != [2]int{2, 100} {
		t.Errorf("three days: %v", m)
	}
	if err := clk.Sleep(t.Context(), historyMinutes*time.Minute); err != nil {
		t.Fatal(err)
	}
	m.Charge(context.Background(), clk.Now(), time.Second, 0)
	if n := len(m.minutes); n != 1 {
		t.Errorf("%d minutes are remembered", n)
	}
}
