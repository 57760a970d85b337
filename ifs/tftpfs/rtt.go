package tftpfs

import "time"

// Bounds of a time-out in device time. One second is the minimum of RFC 6298
// section 2.4; it avoids repeated requests to a busy server.
const (
	minTimeout = time.Second
	maxTimeout = 60 * time.Second
	maxBackoff = 2 // doublings
)

// rtt estimates the time-out from round trips as TCP does (RFC 6298): the smoothed
// mean plus four mean deviations, at least a second and at most a minute, doubled
// (at most twice) for each repetition. RFC 1350 leaves the time-out open; RFC 1123
// section 4.2.3.2 requires this.
type rtt struct {
	first    time.Duration // used before anything is measured
	mean     time.Duration
	dev      time.Duration
	backoff  uint
	measured bool
}

// timeout returns the time-out for the next answer in device time.
func (r *rtt) timeout() time.Duration {
	d := r.first
	if r.measured {
		d = min(max(r.mean+4*r.dev, min(minTimeout, r.first)), max(maxTimeout, r.first))
	}
	return d << r.backoff
}

// sample adds the round trip of a message that was sent only once (Karn's
// algorithm) and ends the doubling.
func (r *rtt) sample(d time.Duration) {
	// A clock that is advanced for another session must not make this transfer wait
	// too long.
	d = min(max(d, 0), maxTimeout)
	r.backoff = 0
	if !r.measured {
		r.measured, r.mean, r.dev = true, d, d/2
		return
	}
	r.dev += ((d - r.mean).Abs() - r.dev) / 4
	r.mean += (d - r.mean) / 8
}

// repeat doubles the time-out for the next wait.
func (r *rtt) repeat() { r.backoff = min(r.backoff+1, maxBackoff) }
