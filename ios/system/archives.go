package system

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/clock"
)

// Archives are the configurations that the running software has archived, and the
// rollback that waits for its confirmation.
type Archives struct {
	mu    sync.Mutex
	names []ifs.Name
	next  int

	pending *PendingRollback
	regular context.CancelFunc // of the regular archiving; nil: there is none
}

// PendingRollback is a return to an older configuration that comes unless the newer
// one is confirmed.
type PendingRollback struct {
	To     ifs.Name      // where the older one is kept
	Set    time.Time     // device time at which it was scheduled
	After  time.Duration // from then on
	By     string        // who scheduled it: "console"
	Revert func(ctx context.Context)
	// Warn is called a minute before, if there is that time.
	Warn func()
	// Idle is how long no user has typed anything: that counts, not the time since Set.
	// nil: what is done makes no difference.
	Idle func() time.Duration

	stop context.CancelFunc
}

// rollbackWarning is how long before a rollback everybody is warned.
const rollbackWarning = time.Minute

// Archived are the names of the archived configurations, the oldest first, and the
// number of the next one.
func (sys *System) Archived() (names []ifs.Name, next int) {
	a := &sys.archives
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.names), a.next
}

// AddArchive notes an archived configuration and returns those that are now more
// than limit, the oldest first; their files are the caller's to remove.
func (sys *System) AddArchive(n ifs.Name, limit int) (surplus []ifs.Name) {
	a := &sys.archives
	a.mu.Lock()
	defer a.mu.Unlock()
	a.names = append(a.names, n)
	a.next++
	if k := len(a.names) - limit; k > 0 {
		surplus = slices.Clone(a.names[:k])
		a.names = slices.Delete(a.names, 0, k)
	}
	return surplus
}

// StartRollback schedules a rollback; one that was pending is ended.
func (sys *System) StartRollback(p PendingRollback) {
	sys.EndRollback()
	life := sys.life
	ctx, stop := context.WithCancel(life)
	p.Set, p.stop = sys.Now(), stop
	a := &sys.archives
	a.mu.Lock()
	a.pending = &p
	a.mu.Unlock()
	gone := p.Idle
	if begun := sys.Clock().Now(); gone == nil {
		gone = func() time.Duration { return sys.Clock().Now().Sub(begun) }
	}
	sys.start(func() {
		defer stop()
		if sys.countDownRollback(clock.Background(ctx), &p, gone) {
			p.Revert(life)
		}
	})
}

// countDownRollback waits, and reports whether the rollback is still wanted. gone is
// how much of its time has gone by.
func (sys *System) countDownRollback(ctx context.Context, p *PendingRollback, gone func() time.Duration) bool {
	warned := p.After <= rollbackWarning
	for {
		left := p.After - gone()
		if left <= 0 {
			break
		}
		wait := left
		switch {
		case left > rollbackWarning:
			wait, warned = left-rollbackWarning, false
		case !warned:
			p.Warn()
			warned = true
		}
		if sys.Clock().Sleep(ctx, wait) != nil || ctx.Err() != nil {
			return false
		}
	}
	a := &sys.archives
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.pending != p {
		return false
	}
	a.pending = nil
	return true
}

// EndRollback ends the pending rollback without doing it; false if there is none.
func (sys *System) EndRollback() bool {
	a := &sys.archives
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.pending == nil {
		return false
	}
	a.pending.stop()
	a.pending = nil
	return true
}

// Rollback is the pending rollback; false if there is none.
func (sys *System) Rollback() (PendingRollback, bool) {
	a := &sys.archives
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.pending == nil {
		return PendingRollback{}, false
	}
	return *a.pending, true
}

// StartArchiving calls do in every period of device time until it returns false; what
// was started before is ended. A period of 0 only ends it. It ends with the software.
func (sys *System) StartArchiving(period time.Duration, do func(ctx context.Context) bool) {
	life := sys.life
	a := &sys.archives
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.regular != nil {
		a.regular()
		a.regular = nil
	}
	if period <= 0 {
		return
	}
	ctx, stop := context.WithCancel(life)
	a.regular = stop
	due := sys.Clock().Now()
	sys.start(func() {
		defer stop()
		for {
			due = due.Add(period)
			if sys.Clock().Sleep(clock.Background(ctx), due.Sub(sys.Clock().Now())) != nil || ctx.Err() != nil || !do(ctx) {
				return
			}
		}
	})
}
