// Package clock is the time of a lab: real time, at any speed, or simulated time.
//
//	c := clock.Simulated(start)
//	_ = c.Sleep(ctx, time.Hour) // returns at once; c.Now() is an hour later
package clock

import (
	"context"
	"time"
)

// Clock tells the device time and waits in it. Implementations are safe for
// concurrent use.
type Clock interface {
	// Now returns the device time.
	Now() time.Time
	// Sleep waits for d of device time. If ctx ends first it returns the error of
	// ctx.
	Sleep(ctx context.Context, d time.Duration) error
}

// Real returns a clock that starts at start and runs at speed times the speed of
// the host's clock.
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

// minRealTimeout is the shortest time-out in real time for an answer from a real
// socket, so that a busy machine has time to answer.
const minRealTimeout = time.Second

// RealTimeout returns how long to wait in real time for an answer from a real
// socket if the time-out is d of device time. A simulated clock stands still
// meanwhile; FinishWait accounts for the wait afterwards.
func RealTimeout(c Clock, d time.Duration) time.Duration {
	r, ok := base(c).(*realClock)
	if !ok {
		return min(d, minRealTimeout)
	}
	return max(time.Duration(float64(d)/r.speed), min(d, minRealTimeout))
}

// FinishWait sleeps for the rest of a wait of d that began at the device time
// since.
func FinishWait(ctx context.Context, c Clock, since time.Time, d time.Duration) error {
	return c.Sleep(ctx, d-c.Now().Sub(since))
}

// Jumps reports whether sleeping takes no real time because the clock is simulated.
func Jumps(c Clock) bool {
	_, real := base(c).(*realClock)
	return !real
}

// base returns the clock that a CatchUp follows.
func base(c Clock) Clock {
	if l, ok := c.(*CatchUp); ok {
		return l.base
	}
	return c
}
