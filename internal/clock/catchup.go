package clock

import (
	"context"
	"sync"
	"time"
)

// Late is a clock for somebody who makes up for the past: it starts at an instant
// that its base has left behind. What it sleeps until it has caught up costs no
// time, and moves nobody else's.
type CatchUp struct {
	base Clock

	mu     sync.Mutex
	behind time.Duration
}

// NewLate is base from start on.
func NewCatchUp(base Clock, start time.Time) *CatchUp {
	return &CatchUp{base: base, behind: max(base.Now().Sub(start), 0)}
}

// CatchUp skips what is left of the past.
func (c *CatchUp) Finish() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.behind = 0
}

// Now implements Clock.
func (c *CatchUp) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.base.Now().Add(-c.behind)
}

// Sleep implements Clock. A sleep of the background is no step out of the past.
func (c *CatchUp) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	past := min(max(d, 0), c.behind)
	if ctx.Value(backgroundKey{}) == nil {
		c.behind -= past
	}
	c.mu.Unlock()
	return c.base.Sleep(ctx, d-past)
}
