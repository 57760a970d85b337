package running

import (
	"strconv"
	"strings"
	"time"
)

// Clock is what `clock` says.
type Clock struct {
	Zone          Zone
	CalendarValid bool // the calendar's time is authoritative
}

func defaultClock() Clock { return Clock{Zone: Zone{Standard: time.UTC}} }

// CalendarValid decodes `clock calendar-valid`.
func CalendarValid(Line) (Value, error) {
	return In(func(c *Config) { c.Clock.CalendarValid = true }), nil
}

// Timezone decodes `clock timezone EST -5 30`: hours and minutes, which go in the
// direction of the hours.
func Timezone(l Line) (Value, error) {
	hours, err := strconv.Atoi(l.Word(3))
	if err != nil {
		return nil, nil
	}
	seconds := hours * 3600
	if m, err := strconv.Atoi(l.Word(4)); err == nil {
		if strings.HasPrefix(l.Word(3), "-") {
			m = -m
		}
		seconds += m * 60
	}
	standard := time.FixedZone(l.Word(2), seconds)
	return In(func(c *Config) {
		c.Clock.Zone.Standard = standard
		c.Clock.Zone.settle()
	}), nil
}

// SummerTime decodes `clock summer-time EDT recurring …` and `… date …`.
func SummerTime(l Line) (Value, error) {
	if len(l.Words) < 4 {
		return nil, nil
	}
	rule, ok := parseSummer(l.Words[3:])
	if !ok {
		return nil, nil
	}
	name := l.Word(2)
	return In(func(c *Config) {
		c.Clock.Zone.name, c.Clock.Zone.rule = name, rule
		c.Clock.Zone.settle()
	}), nil
}

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
