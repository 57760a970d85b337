package syscmd

import (
	"time"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/system"
)

var (
	reloadReason = reasonArg()

	reloadVerify   = grammar.Kw("/verify", "Verify image signature before reload.")
	reloadNoVerify = grammar.Kw("/noverify", "Don't verify file signature before reload.")
	reloadWarm     = grammar.Kw("warm", "Reload should be warm")
	reloadIn       = grammar.Kw("in", "Reload after a time interval")
	reloadAt       = grammar.Kw("at", "Reload at a specific time/date")
	reloadCancel   = grammar.Kw("cancel", "Cancel pending reload")
	reloadDelay    = delayArg()
	reloadTime     = hourArg()
	reloadDay      = grammar.Int(1, 31, "Day of the month")
	reloadMonth    = monthArg()
)

// reasonArg returns an argument that matches the rest of the line.
func reasonArg() *grammar.Arg[string] {
	a := grammar.Text("Reason for reload")
	a.Label = "LINE"
	return a
}

var reloadRow = &cli.Row{
	Mode: cli.Exec, Level: cli.PrivilegedLevel,
	Syntax: grammar.Seq(grammar.Kw("reload", "Halt and perform a cold restart"), grammar.Opt(grammar.Alt(reloadVerify, reloadNoVerify)), grammar.Opt(grammar.Alt(
		reloadCancel, reloadWarm,
		grammar.Seq(reloadIn, reloadDelay, grammar.Opt(reloadReason)),
		grammar.Seq(reloadAt, reloadTime, grammar.Opt(grammar.Alt(
			grammar.Seq(reloadDay, reloadMonth), grammar.Seq(reloadMonth, reloadDay))), grammar.Opt(reloadReason)),
		reloadReason))),
	Run: func(c *cli.Ctx) error {
		switch {
		case reloadCancel.In(c.Match):
			return cancelReload(c)
		case reloadWarm.In(c.Match): // no supported release keeps a copy of itself in memory
			return &cli.UserError{Text: "% Warm reboot is not enabled\n"} // [UNSOURCED]
		}
		if err := verifyNext(c); err != nil {
			return err
		}
		switch {
		case reloadIn.In(c.Match), reloadAt.In(c.Match):
			return scheduleReload(c)
		}
		return reloadNow(c)
	},
}

// saveModified asks whether to save a modified configuration (ios-boot.md 1.1).
func saveModified(c *cli.Ctx) error {
	if !c.System.Modified() {
		return nil
	}
	yes, err := c.YesNo("System configuration has been modified. Save?")
	if err != nil || !yes {
		return err
	}
	return c.Save()
}

// verifyNext verifies the next boot image if the line or `file verify auto` asks for it. A
// bad image is an error, which prevents the reload.
func verifyNext(c *cli.Ctx) error {
	auto := c.System.Running().VerifyAuto
	if !reloadVerify.In(c.Match) && (!auto || reloadNoVerify.In(c.Match)) {
		return nil
	}
	inner := *c
	inner.Context = ifs.AsRouter(c.Context) // the reload itself looks at the image
	return c.Session.RunNested(&inner, "verify "+c.System.NextImage().String())
}

func reason(c *cli.Ctx) string {
	if r, given := reloadReason.Get(c.Match); given {
		return r
	}
	return "Reload Command"
}

func reloadNow(c *cli.Ctx) error {
	if s := c.Session.TTY(); s != nil && s.VTY != nil {
		if _, cut := c.System.FaultActive(device.FaultCutAtReload); cut {
			return reloadSystem(c)
		}
	}
	// ios-boot.md 1.1.
	c.Printf("\n")
	if err := saveModified(c); err != nil {
		return err
	}
	ok, err := c.Confirm("Proceed with reload?")
	if !ok {
		return err
	}
	return reloadSystem(c)
}

// reloadSystem carries out a confirmed reload.
func reloadSystem(c *cli.Ctx) error {
	c.System.Logf("SYS-5-RELOAD", "Reload requested by %s. Reload Reason: %s.", c.Session.By(), reason(c))
	if err := c.System.Clock().Sleep(c.Context, shutdownTime); err != nil {
		return err
	}
	c.System.Reload(reason(c))
	<-c.Done()
	return c.Err()
}

// shutdownTime is the device time that the software takes to stop.
const shutdownTime = 500 * time.Millisecond

