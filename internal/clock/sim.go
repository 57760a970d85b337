package clock

import (
	"context"
	"slices"
	"sync"
	"time"
)

// Simulated returns a clock that starts at start and advances only by sleeps: it
// jumps to the earliest end of a sleep as soon as no new sleep has begun for a
// moment, so that sleeps which overlap in device time overlap here too.
func Simulated(start time.Time) Clock { return &simClock{now: start} }

// Skipping returns a simulated clock that also advances with the host's clock, for
// users at full speed and for servers.
func Skipping(start time.Time) Clock {
	return &simClock{now: start, flow: true, origin: time.Now()}
}

// Background returns a copy of ctx under which sleeps do not make a simulated clock
// jump: they end when its time has come.
func Background(ctx context.Context) context.Context {
	return context.WithValue(ctx, backgroundKey{}, true)
}

type backgroundKey struct{}

// settle is how long a simulated clock waits, in real time, for other sleeps before
// it jumps.
const settle = 100 * time.Microsecond

type simClock struct {
	mu       sync.Mutex
	now      time.Time
	flow     bool
	origin   time.Time // for Skipping: the host's time up to which now was advanced
	sleepers []*sleeper
	jumping  bool // the goroutine of jump is running
}

type sleeper struct {
	until  time.Time
	active bool // makes the clock jump
	wake   chan struct{}
}

func (c *simClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.addRealTime()
	return c.now
}

// addRealTime advances the clock by the host's time since the last call. The caller
// holds c.mu.
func (c *simClock) addRealTime() {
	if c.flow {
		t := time.Now()
		c.now, c.origin = c.now.Add(t.Sub(c.origin)), t
	}
}

func (c *simClock) Sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 || ctx.Err() != nil {
		return ctx.Err()
	}
	s := &sleeper{active: ctx.Value(backgroundKey{}) == nil, wake: make(chan struct{})}
	c.mu.Lock()
	c.addRealTime()
	s.until = c.now.Add(d)
	c.sleepers = append(c.sleepers, s)
	if s.active && !c.jumping {
		c.jumping = true
		go c.jump()
	}
	flow := c.flow && !s.active
	c.mu.Unlock()
	if flow {
		// There may never be a jump, so the host's time has to wake it too.
		t := time.AfterFunc(d, c.tick)
		defer t.Stop()
	}
	select {
	case <-s.wake:
		return nil
	case <-ctx.Done():
		c.mu.Lock()
		c.sleepers = slices.DeleteFunc(c.sleepers, func(o *sleeper) bool { return o == s })
		c.mu.Unlock()
		return ctx.Err()
	}
}

// jump advances the clock from one end of a sleep to the next until no active sleep
// is left.
func (c *simClock) jump() {
	for {
		time.Sleep(settle)
		c.mu.Lock()
		c.addRealTime()
		first, any := time.Time{}, false
		for _, s := range c.sleepers {
			if s.active && (!any || s.until.Before(first)) {
				first, any = s.until, true
			}
		}
		if !any {
			c.jumping = false
			c.mu.Unlock()
			return
		}
		if c.now.Before(first) {
			c.now = first
		}
		c.wakeDue()
		c.mu.Unlock()
	}
}

func (c *simClock) tick() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.addRealTime()
	c.wakeDue()
}

// wakeDue wakes the sleepers whose time has come. The caller holds c.mu.
func (c *simClock) wakeDue() {
	c.sleepers = slices.DeleteFunc(c.sleepers, func(s *sleeper) bool {
		if s.until.After(c.now) {
			return false
		}
		close(s.wake)
		return true
	})
}
