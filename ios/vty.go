package ios

import (
	"context"
	"errors"
	"fmt"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/ios/system"
)

// Session implements device.System: one visitor on a vty line.
func (sh *shell) Session(ctx context.Context, tty *system.TTY, who system.LoginInfo) error {
	t := tty.Term
	// A vty shows messages only after `terminal monitor` (ios-boot.md 1.2). It
	// listens to the log, as the console does, for the levels and time stamps.
	stop := sh.System.Log().Listen(func(m system.Message) {
		if m.Monitor && tty.Monitors() {
			t.SetSynchronous(sh.System.Line(tty.ID).Synchronous)
			t.PrintAsync(m.String())
		}
	})
	defer stop()
	u := user{name: who.User, level: who.Level}
	switch {
	case who.Command != "":
		return sh.command(ctx, tty, u, who.Command)
	case who.Known:
		sh.banner(t, "motd")
	default:
		l := sh.System.LoginOf(sh.System.Line(tty.ID))
		if l.Kind == system.LoginNobody && !l.AAA {
			// The words are those that clients look for (clients.md 1).
			fmt.Fprint(t, "\n\nPassword required, but none set\n")
			return nil
		}
		if l.Kind != system.LoginOpen {
			fmt.Fprint(t, "\n") // ios-boot.md 11.8: two lines above the header
		}
		var ok bool
		var err error
		if u, ok, err = sh.login(ctx, tty, l); !ok || err != nil {
			return err
		}
		if l.Kind == system.LoginOpen {
			fmt.Fprint(t, "\n")
		}
	}
	return sh.work(ctx, tty, u)
}

// command runs one line for a visitor who wants no more: ssh HOST COMMAND. The
// answers to its questions are read from the line.
func (sh *shell) command(ctx context.Context, tty *system.TTY, u user, text string) error {
	life, end := tty.Begin(ctx, u.name, sh.System.Now())
	defer end()
	session := cli.NewSession(sh.System, sh.tables, tty.Term, "console")
	session.AttachTTY(tty)
	session.SetLevel(u.level)
	err := session.RunLine(life, text)
	tty.Term.FreshLine()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if errors.Is(err, cli.ErrExit) {
		return nil
	}
	return err
}
