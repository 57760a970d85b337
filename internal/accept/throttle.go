package accept

import (
	"context"
	"net/netip"
	"sync"
	"time"
)

// Throttle slows an address that gives wrong passwords, over however many connections: the
// first few cost nothing, then each try waits longer, and only one of the address is judged
// at a time. A right password does not clear what was wrong before, or one good account
// would pay for guesses at others. All times are real. The zero value is ready, and safe
// for concurrent use.
type Throttle struct {
	// Now and Sleep are the time; nil: this machine's.
	Now   func() time.Time
	Sleep func(ctx context.Context, d time.Duration) error

	mu      sync.Mutex
	sources map[netip.Addr]*guesses
}

// The steps of a Throttle.
const (
	freeTries   = 3                     // wrong passwords that cost nothing
	firstDelay  = 10 * time.Millisecond // after the next; it doubles
	maxDelay    = 2 * time.Second
	maxQueue    = 5 * time.Second // a try that would wait longer is refused unjudged
	forgetTime  = 5 * time.Second // after which one wrong password is forgotten
	maxGuesses  = 1000            // that are remembered of an address
	maxThrottle = 4096            // addresses that are remembered
)

// guesses are the wrong passwords of an address.
type guesses struct {
	wrong int
	last  time.Time // when wrong was brought up to date
	next  time.Time // before this no password is judged
}

// forget takes away what time has healed.
func (g *guesses) forget(now time.Time) {
	n := int(now.Sub(g.last) / forgetTime)
	if n >= g.wrong {
		g.wrong, g.last = 0, now
		return
	}
	g.wrong -= n
	g.last = g.last.Add(time.Duration(n) * forgetTime)
}

func (g *guesses) delay() time.Duration {
	if g.wrong <= freeTries {
		return 0
	}
	return min(firstDelay<<min(g.wrong-freeTries-1, 16), maxDelay)
}

func (t *Throttle) now() time.Time {
	if t.Now != nil {
		return t.Now()
	}
	return time.Now()
}

// Wait returns when a password of an address may be judged: at once, unless others of it
// were wrong. false if too many wait already, or ctx has ended: the login is refused
// without a look at its password.
func (t *Throttle) Wait(ctx context.Context, from netip.Addr) bool {
	t.mu.Lock()
	g := t.sources[from]
	if g == nil {
		t.mu.Unlock()
		return ctx.Err() == nil
	}
	now := t.now()
	g.forget(now)
	wait := max(g.next.Sub(now), 0)
	if wait > maxQueue {
		t.mu.Unlock()
		return false
	}
	if d := g.delay(); d > 0 {
		g.next = now.Add(wait + d)
	}
	t.mu.Unlock()
	if wait == 0 {
		return ctx.Err() == nil
	}
	return t.sleep(ctx, wait) == nil
}

// Failed notes a wrong password.
func (t *Throttle) Failed(from netip.Addr) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	g := t.sources[from]
	if g == nil {
		t.makeRoom(now)
		g = &guesses{last: now}
		t.sources[from] = g
	}
	g.forget(now)
	if g.wrong == 0 {
		g.last = now
	}
	g.wrong = min(g.wrong+1, maxGuesses)
	if next := now.Add(g.delay()); next.After(g.next) {
		g.next = next
	}
}

// makeRoom forgets an address for another: of a few, the one with the fewest wrong; t.mu is
// held.
func (t *Throttle) makeRoom(now time.Time) {
	if t.sources == nil {
		t.sources = map[netip.Addr]*guesses{}
	}
	if len(t.sources) < maxThrottle {
		return
	}
	var least netip.Addr
	looked := 0
	for a, g := range t.sources {
		g.forget(now)
		if l := t.sources[least]; l == nil || g.wrong < l.wrong {
			least = a
		}
		if looked++; looked == 16 {
			break
		}
	}
	delete(t.sources, least)
}

func (t *Throttle) sleep(ctx context.Context, d time.Duration) error {
	if t.Sleep != nil {
		return t.Sleep(ctx, d)
	}
	return Sleep(ctx, d)
}

// Sleep waits in real time; its error is that of ctx.
func Sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// SessionDelay is how long the answer to a session's nth wrong password waits, from 1 on.
func SessionDelay(n int) time.Duration {
	return min(firstSessionDelay<<min(max(n-1, 0), 8), maxDelay)
}

// firstSessionDelay is short enough for tests that log in wrongly on purpose.
const firstSessionDelay = 25 * time.Millisecond
