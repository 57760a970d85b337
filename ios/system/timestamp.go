package system

import (
	"fmt"
	"strings"
	"time"

	"github.com/iosim/iosim/ios/running"
)

// stamp is what stands before a message that is logged now: number and time as
// `service sequence-numbers` and `service timestamps` want them (ios-boot.md 11.9).
func (sys *System) stamp(s *running.Services, as running.Timestamp, number int, now time.Time) string {
	var b strings.Builder
	if s.SequenceNumbers {
		fmt.Fprintf(&b, "%06d: ", number)
	}
	switch as.Kind {
	case running.DatetimeStamp:
		b.WriteString(sys.datetime(as, now) + ": ")
	case running.UptimeStamp:
		b.WriteString(ShortUptime(now.Sub(sys.StartedAt())) + ": ")
	}
	return b.String()
}

// datetime is "*Mar  1 00:00:02.175", with what the options add.
func (sys *System) datetime(as running.Timestamp, now time.Time) string {
	format, zone := "Jan _2 15:04:05", ""
	now = now.UTC()
	if as.Localtime {
		now = sys.zoned(now)
	}
	if as.ShowTimezone {
		zone = " MST"
	}
	if as.Year {
		format = "Jan _2 2006 15:04:05"
	}
	if as.Msec {
		format += ".000"
	}
	mark := "*" // not authoritative: ios-boot.md 11.9
	if sys.ClockValid() {
		mark = ""
	}
	return mark + now.Format(format+zone)
}

// ShortUptime is an uptime in eight characters or less: "00:00:19", "1d02h",
// "3w4d", "1y12w".
func ShortUptime(d time.Duration) string {
	const day, week, year = 24 * time.Hour, 7 * 24 * time.Hour, 365 * 24 * time.Hour
	switch {
	case d < 0:
		d = 0
		fallthrough
	case d < day:
		return fmt.Sprintf("%02d:%02d:%02d", d/time.Hour, d%time.Hour/time.Minute, d%time.Minute/time.Second)
	case d < week:
		return fmt.Sprintf("%dd%02dh", d/day, d%day/time.Hour)
	case d < year:
		return fmt.Sprintf("%dw%dd", d/week, d%week/day)
	}
	return fmt.Sprintf("%dy%dw", d/year, d%year/week)
}
