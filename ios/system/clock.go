package system

import (
	"time"

	"github.com/iosim/iosim/device"
)

// zoned is a moment in the device's time zone.
func (sys *System) zoned(t time.Time) time.Time { return sys.Settings().Clock.Zone.In(t) }

// SummerTime is when the clock is next put forward and back again: the begin in
// standard time, the end in summer time. The one that is under way counts; false
// without `clock summer-time`.
func (sys *System) SummerTime() (from, to time.Time, ok bool) {
	return sys.Settings().Clock.Zone.Summertime(sys.Now())
}

// Location is the time zone that holds now.
func (sys *System) Location() *time.Location { return sys.zoned(sys.instant()).Location() }

// ToLocal is the moment at which the device's clock shows the date and time of t,
// whatever the zone of t.
func (sys *System) ToLocal(t time.Time) time.Time {
	in := func(l *time.Location) time.Time {
		return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), l)
	}
	z := &sys.Settings().Clock.Zone
	at := z.In(in(z.In(sys.instant()).Location()))
	if z.Summer != nil {
		for _, l := range []*time.Location{z.Summer, z.Standard} {
			if at = z.In(in(l)); at.Hour() == t.Hour() {
				break
			}
		}
	}
	return at
}

// ClockValid reports whether the time is authoritative: a user has set the
// clock, or vouches for the calendar (`clock calendar-valid`).
func (sys *System) ClockValid() bool {
	switch sys.TimeSource() {
	case device.TimeUser:
		return true
	case device.TimeCalendar:
		return sys.Settings().Clock.CalendarValid
	}
	return false
}
