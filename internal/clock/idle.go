package clock

import "time"

// Idle returns the clock to measure a user's idle time with. That is c itself,
// except for a Skipping clock: its jumps, which other devices cause, are not idle
// time, so the host's clock is used.
func Idle(c Clock) Clock {
	if s, ok := base(c).(*simClock); ok && s.flow {
		return Real(time.Now(), 1)
	}
	return c
}
