package ios

import (
	"context"
	"errors"
	"fmt"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/device/config"
)

// Session implements device.System: one visitor on a vty line.
func (s *system) Session(ctx context.Context, tty *device.TTY, section config.Path, who device.LoginInfo) error {
	t := tty.Term
	// A vty shows messages only after `terminal monitor` (ios-boot.md 1.2).
	stop := s.d.Log().Listen(func(m device.Message) {
		if m.Monitor && tty.Monitors() {
			t.SetSynchronous(s.synchronous(tty.VTY.Section()))
			t.PrintAsync(m.String())
		}
	})
	defer stop()
	u := user{name: who.User, level: who.Level}
	switch {
	case who.Command != "":
		return s.command(ctx, tty, section, u, who.Command)
	case who.Known:
		s.banner(t, "motd")
	default:
		l := s.d.LoginOf(section)
		if l.Kind == device.LoginNobody && !l.AAA {
			// The words are those that clients look for (clients.md 1).
			fmt.Fprint(t, "\n\nPassword required, but none set\n")
			return nil
		}
		if l.Kind != device.LoginOpen {
			fmt.Fprint(t, "\n") // ios-boot.md 11.8: two lines above the header
		}
		var ok bool
		var err error
		if u, ok, err = s.login(ctx, tty, section, l); !ok || err != nil {
			return err
		}
		if l.Kind == device.LoginOpen {
			fmt.Fprint(t, "\n")
		}
	}
	return s.work(ctx, tty, section, u)
}

// command runs one line for a visitor who wants no more: ssh HOST COMMAND. The
// answers to its questions are read from the line.
func (s *system) command(ctx context.Context, tty *device.TTY, section config.Path, u user, text string) error {
	life, end := tty.Begin(ctx, u.name, s.d.Now())
	defer end()
	session := cli.NewSession(s.d, s.tables, tty.Term, "console")
	session.AttachTTY(tty, section)
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
