package system

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"sync"
	"time"

	"github.com/iosim/iosim/internal/clock"
)

// Attempt is an attempt to log in on a vty line.
type Attempt struct {
	User string
	From netip.Addr
	Port int // that the client has dialled: 22, 23
}

// Port is the port of the router at which a protocol answers.
func (p Protocol) Port() int {
	if p == SSH {
		return 22
	}
	return 23
}

// defaultQuietList is the list of IOS's own that denies every login in quiet mode
// (Cisco IOS Login Enhancements, feature guide).
const defaultQuietList = "sl_def_acl"

// Failure is a row of `show login failures`: failures of one user from one place.
type Failure struct {
	Attempt
	Count int
	Last  time.Time // device time
}

// maxFailures is how many rows are kept: the last 50.
const maxFailures = 50

// LoginBlockState is what `show login` shows beside the settings.
type LoginBlockState struct {
	Quiet  time.Duration // left of quiet mode; 0: it is normal mode
	Window time.Duration // left of the watch window; 0: no failure is being watched
	Failed int           // in the window
	Total  int
}

// loginBlocker counts failed logins. Its zero value has seen none.
type loginBlocker struct {
	mu        sync.Mutex
	windowEnd time.Time
	failed    int
	total     int
	quietEnd  time.Time
	failures  []Failure
	oks, bads int // since `login on-… every` last logged
}

// LoginBlockState returns the present state.
func (sys *System) LoginBlockState() LoginBlockState {
	now := sys.instant()
	g := &sys.loginBlocker
	g.mu.Lock()
	defer g.mu.Unlock()
	s := LoginBlockState{Quiet: max(g.quietEnd.Sub(now), 0), Total: g.total}
	if now.Before(g.windowEnd) {
		s.Window, s.Failed = g.windowEnd.Sub(now), g.failed
	}
	return s
}

// LoginFailures are the last failures, oldest first.
func (sys *System) LoginFailures() []Failure {
	sys.loginBlocker.mu.Lock()
	defer sys.loginBlocker.mu.Unlock()
	return slices.Clone(sys.loginBlocker.failures)
}

// quietRefuses reports whether quiet mode keeps a client out.
func (sys *System) quietRefuses(remote netip.Addr) bool {
	now := sys.instant()
	sys.loginBlocker.mu.Lock()
	quiet := now.Before(sys.loginBlocker.quietEnd)
	sys.loginBlocker.mu.Unlock()
	if !quiet {
		return false
	}
	list := sys.Running().LoginBlock.QuietList
	return list == "" || !sys.Permits(list, remote)
}

// The moment of a message of SEC_LOGIN.
const loginStamp = clock.Layout

// LoginFailed notes a failed attempt, logs it by `login on-failure log`, waits the
// delay between two attempts, and begins quiet mode if it was one too many. The
// texts are those of Cisco's feature guide "Cisco IOS Login Enhancements".
func (sys *System) LoginFailed(ctx context.Context, v *VTY, user string) error {
	a := v.attempt(user)
	sys.loginRefused(v.ID, v, user)
	if sys.exposed.Load() {
		sys.throttle.Failed(v.Remote)
	}
	w, now := sys.Running().LoginBlock, sys.Now()
	reason := "Login Authentication Failed"
	switch {
	case a.User == "":
	case sys.badUser(a.User):
		reason += " - BadUser"
	default:
		reason += " - BadPassword"
	}
	g := &sys.loginBlocker
	g.mu.Lock()
	g.note(a, now)
	g.total++
	g.bads++
	log := w.OnFailure.Due(g.bads)
	if log {
		g.bads = 0
	}
	var quiet bool
	var left time.Duration
	if w.Block > 0 {
		if !now.Before(g.windowEnd) {
			g.windowEnd, g.failed = now.Add(w.Within), 0
		}
		g.failed++
		if left = g.windowEnd.Sub(now); g.failed >= w.Attempts && !now.Before(g.quietEnd) {
			quiet = true
			g.quietEnd, g.windowEnd, g.failed = now.Add(w.Block), time.Time{}, 0
		}
	}
	g.mu.Unlock()
	who := fmt.Sprintf("[user: %s] [Source: %s] [localport: %d] [Reason: %s]", a.User, a.From, a.Port, reason)
	if log {
		sys.Logf("SEC_LOGIN-4-LOGIN_FAILED", "Login failed %s at %s", who, now.Format(loginStamp))
	}
	if quiet {
		list := w.QuietList
		if list == "" {
			list = defaultQuietList
		}
		sys.Logf("SEC_LOGIN-1-QUIET_MODE_ON", "Still timeleft for watching failures is %d secs, %s [ACL: %s] at %s",
			left/time.Second, who, list, now.Format(loginStamp))
		sys.endQuiet(w.Block)
	}
	delay := w.Delay
	if delay == 0 {
		delay = failDelay
	}
	return sys.Clock().Sleep(ctx, delay)
}

// failDelay is how long a wrong password takes without `login delay` [UNSOURCED].
const failDelay = time.Second

// note adds a failure to the table.
func (g *loginBlocker) note(a Attempt, now time.Time) {
	i := slices.IndexFunc(g.failures, func(f Failure) bool { return f.Attempt == a })
	f := Failure{Attempt: a}
	if i >= 0 {
		f = g.failures[i]
		g.failures = slices.Delete(g.failures, i, i+1)
	}
	f.Count++
	f.Last = now
	if g.failures = append(g.failures, f); len(g.failures) > maxFailures {
		g.failures = g.failures[1:]
	}
}

// endQuiet logs the end of quiet mode.
func (sys *System) endQuiet(after time.Duration) {
	sys.start(func() {
		if sys.Clock().Sleep(clock.Background(sys.life), after) == nil {
			sys.Logf("SEC_LOGIN-5-QUIET_MODE_OFF", "Quiet Mode is OFF, because block period timed out at %s", sys.Now().Format(loginStamp))
		}
	})
}

// LoginSucceeded notes a login and logs it by `login on-success log`.
func (sys *System) LoginSucceeded(v *VTY, user string) {
	a := v.attempt(user)
	sys.loggedIn(v.ID, v, user)
	defer sys.changePassword(a.User)
	g := &sys.loginBlocker
	g.mu.Lock()
	g.oks++
	log := sys.Running().LoginBlock.OnSuccess.Due(g.oks)
	if log {
		g.oks = 0
	}
	g.mu.Unlock()
	if log {
		sys.Logf("SEC_LOGIN-5-LOGIN_SUCCESS", "Login Success [user: %s] [Source: %s] [localport: %d] at %s",
			a.User, a.From, a.Port, sys.Now().Format(loginStamp))
	}
}
