package cli

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/internal/safego"
	"github.com/iosim/iosim/ios/running"
	"github.com/iosim/iosim/ios/system"
	"github.com/iosim/iosim/line"
)

// ErrIdle is the error of a session whose user has typed nothing for the exec-timeout of
// the line.
var ErrIdle = fmt.Errorf("exec-timeout: %w", ErrExit)

// attachment is a session's terminal line with the settings that its user has made.
type attachment struct {
	tty   *system.TTY
	later []later
	plain bool  // terminal no editing
	stamp *bool // terminal [no] exec prompt timestamp; nil: as the line is configured
	full  *bool // terminal [no] full-help; nil: as the line is configured
}

// later is a function to be called after a number of further prompts.
type later struct {
	prompts int
	do      func()
}

// AttachTTY attaches the session to a terminal line.
func (s *Session) AttachTTY(tty *system.TTY) { s.at.tty = tty }

// TTY returns the session's terminal line, nil while a file is read.
func (s *Session) TTY() *system.TTY { return s.at.tty }

// Line returns the present settings of the session's terminal line; the default settings
// while a file is read.
func (s *Session) Line() *running.TerminalLine {
	if s.at.tty == nil {
		return running.DefaultTerminalLine("", 0)
	}
	return s.sys.Line(s.at.tty.ID)
}

// By names the session's user for the log (ios-boot.md 1.2, 11.1): "console", "admin on
// console", "admin on vty0 (10.1.1.5)".
func (s *Session) By() string {
	if s.at.tty == nil {
		return "console"
	}
	user, _ := s.at.tty.User()
	where := "console"
	if id := s.at.tty.ID; id.Kind != "con" {
		where = id.Kind + strconv.Itoa(id.N)
		if s.at.tty.Host != "" {
			where += " (" + s.at.tty.Host + ")"
		}
	} else if user == "" {
		return where
	}
	return user + " on " + where
}

// AfterPrompt calls do after the prompt has been shown n more times: IOS prints the output
// of background processes behind the prompt.
func (s *Session) AfterPrompt(n int, do func()) {
	s.at.later = append(s.at.later, later{n, do})
}

// backgroundMessage calls log, which logs a message of a background process. A person sees
// the message after the next prompt and presses Return (ios-boot.md 11.1). A script waits
// for a prompt with nothing behind it; on a router the message sometimes comes too late for
// that, here it always comes first.
func (s *Session) backgroundMessage(log func()) {
	if s.term == nil || !s.term.Attended() {
		log()
		return
	}
	s.AfterPrompt(1, log)
}

// prompted calls the functions that were delayed until this prompt.
func (s *Session) prompted() {
	queue := s.at.later
	s.at.later = nil
	for _, l := range queue {
		if l.prompts--; l.prompts <= 0 {
			l.do()
		} else {
			s.at.later = append(s.at.later, l)
		}
	}
}

// SetEditing sets what show terminal prints about command line editing.
func (s *Session) SetEditing(on bool) { s.at.plain = !on }

// SetFullHelp sets what show terminal prints about full help: "?" always lists everything
// that the session's level permits.
func (s *Session) SetFullHelp(on bool) { s.at.full = &on }

// FullHelp reports whether full help is on, by the session's own setting or that of its
// line.
func (s *Session) FullHelp() bool {
	if s.at.full != nil {
		return *s.at.full
	}
	return s.Line().FullHelp
}

// Editing reports whether command line editing is on.
func (s *Session) Editing() bool { return !s.at.plain }

// SetHistorySize sets the number of lines that the history of EXEC and that of
// configuration keep, each.
func (s *Session) SetHistorySize(n int) {
	for _, h := range s.history {
		h.SetSize(n)
	}
}

// ExecTimeout returns the exec-timeout in device time; 0 means none.
func (s *Session) ExecTimeout() time.Duration {
	if s.at.tty == nil {
		return 0
	}
	return s.Line().ExecTimeout
}

// idleLimit returns the idle time after which the session ends: the exec-timeout, or
// `session-timeout MINUTES` if that is shorter; 0 means never.
func (s *Session) idleLimit() time.Duration {
	limit := s.ExecTimeout()
	if s.at.tty == nil {
		return limit
	}
	if t := s.Line().SessionTimeout; t > 0 && (limit == 0 || t < limit) {
		return t
	}
	return limit
}

// readLine reads a line within the exec-timeout. In a session without a terminal, which
// reads a file, it returns ErrAborted.
func (s *Session) readLine(ctx context.Context, r line.Request) (l line.Line, err error) {
	if s.term == nil {
		return line.Line{}, ErrAborted
	}
	err = s.unlessIdle(ctx, func(ctx context.Context) error {
		l, err = s.term.ReadLine(ctx, r)
		return err
	})
	return l, err
}

// readKey reads a key within the exec-timeout, as readLine does.
func (s *Session) readKey(ctx context.Context) (k byte, err error) {
	if s.term == nil {
		return 0, ErrAborted
	}
	err = s.unlessIdle(ctx, func(ctx context.Context) error {
		k, err = s.term.ReadKey(ctx)
		return err
	})
	return k, err
}

func (s *Session) unlessIdle(ctx context.Context, read func(context.Context) error) error {
	timeout := s.idleLimit()
	if timeout <= 0 {
		err := read(ctx)
		s.touch(err)
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	watched := make(chan struct{})
	safego.Go(ctx, "exec-timeout", func() error {
		s.watchIdle(clock.Background(ctx), timeout, cancel)
		return nil
	}, func(error) { close(watched) })
	err := read(ctx)
	cancel(nil)
	<-watched
	if errors.Is(context.Cause(ctx), ErrIdle) && err != nil {
		return ErrIdle
	}
	s.touch(err)
	return err
}

// touch restarts the idle time of the terminal line after a successful read.
func (s *Session) touch(err error) {
	if err == nil && s.at.tty != nil {
		s.at.tty.Touch(s.sys.Now())
	}
}

// idleSteps is the number of times that input is checked within one exec-timeout.
const idleSteps = 20

func (s *Session) watchIdle(ctx context.Context, timeout time.Duration, cancel context.CancelCauseFunc) {
	clk := clock.Idle(s.sys.Clock())
	typed, last := s.term.Typed(), clk.Now()
	for {
		left := timeout - clk.Now().Sub(last)
		if left <= 0 {
			cancel(ErrIdle)
			return
		}
		if clk.Sleep(ctx, min(left, timeout/idleSteps+time.Millisecond)) != nil {
			return
		}
		if n := s.term.Typed(); n != typed {
			typed, last = n, clk.Now()
		}
	}
}

// stamped reports whether show commands print the load and the time first: by `terminal
// exec prompt timestamp`, or by the setting of the session's line.
func (s *Session) stamped() bool {
	if s.at.stamp != nil {
		return *s.at.stamp
	}
	return s.Line().Timestamp
}

// SetStamp sets for this session whether show commands print the load and the time first.
func (s *Session) SetStamp(on bool) { s.at.stamp = &on }

// stamp returns the lines with load and time (ios-boot.md 11.9).
func (s *Session) stamp() string {
	return fmt.Sprintf("Load for five secs: %s; one minute: %s; five minutes: %s\n", Loads(s.sys)...) +
		s.sys.TimeSource().String() + ", " + ClockText(s.sys) + "\n"
}
