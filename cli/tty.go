package cli

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/ios/running"
	"github.com/iosim/iosim/ios/system"
	"github.com/iosim/iosim/line"
)

// ErrIdle ends a session whose user has typed nothing for the line's
// exec-timeout.
var ErrIdle = fmt.Errorf("exec-timeout: %w", ErrExit)

// attachment is a session's terminal line, and what its user has set of it.
type attachment struct {
	tty   *system.TTY
	later []later
	plain bool  // terminal no editing
	stamp *bool // terminal [no] exec prompt timestamp; nil: as the line has it
	full  *bool // terminal [no] full-help; nil: as the line has it
}

// later is what is to happen once so many more prompts have been shown.
type later struct {
	prompts int
	do      func()
}

// AttachTTY makes the session one of a terminal line.
func (s *Session) AttachTTY(tty *system.TTY) { s.at.tty = tty }

// TTY is the session's terminal line, nil while a file is read.
func (s *Session) TTY() *system.TTY { return s.at.tty }

// Line is the settings of the session's terminal line as they are now; those of a line
// without settings while a file is read.
func (s *Session) Line() *running.TerminalLine {
	if s.at.tty == nil {
		return running.DefaultTerminalLine("", 0)
	}
	return s.sys.Line(s.at.tty.ID)
}

// By says who is at work, as the log has it (ios-boot.md 1.2, 11.1): "console",
// "admin on console", "admin on vty0 (10.1.1.5)".
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

// AfterPrompt does something once the prompt has been shown n more times: what
// background processes print follows the prompt, so that IOS shows it behind that.
func (s *Session) AfterPrompt(n int, do func()) {
	s.at.later = append(s.at.later, later{n, do})
}

// backgroundMessage logs what a background process of IOS logs. A person sees its line
// follow the next prompt and presses Return below it (ios-boot.md 11.1). A script waits
// for a prompt with nothing behind it; on a router the message loses that race, here it
// is logged first, always.
func (s *Session) backgroundMessage(log func()) {
	if s.term == nil || !s.term.Attended() {
		log()
		return
	}
	s.AfterPrompt(1, log)
}

// prompted does what was put off until this prompt.
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

// SetEditing is what show terminal tells of the editor.
func (s *Session) SetEditing(on bool) { s.at.plain = !on }

// SetFullHelp is what show terminal tells of "?": it always lists all that the
// session's level may use.
func (s *Session) SetFullHelp(on bool) { s.at.full = &on }

// FullHelp reports whether full help is on, for the session or by its line.
func (s *Session) FullHelp() bool {
	if s.at.full != nil {
		return *s.at.full
	}
	return s.Line().FullHelp
}

// Editing reports whether command line editing is on.
func (s *Session) Editing() bool { return !s.at.plain }

// SetHistorySize is how many lines EXEC and configuration each remember.
func (s *Session) SetHistorySize(n int) {
	for _, h := range s.history {
		h.SetSize(n)
	}
}

// ExecTimeout is how long the user may type nothing, in device time; 0 is for
// ever.
func (s *Session) ExecTimeout() time.Duration {
	if s.at.tty == nil {
		return 0
	}
	return s.Line().ExecTimeout
}

// idleLimit is how long the user may type nothing before the session ends: the
// exec-timeout, or `session-timeout MINUTES` where that is shorter; 0 is for ever.
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

// readLine reads a line within the exec-timeout. A session without a terminal, that
// of a file, has nobody who answers: ErrAborted.
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
	go func() {
		defer close(watched)
		s.watchIdle(clock.Background(ctx), timeout, cancel)
	}()
	err := read(ctx)
	cancel(nil)
	<-watched
	if errors.Is(context.Cause(ctx), ErrIdle) && err != nil {
		return ErrIdle
	}
	s.touch(err)
	return err
}

// touch notes that the user has typed something, if a read has ended well.
func (s *Session) touch(err error) {
	if err == nil && s.at.tty != nil {
		s.at.tty.Touch(s.sys.Now())
	}
}

// idleSteps is into how many parts the exec-timeout is cut to see whether
// something was typed meanwhile.
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
