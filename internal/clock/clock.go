// Package clock is the time of a lab: real, at a speed of one's choice, or
// simulated.
//
//	c := clock.Simulated(start)
//	_ = c.Sleep(ctx, time.Hour) // returns at once; c.Now() is an hour later
package clock

import (
	"context"
	"time"
)

// Clock tells device time and waits in it.
type Clock interface {
	// Now is the device time.
	Now() time.Time
	// Sleep waits for d of device time, or until ctx ends, whose error it returns.
	Sleep(ctx context.Context, d time.Duration) error
}

// Real runs at speed times the speed of the machine's clock, from start on.
func Real(start time.Time, speed float64) Clock {
	if speed <= 0 {
		speed = 1
	}
	return &realClock{start: start, origin: time.Now(), speed: speed}
}

type realClock struct {
	start, origin time.Time
	speed         float64
}

func (c *realClock) Now() time.Time {
	return c.start.Add(time.Duration(float64(time.Since(c.origin)) * c.speed))
}

func (c *realClock) Sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(time.Duration(float64(d) / c.speed))
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// floor is the shortest real wait for an answer from a real socket: a machine that
// is busy with other things answers within it.
const floor = time.Second

// Grace is how long in real time an answer from a real socket is to be waited
// for when the time-out is d of device time. The device's time stands still
// while it lasts under a simulated clock; Settle accounts for it afterwards.
func Grace(c Clock, d time.Duration) time.Duration {
	r, ok := base(c).(*realClock)
	if !ok {
		return min(d, floor)
	}
	return max(time.Duration(float64(d)/r.speed), min(d, floor))
}

// Settle makes a wait that began at the device time since have lasted d.
func Settle(ctx context.Context, c Clock, since time.Time, d time.Duration) error {
	return c.Sleep(ctx, d-c.Now().Sub(since))
}

// Jumps reports whether waiting costs no real time: the clock is simulated.
func Jumps(c Clock) bool {
	_, real := base(c).(*realClock)
	return !real
}

// base is the clock that a Late one will be.
func base(c Clock) Clock {
	if l, ok := c.(*CatchUp); ok {
		return l.base
	}
	return c
}
