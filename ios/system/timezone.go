package system

import (
	"strconv"
	"strings"
	"time"
)

// zone is the time zone of the configuration's two lines.
type zone struct {
	generation       uint64         // of the configuration that it was read from
	standard, summer *time.Location // summer nil: none
	rule             summerTime
}

// zoned is a moment in the device's time zone: `clock timezone`, UTC without it,
// and `clock summer-time`.
func (sys *System) zoned(t time.Time) time.Time {
	generation := sys.config.Generation()
	z := sys.zone.Load()
	if z == nil || z.generation != generation {
		z = newZone(sys.zoneLines())
		z.generation = generation
		sys.zone.Store(z)
	}
	return z.in(t)
}

// zoneLines is what stands on the two lines of the configuration.
func (sys *System) zoneLines() (text, summer string) {
	for _, l := range sys.config.Lines(nil) {
		if rest, ok := strings.CutPrefix(l, "clock timezone "); ok {
			text = rest
		}
		if rest, ok := strings.CutPrefix(l, "clock summer-time "); ok {
			summer = rest
		}
	}
	return text, summer
}

// in is a moment in the zone.
func (z *zone) in(t time.Time) time.Time {
	t = t.In(z.standard)
	if z.summer != nil && z.rule.holds(t) {
		return t.In(z.summer)
	}
	return t
}

// SummerTime is when the clock is next put forward and back again: the begin in
// standard time, the end in summer time. The one that is under way counts; false
// without `clock summer-time`.
func (sys *System) SummerTime() (from, to time.Time, ok bool) {
	now := sys.Now()
	z := sys.zone.Load()
	if z == nil || z.summer == nil {
		return from, to, false
	}
	in := func(t time.Time, l *time.Location) time.Time {
		return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, l)
	}
	for year := now.Year() - 1; ; year++ {
		from, to = in(z.rule.from.moment(year), z.standard), in(z.rule.to.moment(year), z.summer)
		if to.Before(from) {
			to = in(z.rule.to.moment(year+1), z.summer)
		}
		if to.After(now) || z.rule.from.year != 0 || year > now.Year() {
			return from, to, true
		}
	}
}

// Location is the time zone that holds now.
func (sys *System) Location() *time.Location { return sys.zoned(sys.instant()).Location() }

// Wall is the moment at which the device's clock shows the date and time of t,
// whatever the zone of t.
func (sys *System) ToLocal(t time.Time) time.Time {
	in := func(l *time.Location) time.Time {
		return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), l)
	}
	at := sys.zoned(in(sys.Location()))
	if z := sys.zone.Load(); z != nil && z.summer != nil {
		for _, l := range []*time.Location{z.summer, z.standard} {
			if at = sys.zoned(in(l)); at.Hour() == t.Hour() {
				break
			}
		}
	}
	return at
}

func newZone(text, summer string) *zone {
	z := &zone{standard: parseZone(text)}
	f := strings.Fields(summer)
	if len(f) < 2 {
		return z
	}
	var ok bool
	if z.rule, ok = parseSummer(f[1:]); ok {
		_, offset := time.Time{}.In(z.standard).Zone()
		z.summer = time.FixedZone(f[0], offset+int(z.rule.offset/time.Second))
	}
	return z
}

// parseZone reads "EST -5 0"; minutes go in the direction of the hours.
func parseZone(text string) *time.Location {
	f := strings.Fields(text)
	if len(f) < 2 {
		return time.UTC
	}
	hours, err := strconv.Atoi(f[1])
	if err != nil {
		return time.UTC
	}
	seconds := hours * 3600
	if len(f) > 2 {
		if m, err := strconv.Atoi(f[2]); err == nil {
			if strings.HasPrefix(f[1], "-") {
				m = -m
			}
			seconds += m * 60
		}
	}
	return time.FixedZone(f[0], seconds)
}

// summerTime is when the clock is put forward, and by how much.
type summerTime struct {
	from, to edge
	offset   time.Duration
}

// edge is one of its ends, in the standard time for the begin and in the summer
// time for the end.
type edge struct {
	year  int // 0: every year
	month time.Month
	day   int // of the month; 0: by week and weekday
	week  int // 1 to 5, of the month; 5 is the last
	on    time.Weekday
	at    time.Duration // of the day
}

