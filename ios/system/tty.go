package system

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/iosim/iosim/line"
)

// LineID names a terminal line: {"con", 0}, {"vty", 3}.
type LineID struct {
	Kind string // "con", "aux", "vty"
	N    int
}

// firstVTY is the number of vty 0 among all lines of an ISR G2 [UNSOURCED].
const firstVTY = 388

// Number is the line's number among all lines: con 0 is 0, aux 0 is 1.
func (l LineID) Number() int {
	switch l.Kind {
	case "aux":
		return 1
	case "vty":
		return firstVTY + l.N
	}
	return 0
}

// String is "con 0".
func (l LineID) String() string { return l.Kind + " " + strconv.Itoa(l.N) }

// Lines are all terminal lines, by number: console, aux and the vty lines of the
// configuration.
func (sys *System) Lines() []LineID {
	out := []LineID{{"con", 0}, {"aux", 0}}
	for n, at := range sys.Running().VTYs() {
		if at != nil {
			out = append(out, LineID{"vty", n})
		}
	}
	return out
}

// ErrCleared is the cause of the end of a session whose line somebody cleared.
var ErrCleared = errors.New("line cleared")

// Seat is a terminal line with a terminal on it. Its user may come and go.
type TTY struct {
	ID   LineID
	Term *line.Terminal
	Host string // where the user sits: an address; "" at the console
	VTY  *VTY   // nil at the console

	monitor atomic.Bool // terminal monitor
	mu      sync.Mutex
	user    string
	active  bool // an EXEC runs
	uses    int
	begun   time.Time // device time of the EXEC's begin
	touched time.Time // device time of the user's last line
	cancel  context.CancelCauseFunc
}

// Monitor switches the messages of the system on for this line: `terminal monitor`.
func (s *TTY) Monitor(on bool) { s.monitor.Store(on) }

// Monitors reports whether `terminal monitor` is on.
func (s *TTY) Monitors() bool { return s.monitor.Load() }

// Begin notes that a user's EXEC begins; Clear ends the context that it returns.
// end notes its end.
func (s *TTY) Begin(ctx context.Context, user string, now time.Time) (_ context.Context, end func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.user, s.active, s.cancel, s.begun, s.touched = user, true, cancel, now, now
	s.uses++
	return ctx, func() {
		cancel(nil)
		s.monitor.Store(false)
		s.mu.Lock()
		defer s.mu.Unlock()
		s.user, s.active, s.cancel = "", false, nil
	}
}

// Touch notes that the user has typed a line.
func (s *TTY) Touch(now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.touched = now
}

// User is who is logged in, "" where nobody was asked, and whether an EXEC runs.
func (s *TTY) User() (name string, active bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.user, s.active
}

// SetUser notes another name (enable of a login).
func (s *TTY) SetUser(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.user = name
}

// Idle is how long the user has typed nothing.
func (s *TTY) Idle(now time.Time) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return now.Sub(s.touched)
}

// Active is how long the EXEC has run.
func (s *TTY) Active(now time.Time) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return now.Sub(s.begun)
}

// Uses is how many EXECs have begun on the line.
func (s *TTY) Uses() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.uses
}

// Clear ends the session on the line: `clear line`.
func (s *TTY) Clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cancel != nil {
		s.cancel(ErrCleared)
	}
}

// seats are the lines that have a terminal.
type ttys struct {
	mu  sync.Mutex
	all []*TTY
}

// Sit puts a terminal on a line until the function is called.
func (sys *System) AttachTTY(s *TTY) (leave func()) {
	sys.ttys.mu.Lock()
	defer sys.ttys.mu.Unlock()
	sys.ttys.all = append(sys.ttys.all, s)
	return func() {
		sys.ttys.mu.Lock()
		defer sys.ttys.mu.Unlock()
		sys.ttys.all = slices.DeleteFunc(sys.ttys.all, func(o *TTY) bool { return o == s })
	}
}

// Seats are the lines that have a terminal, by their numbers.
func (sys *System) TTYs() []*TTY {
	sys.ttys.mu.Lock()
	defer sys.ttys.mu.Unlock()
	out := slices.Clone(sys.ttys.all)
	slices.SortStableFunc(out, func(a, b *TTY) int { return a.ID.Number() - b.ID.Number() })
	return out
}

// Broadcast prints text on all terminals on which an EXEC runs.
func (sys *System) Broadcast(text string) {
	for _, s := range sys.TTYs() {
		if _, active := s.User(); active {
			s.Term.PrintAsync(text)
		}
	}
}
