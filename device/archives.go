package device

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/clock"
)

// Archives are the configurations that the running software has archived, and the
// rollback that waits for its confirmation. They end with the software.
type Archives struct {
	mu    sync.Mutex
	since time.Time // start of the software that the rest belongs to
	names []ifs.Name
	next  int

	pending *pendingRollback
}

type pendingRollback struct {
	due  time.Time // in the lab's time
	to   ifs.Name
	stop context.CancelFunc
}

// fresh forgets what belongs to software that has ended; a.mu is held.
func (d *Device) fresh(a *Archives) {
	if at := d.StartedAt(); !a.since.Equal(at) {
		a.since, a.names, a.next, a.pending = at, nil, 0, nil
	}
}

// Archived are the names of the archived configurations, the oldest first, and the
// number of the next one.
func (d *Device) Archived() (names []ifs.Name, next int) {
	a := &d.archives
	a.mu.Lock()
	defer a.mu.Unlock()
	d.fresh(a)
	return slices.Clone(a.names), a.next
}

// AddArchive notes an archived configuration and returns those that are now more
// than limit, the oldest first; their files are the caller's to remove.
func (d *Device) AddArchive(n ifs.Name, limit int) (surplus []ifs.Name) {
	a := &d.archives
	a.mu.Lock()
	defer a.mu.Unlock()
	d.fresh(a)
	a.names = append(a.names, n)
	a.next++
	if k := len(a.names) - limit; k > 0 {
		surplus = slices.Clone(a.names[:k])
		a.names = slices.Delete(a.names, 0, k)
	}
	return surplus
}

// StartRollback runs do after a time unless the rollback is ended before; one that
// was pending is ended. to is the configuration that do goes back to.
func (d *Device) StartRollback(after time.Duration, to ifs.Name, do func(ctx context.Context)) {
	d.EndRollback()
	d.mu.Lock()
	life := d.life
	d.mu.Unlock()
	if life == nil {
		return
	}
	ctx, stop := context.WithCancel(life)
	p := &pendingRollback{due: d.clk.Now().Add(after), to: to, stop: stop}
	a := &d.archives
	a.mu.Lock()
	d.fresh(a)
	a.pending = p
	a.mu.Unlock()
	d.background.Go(func() {
		defer stop()
		if d.clk.Sleep(clock.Passive(ctx), after) != nil || ctx.Err() != nil {
			return
		}
		a.mu.Lock()
		mine := a.pending == p
		if mine {
			a.pending = nil
		}
		a.mu.Unlock()
		if mine {
			do(life)
		}
	})
}

// EndRollback ends the pending rollback without doing it; false if there is none.
func (d *Device) EndRollback() bool {
	a := &d.archives
	a.mu.Lock()
	defer a.mu.Unlock()
	d.fresh(a)
	if a.pending == nil {
		return false
	}
	a.pending.stop()
	a.pending = nil
	return true
}

// Rollback is the pending rollback: where it goes back to and how far off it is.
func (d *Device) Rollback() (to ifs.Name, left time.Duration, ok bool) {
	a := &d.archives
	a.mu.Lock()
	defer a.mu.Unlock()
	d.fresh(a)
	if a.pending == nil {
		return ifs.Name{}, 0, false
	}
	return a.pending.to, a.pending.due.Sub(d.clk.Now()), true
}
