package running

import (
	"strconv"
	"strings"
	"time"
)

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