// scheduleReload schedules a reload (ios-boot.md 1.3).
func scheduleReload(c *cli.Ctx) error {
	now := c.System.Now()
	s := system.Scheduled{At: now.Add(reloadDelay.Of(c.Match)), Reason: reason(c), By: c.Session.By()}
	if reloadAt.In(c.Match) {
		if !c.System.ClockValid() {
			return &cli.UserError{Text: "% The date and time must be set first.\n"} // [UNSOURCED]
		}
		at, err := moment(c, now)
		if err != nil {
			return err
		}
		s.At, s.Fixed = at, true
	}
	if err := saveModified(c); err != nil {
		return err
	}
	left := reloadDelay.Of(c.Match)
	if s.Fixed {
		left = s.At.Sub(c.System.Now())
	}
	c.Printf("%s", cli.ScheduledText(s, left))
	ok, err := c.Confirm("Proceed with reload?")
	if !ok {
		return err
	}
	now = c.System.Now()
	if !s.Fixed {
		s.At = now.Add(reloadDelay.Of(c.Match))
	}
	c.System.ScheduleReload(s)
	c.System.Logf("SYS-5-SCHEDULED_RELOAD", "Reload requested for %s at %s by %s. Reload Reason: %s.",
		s.At.Format(cli.Stamp), now.Format(cli.Stamp), s.By, s.Reason)
	return nil
}

// moment returns the next occurrence of the time of day, or the date, in the line.
func moment(c *cli.Ctx, now time.Time) (time.Time, error) {
	month, day := now.Month(), now.Day()
	_, dated := reloadDay.Get(c.Match)
	if dated {
		month, day = reloadMonth.Of(c.Match), reloadDay.Of(c.Match)
	}
	t := time.Date(now.Year(), month, day, 0, 0, 0, 0, now.Location()).Add(reloadTime.Of(c.Match))
	switch {
	case dated && t.Month() != month:
		return t, &cli.UserError{Text: "% Invalid date\n"} // [UNSOURCED]
	case dated && !t.After(now):
		t = t.AddDate(1, 0, 0)
	case !t.After(now):
		t = t.AddDate(0, 0, 1)
	}
	return t, nil
}

// cancelReload cancels the scheduled reload. A background process sends the notice to all
// lines and logs the message, after the next prompts (ios-boot.md 1.3).
func cancelReload(c *cli.Ctx) error {
	if !c.System.CancelReload() {
		return &cli.UserError{Text: "%No reload is scheduled.\n"} // [UNSOURCED]
	}
	d, at := c.System, c.System.Now()
	c.Session.AfterPrompt(1, func() { d.Broadcast(system.ShutdownNotice("ABORTED")) })
	c.Session.AfterPrompt(2, func() {
		d.Logf("SYS-5-SCHEDULED_RELOAD_CANCELLED", " Scheduled reload cancelled at %s ", at.Format(cli.Stamp))
	})
	return nil
}

// delayArg returns an argument that matches a delay, "mmm" or "hhh:mm".
func delayArg() *grammar.Arg[time.Duration] {
	return &grammar.Arg[time.Duration]{
		Label: "Delay before reload (mmm or hhh:mm)",
		Parse: func(_ any, tok string) (time.Duration, int, bool) {
			h, m, fit, ok := pair(tok, true)
			d := time.Duration(h)*time.Hour + time.Duration(m)*time.Minute
			return d, fit, ok && d > 0 && d <= maxDelay
		},
	}
}

// maxDelay is IOS's maximum, 24 days [UNSOURCED].
const maxDelay = 24 * 24 * time.Hour

// hourArg returns an argument that matches a time of day, "hh:mm".
func hourArg() *grammar.Arg[time.Duration] {
	return &grammar.Arg[time.Duration]{
		Label: "hh:mm", Help: "Time to reload (hh:mm)",
		Parse: func(_ any, tok string) (time.Duration, int, bool) {
			h, m, fit, ok := pair(tok, false)
			return time.Duration(h)*time.Hour + time.Duration(m)*time.Minute, fit, ok && h < 24
		},
	}
}

// pair parses "h:m" or, with alone, "m".
func pair(tok string, alone bool) (h, m, fit int, ok bool) {
	numbers, digits := []int{0}, 0
	for fit = 0; fit < len(tok); fit++ {
		c := tok[fit]
		last := len(numbers) - 1
		switch {
		case c == ':' && digits > 0 && last == 0:
			numbers, digits = append(numbers, 0), 0
		case c >= '0' && c <= '9' && digits < 5-3*last:
			numbers[last] = numbers[last]*10 + int(c-'0')
			digits++
		default:
			return 0, 0, fit, false
		}
	}
	switch {
	case digits == 0:
		return 0, 0, fit, false
	case len(numbers) == 1:
		return 0, numbers[0], fit, alone
	}
	return numbers[0], numbers[1], fit, numbers[1] < 60
}