// american is the rule of `recurring` alone, that of the United States since 2007.
var american = summerTime{
	from:   edge{month: time.March, week: 2, on: time.Sunday, at: 2 * time.Hour},
	to:     edge{month: time.November, week: 1, on: time.Sunday, at: 2 * time.Hour},
	offset: time.Hour,
}

// holds reports whether a moment, in standard time, is in summer.
func (s summerTime) holds(t time.Time) bool {
	wall := time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
	from, to := s.from.moment(t.Year()), s.to.moment(t.Year()).Add(-s.offset)
	if from.Before(to) {
		return !wall.Before(from) && wall.Before(to)
	}
	return !wall.Before(from) || wall.Before(to) // the southern half of the world
}

func (e edge) moment(year int) time.Time {
	if e.year != 0 {
		year = e.year
	}
	if e.day != 0 {
		return time.Date(year, e.month, e.day, 0, 0, 0, 0, time.UTC).Add(e.at)
	}
	first := time.Date(year, e.month, 1, 0, 0, 0, 0, time.UTC)
	day := 1 + (int(e.on)-int(first.Weekday())+7)%7 + (e.week-1)*7
	for first.AddDate(0, 0, day-1).Month() != e.month {
		day -= 7
	}
	return first.AddDate(0, 0, day-1).Add(e.at)
}

// parseSummer reads what stands behind the zone's name: "recurring", "recurring 2
// Sun Mar 2:00 1 Sun Nov 2:00 60", "date Mar 13 2016 2:00 Nov 6 2016 2:00 60".
func parseSummer(f []string) (summerTime, bool) {
	kind, f := f[0], f[1:]
	s := summerTime{offset: time.Hour}
	switch {
	case kind == "recurring" && len(f) == 0:
		return american, true
	case len(f) < 8:
		return s, false
	}
	if len(f) > 8 {
		n, err := strconv.Atoi(f[8])
		if err != nil {
			return s, false
		}
		s.offset = time.Duration(n) * time.Minute
	}
	parse := recurringEdge
	if kind == "date" {
		parse = dateEdge
	}
	var ok, yes bool
	s.from, ok = parse(f[:4])
	s.to, yes = parse(f[4:8])
	return s, ok && yes
}

func recurringEdge(f []string) (e edge, ok bool) {
	switch week := strings.ToLower(f[0]); week {
	case "first":
		e.week = 1
	case "last":
		e.week = 5
	default:
		e.week, _ = strconv.Atoi(week)
	}
	var known bool
	if e.on, known = weekday(f[1]); !known || e.week < 1 || e.week > 5 {
		return e, false
	}
	if e.month, known = month(f[2]); !known {
		return e, false
	}
	e.at, ok = timeOfDay(f[3])
	return e, ok
}

// dateEdge reads "Mar 13 2016 2:00" and "13 Mar 2016 2:00".
func dateEdge(f []string) (e edge, ok bool) {
	name, number := f[0], f[1]
	if _, known := month(name); !known {
		name, number = number, name
	}
	var derr, yerr error
	e.month, ok = month(name)
	e.day, derr = strconv.Atoi(number)
	e.year, yerr = strconv.Atoi(f[2])
	at, known := timeOfDay(f[3])
	e.at = at
	return e, ok && known && derr == nil && yerr == nil && e.day >= 1 && e.day <= 31 && e.year > 0
}

func timeOfDay(s string) (time.Duration, bool) {
	t, err := time.Parse("15:04", s)
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, err == nil
}

func month(s string) (time.Month, bool) {
	for m := time.January; m <= time.December; m++ {
		if len(s) >= 3 && strings.HasPrefix(strings.ToLower(m.String()), strings.ToLower(s)) {
			return m, true
		}
	}
	return 0, false
}

func weekday(s string) (time.Weekday, bool) {
	for w := time.Sunday; w <= time.Saturday; w++ {
		if len(s) >= 3 && strings.HasPrefix(strings.ToLower(w.String()), strings.ToLower(s)) {
			return w, true
		}
	}
	return 0, false
}
