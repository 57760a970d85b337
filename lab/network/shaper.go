package network

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/iosim/iosim/internal/clock"
	wiretap "github.com/iosim/iosim/internal/wire"
	"github.com/iosim/iosim/lab/spec"
)

// shaper makes a socket as slow, and as bad, as a link. What passing a link
// costs is added up and slept, in device time, in portions: a hundred thousand
// packets do not make a hundred thousand sleeps. Each socket has its own.
type shaper struct {
	clk  clock.Clock
	link spec.Link
	rand *rand.Rand
	// capture notes the debt; nil: nothing does.
	capture *wiretap.Recorder

	mu     sync.Mutex
	debt   time.Duration
	passed int64 // bytes, both directions
}

// portion is how much device time is owed before it is slept.
const portion = 250 * time.Millisecond

// Sizes of headers in bytes: overhead is Ethernet's, IP's and UDP's of a packet,
// ipUDP the part that an MTU counts.
const (
	overhead = 46
	ipUDP    = 28
)

// packet accounts for a datagram of n bytes and says what becomes of it: "" if it
// passes.
func (s *shaper) packet(n int) wiretap.Fate {
	s.mu.Lock()
	l := &s.link
	s.passed += int64(n)
	fate := wiretap.Fate("")
	switch {
	case s.chance(l.Loss), l.MTU > 0 && n+ipUDP > l.MTU, s.dead():
		fate = wiretap.Lost
	case s.chance(l.Corrupt):
		fate = wiretap.Damaged
	case s.chance(l.Duplicate):
		fate = wiretap.Duplicated
	case s.chance(l.Reorder):
		fate = wiretap.Late
	}
	delay := s.delay()
	s.mu.Unlock()
	s.pass(n+overhead, delay)
	return fate
}

// chance draws whether what has the probability p happens; s.mu is held.
func (s *shaper) chance(p float64) bool { return p > 0 && s.rand.Float64() < p }

// delay is how long a packet is under way; s.mu is held.
func (s *shaper) delay() time.Duration {
	d := time.Duration(s.link.Delay)
	if j := int64(s.link.Jitter); j > 0 {
		d += time.Duration(s.rand.Int64N(j))
	}
	return d
}

// dead reports whether nothing passes any more; s.mu is held.
func (s *shaper) dead() bool {
	return s.link.StallAt > 0 && s.passed > s.link.StallAt || s.link.CutAt > 0 && s.passed > s.link.CutAt
}

// pass accounts for n bytes that waited for delay.
func (s *shaper) pass(n int, delay time.Duration) {
	cost := delay
	if s.link.Rate > 0 {
		cost += time.Duration(int64(n) * 8 * int64(time.Second) / int64(s.link.Rate))
	}
	s.mu.Lock()
	s.debt += cost
	owed := time.Duration(0)
	if s.debt >= portion {
		owed, s.debt = s.debt, 0
	}
	debt := s.debt
	s.mu.Unlock()
	if owed > 0 {
		_ = s.clk.Sleep(context.Background(), owed)
	}
	s.capture.SetDelay(debt)
}

// settle sleeps the rest.
func (s *shaper) settle() {
	s.mu.Lock()
	owed := s.debt
	s.debt = 0
	s.mu.Unlock()
	_ = s.clk.Sleep(context.Background(), owed)
	s.capture.SetDelay(0)
}
