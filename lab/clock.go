package lab

import (
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/clock"
)

// Clock is the time of a lab: that of NewClock, or another implementation, which is taken
// for a simulation: what its Sleep waits for has no duration in real time.
type Clock = ifs.Clock

// NewClock returns a clock that starts at start and runs at speed times the speed of the
// host's clock. One whose speed is 0 runs like the host's clock, and jumps over every wait:
// links and media then take device time but no real time.
func NewClock(start time.Time, speed float64) Clock {
	if speed == 0 {
		return clock.Skipping(start)
	}
	return clock.Real(start, speed)
}
