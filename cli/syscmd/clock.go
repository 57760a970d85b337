package syscmd

import (
	"strings"
	"time"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
)

var (
	clockTime  = timeArg()
	clockDay   = grammar.Int(1, 31, "Day of the month")
	clockMonth = monthArg()
	clockYear  = grammar.Int(1993, 2035, "Year")
)

func timeArg() *grammar.Arg[time.Duration] {
	return &grammar.Arg[time.Duration]{
		Label: "hh:mm:ss", Help: "Current Time",
		Parse: func(_ any, tok string) (time.Duration, int, bool) {
			t, err := time.Parse("15:04:05", tok)
			if err != nil {
				return 0, len(tok) - len(strings.TrimLeft(tok, "0123456789:")), false
			}
			return t.Sub(t.Truncate(24 * time.Hour)), len(tok), true
		},
	}
}

// monthArg returns an argument that matches the name of a month, or an abbreviation of it.
func monthArg() *grammar.Arg[time.Month] {
	return &grammar.Arg[time.Month]{
		Label: "MONTH", Help: "Month of the year",
		Parse: func(_ any, tok string) (time.Month, int, bool) {
			var found time.Month
			n, fit := 0, 0
			for m := time.January; m <= time.December; m++ {
				name := strings.ToLower(m.String())
				i := 0
				for i < len(tok) && i < len(name) && lower(tok[i]) == name[i] {
					i++
				}
				fit = max(fit, i)
				if i == len(tok) {
					found, n = m, n+1
				}
			}
			return found, fit, n == 1
		},
	}
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c
}

var (
	clockWord    = grammar.Kw("clock", "Manage the system clock")
	calendarWord = grammar.Kw("calendar", "Manage the hardware calendar")
)

// dateSyntax returns the syntax of a time and date, "10:30:00 1 May 2016", with the month
// before or after the day.
func dateSyntax() grammar.Node {
	return grammar.Seq(clockTime, grammar.Alt(grammar.Seq(clockDay, clockMonth), grammar.Seq(clockMonth, clockDay)), clockYear)
}

// date returns the time that dateSyntax has matched.
func date(c *cli.Ctx) (time.Time, error) {
	m := c.Match
	day := time.Date(clockYear.Of(m), clockMonth.Of(m), clockDay.Of(m), 0, 0, 0, 0, time.UTC)
	if day.Day() != clockDay.Of(m) {
		return day, &cli.UserError{Text: "% Invalid date\n"} // [UNSOURCED]
	}
	return c.System.ToLocal(day.Add(clockTime.Of(m))), nil
}

// clockRows set the clock and the hardware calendar, by hand or from each other.
var clockRows = []*cli.Row{
	clockRow(func(c *cli.Ctx) error {
		t, err := date(c)
		if err != nil {
			return err
		}
		before := c.System.Now()
		c.System.SetClock(t)
		c.ClockUpdated(before)
		return nil
	}, clockWord, grammar.Kw("set", "Set the time and date"), dateSyntax()),
	clockRow(func(c *cli.Ctx) error {
		before := c.System.Now()
		c.System.ReadCalendar()
		c.ClockUpdated(before)
		return nil
	}, clockWord, grammar.Kw("read-calendar", "Read the hardware calendar into the clock")),
	clockRow(func(c *cli.Ctx) error { return c.System.SetCalendar(c.System.Now()) },
		clockWord, grammar.Kw("update-calendar", "Update the hardware calendar from the clock")),
	clockRow(func(c *cli.Ctx) error {
		t, err := date(c)
		if err != nil {
			return err
		}
		return c.System.SetCalendar(t)
	}, calendarWord, grammar.Kw("set", "Set the time and date"), dateSyntax()),
}

func clockRow(run func(*cli.Ctx) error, words ...grammar.Node) *cli.Row {
	return &cli.Row{Mode: cli.Exec, Level: cli.PrivilegedLevel, Syntax: grammar.Seq(words...), Run: run}
}
