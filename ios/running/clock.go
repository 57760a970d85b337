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
