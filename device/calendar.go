package device

import "time"

// TimeSource is who has set the clock.
type TimeSource int32

// The sources.
const (
	TimeUnknown  TimeSource = iota
	TimeUser                // clock set
	TimeCalendar            // the hardware calendar
)

// String is what show clock detail says.
func (s TimeSource) String() string {
	switch s {
	case TimeUser:
		return "Time source is user configuration"
	case TimeCalendar:
		return "Time source is hardware calendar"
	}
	return "No time source"
}

// TimeSource is who has set the clock last.
func (d *Device) TimeSource() TimeSource { return TimeSource(d.timeSource.Load()) }

// Calendar is what the hardware calendar shows, in UTC. It runs while the power is
// off, and is another clock than that of the system.
func (d *Device) Calendar() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.clk.Now().Add(d.state.Calendar).UTC()
}

// SetCalendar sets the hardware calendar.
func (d *Device) SetCalendar(t time.Time) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.state.Calendar = t.Sub(d.clk.Now())
	return d.store.save(d.state)
}

// ReadCalendar sets the clock by the hardware calendar.
func (d *Device) ReadCalendar() {
	d.readCalendar()
	d.timeSource.Store(int32(TimeCalendar))
}

// readCalendar is what a start does: the time is not authoritative then.
func (d *Device) readCalendar() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.offset.Store(int64(d.state.Calendar))
	d.timeSource.Store(int32(TimeUnknown))
	if d.state.Calendar != 0 {
		d.timeSource.Store(int32(TimeCalendar))
	}
}

// SetClock sets the time of day until the next start.
func (d *Device) SetClock(t time.Time) {
	d.offset.Store(int64(t.Sub(d.clk.Now())))
	d.timeSource.Store(int32(TimeUser))
}
