package ios

import (
	"context"
	"errors"
	"fmt"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/internal/safego"
	"github.com/iosim/iosim/ios/running"
	"github.com/iosim/iosim/ios/system"
	"github.com/iosim/iosim/line"
)

// consoleSession is the console of the running software.
type consoleSession struct {
	sh            *shell
	tty           *system.TTY
	width, length int // of the terminal when a user begins
	close         func()
}

// Console attaches the console to the terminal t, as device.System describes.
func (sh *shell) Console(t *line.Terminal) device.ConsoleSession {
	sh.SetUp()
	k := &consoleSession{sh: sh, tty: &system.TTY{ID: system.LineID{Kind: running.Console}, Term: t}}
	leave := sh.System.AttachTTY(k.tty)
	// A listener of the log and no reader of events: the levels of `logging` and the time
	// stamp of a message are the log's.
	stop := sh.System.Log().Listen(func(m system.Message) {
		if m.Console {
			t.SetSynchronous(sh.System.Line(k.tty.ID).Synchronous)
			t.PrintAsync(m.String())
		}
	})
	k.close = func() { stop(); leave() }
	fmt.Fprint(t, "\n\nPress RETURN to get started!\n\n\n")
	sh.startLog()
	k.width, k.length = t.Size()
	return k
}

// Serve serves one user, as device.ConsoleSession describes.
func (k *consoleSession) Serve(ctx context.Context) error {
	t := k.tty.Term
	if err := t.WaitReturn(ctx); err != nil {
		return err
	}
	fmt.Fprint(t, "\n\n")
	err := safego.Do(ctx, "console session", func() error { return k.sh.serve(ctx, k.tty) })
	if broken := (*safego.Panic)(nil); err != nil && !errors.As(err, &broken) {
		return err // after a panic the console is free for the next user
	}
	t.SetSize(k.width, k.length)
	// ios-boot.md 11.8.
	fmt.Fprintf(t, "\n\n%s con0 is now available\n\n\n\n\n\nPress RETURN to get started.\n\n\n\n\n\n\n\n\n", k.sh.System.Hostname())
	return nil
}

// Close detaches the console.
func (k *consoleSession) Close() { k.close() }

// serve logs a user in and runs the session until it ends. It returns an error if the
// terminal line is gone or the software stops.
func (sh *shell) serve(ctx context.Context, tty *system.TTY) error {
	who, ok, err := sh.login(ctx, tty, sh.System.LoginOf(sh.System.Line(tty.ID)))
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case err != nil:
		return err
	case !ok:
		return nil
	}
	return sh.runExec(ctx, tty, who)
}

// runExec runs the session of a user who has logged in.
func (sh *shell) runExec(ctx context.Context, tty *system.TTY, who user) error {
	sh.banner(tty.Term, "exec")
	life, end := tty.Begin(ctx, who.name, sh.System.Now())
	defer end()
	session := cli.NewSession(sh.System, sh.tables, tty.Term, "console")
	session.AttachTTY(tty)
	session.SetLevel(who.level)
	at := sh.System.Line(tty.ID)
	setTerminal(session, at)
	life, over := sh.absoluteTimeout(life, at)
	defer over()
	err := session.Run(life)
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.Is(context.Cause(life), errTimeOver):
		fmt.Fprint(tty.Term, "\n*\n*\n* Line timeout expired\n*\n*\n") // [UNSOURCED]
		return nil
	case errors.Is(context.Cause(life), system.ErrCleared):
		return nil
	}
	return err
}
