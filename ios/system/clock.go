package system

import "github.com/iosim/iosim/device"

// ClockValid reports whether the time is authoritative: somebody has set the
// clock, or vouches for the calendar (`clock calendar-valid`).
func (sys *System) ClockValid() bool {
	switch sys.TimeSource() {
	case device.TimeUser:
		return true
	case device.TimeCalendar:
		return sys.Running().Clock.CalendarValid
	}
	return false
}
