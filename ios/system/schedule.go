package system

import (
	"context"
	"fmt"
	"time"

	"github.com/iosim/iosim/internal/clock"
)

// Scheduled is a reload that is to come.
type Scheduled struct {
	At     time.Time // device time
	Fixed  bool      // `reload at`: the time was given, not the delay
	Reason string
	By     string // "console"
}

// scheduled is that with its timer.
type scheduled struct {
	Scheduled
	due  time.Time // in the lab's time
	stop context.CancelFunc
}

// shutdownMarks are how long before the reload all lines get a notice
// (ios-boot.md 1.3; those above five minutes [UNSOURCED]).
var shutdownMarks = []time.Duration{time.Hour, 30 * time.Minute, 5 * time.Minute, time.Minute}

// ScheduleReload makes the device reload at a time; one that was scheduled
// before is forgotten. The timer ends with the running software.
func (sys *System) ScheduleReload(s Scheduled) {
	sys.CancelReload()
	left := s.At.Sub(sys.Now())
	ctx, stop := context.WithCancel(sys.life)
	next := &scheduled{Scheduled: s, due: sys.Clock().Now().Add(left), stop: stop}
	sys.mu.Lock()
	sys.scheduled = next
	sys.mu.Unlock()
	sys.start(func() {
		defer stop()
		sys.countDown(clock.Background(ctx), next)
	})
}

// countDown tells all lines of the shutdown and reloads when its time has come.
func (sys *System) countDown(ctx context.Context, s *scheduled) {
	for _, mark := range shutdownMarks {
		left := s.due.Sub(sys.Clock().Now())
		if left < mark {
			continue
		}
		if sys.Clock().Sleep(ctx, left-mark) != nil {
			return
		}
		sys.Broadcast(ShutdownNotice("in " + clockSpan(mark)))
	}
	if sys.Clock().Sleep(ctx, s.due.Sub(sys.Clock().Now())) != nil || ctx.Err() != nil {
		return
	}
	sys.Broadcast("\n***\n*** --- SHUTDOWN NOW ---\n***\n\n")
	sys.Logf("SYS-5-RELOAD", "Reload requested by %s. Reload Reason: %s.", s.By, s.Reason)
	sys.reload(s.Reason)
}

// ShutdownNotice is the notice of a shutdown on all lines: "in 0:05:00",
// "ABORTED" (ios-boot.md 1.3).
func ShutdownNotice(what string) string {
	return fmt.Sprintf("\n\n***\n*** --- SHUTDOWN %s ---\n***\n", what)
}

func clockSpan(d time.Duration) string {
	return fmt.Sprintf("%d:%02d:%02d", d/time.Hour, d%time.Hour/time.Minute, d%time.Minute/time.Second)
}

// CancelReload forgets the scheduled reload; false if there is none.
func (sys *System) CancelReload() bool {
	sys.mu.Lock()
	defer sys.mu.Unlock()
	if sys.scheduled == nil {
		return false
	}
	sys.scheduled.stop()
	sys.scheduled = nil
	return true
}

// Scheduled is the reload to come and how far off it is; false if there is none.
func (sys *System) Scheduled() (s Scheduled, left time.Duration, ok bool) {
	sys.mu.Lock()
	defer sys.mu.Unlock()
	if sys.scheduled == nil {
		return Scheduled{}, 0, false
	}
	return sys.scheduled.Scheduled, sys.scheduled.due.Sub(sys.Clock().Now()), true
}
