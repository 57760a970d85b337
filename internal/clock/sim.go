package clock

import (
	"context"
	"slices"
	"sync"
	"time"
)

// Simulated starts at start and stands still while nobody sleeps. When somebody
// does, it jumps to the earliest waking, as soon as no new sleeper has come for a
// moment: sleeps that overlap in device time overlap here too.
func Simulated(start time.Time) Clock { return &simClock{now: start} }

// Skipping is a simulated clock that also moves on with the machine's own: for
// people at full speed, and for servers.
func Skipping(start time.Time) Clock {
	return &simClock{now: start, flow: true, origin: time.Now()}
}

// Passive marks the sleeps under ctx as timers of the background: they wake when
// the time has come, and do not themselves make a simulated clock jump.
func Background(ctx context.Context) context.Context {
	return context.WithValue(ctx, backgroundKey{}, true)
}

type backgroundKey struct{}

// settle is how long a simulated clock waits, in real time, for other sleepers
// before it jumps.
const settle = 100 * time.Microsecond

type simClock struct {
	mu       sync.Mutex
	now      time.Time
	flow     bool
	origin   time.Time // flow: the real time up to which now has moved
	sleepers []*sleeper
	moving   bool // move is running
}

type sleeper struct {
	until  time.Time
	active bool // makes the clock jump
	wake   chan struct{}
}

func (c *simClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.flowIn()
	return c.now
}

// flowIn lets the machine's time in; c.mu is held.
func (c *simClock) flowIn() {
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
	c.flowIn()
	s.until = c.now.Add(d)
	c.sleepers = append(c.sleepers, s)
	if s.active && !c.moving {
		c.moving = true
		go c.move()
	}
	flow := c.flow && !s.active
	c.mu.Unlock()
	if flow {
		// Nobody may ever jump: the machine's own time must wake it too.
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

// move jumps from waking to waking until no active sleeper is left.
func (c *simClock) move() {
	for {
		time.Sleep(settle)
		c.mu.Lock()
		c.flowIn()
		first, any := time.Time{}, false
		for _, s := range c.sleepers {
			if s.active && (!any || s.until.Before(first)) {
				first, any = s.until, true
			}
		}
		if !any {
			c.moving = false
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
	c.flowIn()
	c.wakeDue()
}

// wakeDue wakes those whose time has come; c.mu is held.
func (c *simClock) wakeDue() {
	c.sleepers = slices.DeleteFunc(c.sleepers, func(s *sleeper) bool {
		if s.until.After(c.now) {
			return false
		}
		close(s.wake)
		return true
	})
}
