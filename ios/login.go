package ios

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/iosim/iosim/internal/printable"
	"github.com/iosim/iosim/ios/system"
	"github.com/iosim/iosim/line"
)

// user is the user who has logged in on a line, with the privilege level.
type user struct {
	name  string
	level int
}

// login asks the questions that the line requires, with the permitted number of attempts
// (ios-boot.md 11.8).
func (sh *shell) login(ctx context.Context, tty *system.TTY, l system.Login) (user, bool, error) {
	d, t := sh.System, tty.Term
	sh.banner(t, "motd")
	if l.Kind == system.LoginOpen {
		return user{level: d.LevelOn(l, d.Line(tty.ID), "")}, true, nil
	}
	sh.banner(t, "login")
	ctx, stop := sh.bounded(ctx, d.Line(tty.ID).LoginResponse, errLoginTimeout)
	defer stop()
	fmt.Fprint(t, "\nUser Access Verification\n\n")
	for range l.Tries {
		name, ok, err := sh.askLogin(ctx, tty, l)
		switch {
		case errors.Is(context.Cause(ctx), errLoginTimeout):
			fmt.Fprint(t, "\n% "+loginPrompt(l.Kind)+" timeout expired!\n")
			return user{}, false, nil
		case err != nil:
			return user{}, false, err
		case ok:
			if tty.VTY != nil {
				d.LoginSucceeded(tty.VTY, name)
			} else {
				d.ConsoleLogin(tty.ID, name, true)
			}
			return user{name: name, level: d.LevelOn(l, d.Line(tty.ID), name)}, true, nil
		}
		fmt.Fprint(t, refusal(l))
		if err := sh.failed(ctx, tty, name); err != nil {
			return user{}, false, err
		}
	}
	if l.Kind == system.LoginLine && !l.AAA {
		fmt.Fprint(t, "% Bad passwords\n")
	}
	return user{}, false, nil
}

// refusal returns the answer to a failed login: none for a line's password (ios-boot.md
// 11.8), with AAA the text that clients expect (clients.md 8).
func refusal(l system.Login) string {
	switch {
	case l.AAA:
		return "% Authentication failed\n\n"
	case l.Kind == system.LoginLocal:
		return "% Login invalid\n\n"
	}
	return ""
}

// failed records a failed login and waits.
func (sh *shell) failed(ctx context.Context, tty *system.TTY, name string) error {
	if tty.VTY != nil {
		return sh.System.LoginFailed(ctx, tty.VTY, name)
	}
	sh.System.ConsoleLogin(tty.ID, name, false)
	return sh.System.Clock().Sleep(ctx, time.Second)
}

// askLogin asks the questions once.
func (sh *shell) askLogin(ctx context.Context, tty *system.TTY, l system.Login) (name string, ok bool, err error) {
	t := tty.Term
	if l.Kind == system.LoginLocal || l.Kind == system.LoginNobody {
		if name, err = ask(ctx, t, "Username: ", false); err != nil {
			return name, false, err
		}
		name = printable.Text(name)
		if l.Kind == system.LoginLocal && sh.System.NoPassword(sh.System.Line(tty.ID), name) {
			return name, true, nil
		}
	}
	typed, err := ask(ctx, t, "Password: ", true)
	return name, err == nil && sh.System.MayTry(ctx, tty.VTY) && sh.System.CheckLogin(l, sh.System.Line(tty.ID), name, typed), err
}

func ask(ctx context.Context, t *line.Terminal, prompt string, hidden bool) (string, error) {
	l, err := t.ReadLine(ctx, line.Request{Prompt: prompt, Hidden: hidden})
	return strings.TrimSpace(l.Text), err
}
