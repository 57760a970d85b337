package network

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/lab/spec"
)

func TestLinkCostsDeviceTime(t *testing.T) {
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	c := clock.Simulated(start)
	s := &shaper{clk: c, link: spec.Link{Rate: 64_000, Delay: spec.Duration(10 * time.Millisecond)}}
	for range 100 {
		if s.packet(1000-overhead) != "" {
			t.Fatal("a link without loss has lost a packet")
		}
	}
	s.settle()
	// 1000 bytes at 64 kbit/s are 125 ms, and each packet waits 10 ms.
	if took, want := c.Now().Sub(start), 100*135*time.Millisecond; took != want {
		t.Errorf("took %v, want %v", took, want)
	}
}

func TestLossIsRepeatable(t *testing.T) {
	lost := func() (n int) {
		s := &shaper{clk: clock.Simulated(time.Time{}), link: spec.Link{Loss: 0.1}, rand: rand.New(rand.NewPCG(1, 1))}
		for range 10000 {
			if s.packet(512) != "" {
				n++
			}
		}
		return n
	}
	a, b := lost(), lost()
	if a != b || a < 800 || a > 1200 {
		t.Errorf("%d and %d of 10000 lost", a, b)
	}
}
