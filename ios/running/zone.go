package running

import "time"

// Zone is the time zone of the device: `clock timezone`, UTC without it, and
// `clock summer-time`.
type Zone struct {
	Standard, Summer *time.Location // Summer nil: there is no summer time

	name string // of Summer, "" without one
	rule summerTime
}

// settle makes Summer of the rule.
func (z *Zone) settle() {
	if z.name == "" {
		return
	}
	_, offset := time.Time{}.In(z.Standard).Zone()
	z.Summer = time.FixedZone(z.name, offset+int(z.rule.offset/time.Second))
}

// In is a moment in the zone.
func (z *Zone) In(t time.Time) time.Time {
	t = t.In(z.Standard)
	if z.Summer != nil && z.rule.holds(t) {
		return t.In(z.Summer)
	}
	return t
}

// Summertime is when the clock is next put forward and back again: the begin in
// standard time, the end in summer time. The one that is under way now counts; false
// without `clock summer-time`.
func (z *Zone) Summertime(now time.Time) (from, to time.Time, ok bool) {
	if z.Summer == nil {
		return from, to, false
	}
	in := func(t time.Time, l *time.Location) time.Time {
		return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, l)
	}
	for year := now.Year() - 1; ; year++ {
		from, to = in(z.rule.from.moment(year), z.Standard), in(z.rule.to.moment(year), z.Summer)
		if to.Before(from) {
			to = in(z.rule.to.moment(year+1), z.Summer)
		}
		if to.After(now) || z.rule.from.year != 0 || year > now.Year() {
			return from, to, true
		}
	}
}
