package clock

import (
	"context"
	"sync"
	"time"
)

// CatchUp is a clock that starts at an instant its base has already passed. Sleeps
// take no time until it has caught up, and do not advance the base.
type CatchUp struct {
	base Clock

	mu     sync.Mutex
	behind time.Duration
}

// NewCatchUp returns a clock that starts at start and follows base once it has
// caught up.
func NewCatchUp(base Clock, start time.Time) *CatchUp {
	return &CatchUp{base: base, behind: max(base.Now().Sub(start), 0)}
}

// Finish skips what is left of the past.
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

// Sleep implements Clock. A sleep under Background does not advance the clock.
func (c *CatchUp) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	past := min(max(d, 0), c.behind)
	if ctx.Value(backgroundKey{}) == nil {
		c.behind -= past
	}
	c.mu.Unlock()
	return c.base.Sleep(ctx, d-past)
}
