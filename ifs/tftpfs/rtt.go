package tftpfs

import "time"

// Bounds of a time-out, in device time. One second is the least that RFC 6298
// section 2.4 allows; it keeps a busy server from being asked twice.
const (
	minTimeout = time.Second
	maxTimeout = 60 * time.Second
	maxBackoff = 2 // doublings
)

// rtt estimates the time-out from round trips as TCP does (RFC 6298): smoothed
// mean plus four mean deviations, not below a second nor above a minute, doubled
// (twice at most) for each repeat. RFC 1350 leaves the time-out open, RFC 1123
// section 4.2.3.2 asks for this.
type rtt struct {
	first    time.Duration // before anything is measured
	mean     time.Duration
	dev      time.Duration
	backoff  uint
	measured bool
}

// timeout is how long to wait for the next answer, in device time.
func (r *rtt) timeout() time.Duration {
	d := r.first
	if r.measured {
		d = min(max(r.mean+4*r.dev, min(minTimeout, r.first)), max(maxTimeout, r.first))
	}
	return d << r.backoff
}

// sample takes a round trip whose message was sent only once (Karn), and ends the
// doubling.
func (r *rtt) sample(d time.Duration) {
	// A clock that jumps for somebody else must not make this transfer deaf.
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
