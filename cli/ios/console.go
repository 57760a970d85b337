package ios

import (
	"context"
	"errors"
	"fmt"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/device/config"
	"github.com/iosim/iosim/line"
)

// consoleSection is the console line in the configuration.
var consoleSection = config.Path{"line con 0"}

// consoleDesk is the console of running software.
type consoleSession struct {
	s             *system
	tty           *device.TTY
	width, length int // of the terminal as each user finds it
	close         func()
}

// Console implements device.System.
func (s *system) Console(t *line.Terminal) device.ConsoleSession {
	k := &consoleSession{s: s, tty: &device.TTY{ID: device.LineID{Kind: "con"}, Term: t}}
	leave := s.d.AttachTTY(k.tty)
	stop := s.d.Log().Listen(func(m device.Message) {
		if m.Console {
			t.SetSynchronous(s.synchronous(consoleSection))
			t.PrintAsync(m.String())
		}
	})
	k.close = func() { stop(); leave() }
	fmt.Fprint(t, "\n\nPress RETURN to get started!\n\n\n")
	s.startLog()
	k.width, k.length = t.Size()
	return k
}

// Serve implements device.Desk.
func (k *consoleSession) Serve(ctx context.Context) error {
	t := k.tty.Term
	if err := t.WaitReturn(ctx); err != nil {
		return err
	}
	fmt.Fprint(t, "\n\n")
	if err := k.s.serve(ctx, k.tty, consoleSection); err != nil {
		return err
	}
	t.SetSize(k.width, k.length)
	// ios-boot.md 11.8.
	fmt.Fprintf(t, "\n\n%s con0 is now available\n\n\n\n\n\nPress RETURN to get started.\n\n\n\n\n\n\n\n\n", k.s.d.Hostname())
	return nil
}

// Close implements device.Desk.
func (k *consoleSession) Close() { k.close() }

// serve logs one user in and runs the session until it is over. An error says
// that the line is no more, or that the software stops.
func (s *system) serve(ctx context.Context, tty *device.TTY, section config.Path) error {
	who, ok, err := s.login(ctx, tty, section, s.d.LoginOf(section))
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case err != nil:
		return err
	case !ok:
		return nil
	}
	return s.work(ctx, tty, section, who)
}

// work runs the session of a user who has logged in.
func (s *system) work(ctx context.Context, tty *device.TTY, section config.Path, who user) error {
	s.banner(tty.Term, "exec")
	life, end := tty.Begin(ctx, who.name, s.d.Now())
	defer end()
	session := cli.NewSession(s.d, s.tables, tty.Term, "console")
	session.AttachTTY(tty, section)
	session.SetLevel(who.level)
	s.setTerminal(session, section)
	life, over := s.absoluteTimeout(life, section)
	defer over()
	err := session.Run(life)
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.Is(context.Cause(life), errTimeOver):
		fmt.Fprint(tty.Term, "\n*\n*\n* Line timeout expired\n*\n*\n") // [UNSOURCED]
		return nil
	case errors.Is(context.Cause(life), device.ErrCleared):
		return nil
	}
	return err
}

// synchronous reports `logging synchronous` of a line.
func (s *system) synchronous(section config.Path) bool {
	text, ok := s.d.Config().Get(section, "logging synchronous")
	return ok && text == "logging synchronous"
}
