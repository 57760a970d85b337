package system

import (
	"fmt"
	"strings"
	"time"
)

// stamp is what stands before the "%" of a message that is logged now: number
// and time as `service sequence-numbers` and `service timestamps log` want them
// (ios-boot.md 11.9). Without such a line it is the uptime.
func (sys *System) stamp(number int, now time.Time) string { return sys.stampAs("log", number, now) }

// stampAs is the stamp of "log" messages or of "debug" ones.
func (sys *System) stampAs(what string, number int, now time.Time) string {
	var b strings.Builder
	if _, ok := sys.config.Get(nil, "service sequence-numbers"); ok {
		fmt.Fprintf(&b, "%06d: ", number)
	}
	text, _ := sys.config.Get(nil, "service timestamps "+what)
	switch words := strings.Fields(text); {
	case len(words) > 0 && words[0] == "no":
	case len(words) > 3 && words[3] == "datetime":
		b.WriteString(sys.datetime(words[4:], now) + ": ")
	default:
		b.WriteString(ShortUptime(now.Sub(sys.StartedAt())) + ": ")
	}
	return b.String()
}

// datetime is "*Mar  1 00:00:02.175", with what the options add.
func (sys *System) datetime(options []string, now time.Time) string {
	format, zone := "Jan _2 15:04:05", ""
	now = now.UTC()
	var msec, year bool
	for _, o := range options {
		switch o {
		case "msec":
			msec = true
		case "year":
			year = true
		case "localtime":
			now = sys.zoned(now)
		case "show-timezone":
			zone = " MST"
		}
	}
	if year {
		format = "Jan _2 2006 15:04:05"
	}
	if msec {
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
