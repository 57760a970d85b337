package ios

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/device/config"
)

// Session implements device.System: one visitor on a vty line.
func (s *system) Session(ctx context.Context, seat *device.Seat, section config.Path, who device.Visitor) error {
	t := seat.Term
	// A vty shows messages only after `terminal monitor` (ios-boot.md 1.2).
	stop := s.d.Log().Listen(func(m device.Message) {
		if m.Monitor && seat.Monitors() {
			t.SetSynchronous(s.synchronous(section))
			t.Interject(m.String())
		}
	})
	defer stop()
	u := user{name: who.User, level: who.Level}
	switch {
	case who.Command != "":
		return s.command(ctx, seat, section, u, who.Command)
	case who.Known:
		s.banner(t, "motd")
	case s.wantsPassword(section):
		// The words are those that clients look for (clients.md 1).
		fmt.Fprint(t, "\n\nPassword required, but none set\n")
		return nil
	default:
		var ok bool
		var err error
		if s.loginOf(section) != loginOpen {
			fmt.Fprint(t, "\n") // ios-boot.md 11.8: two lines above the header
		}
		if u, ok, err = s.login(ctx, t, section); !ok || err != nil {
			return err
		}
	}
	if s.loginOf(section) == loginOpen && !who.Known {
		fmt.Fprint(t, "\n")
	}
	return s.work(ctx, seat, section, u)
}

// wantsPassword reports whether the line asks for a password that nobody has set:
// a vty then lets nobody in.
func (s *system) wantsPassword(section config.Path) bool {
	conf := s.d.Config()
	if text, _ := conf.Get(nil, "aaa new-model"); text == "aaa new-model" {
		return false
	}
	how, asks := conf.Get(section, "login")
	return asks && !strings.HasPrefix(how, "no ") && !strings.HasSuffix(how, " local") && conf.Value(section, "password") == ""
}

// command runs one line for a visitor who wants no more: ssh HOST COMMAND. The
// answers to its questions are read from the line.
func (s *system) command(ctx context.Context, seat *device.Seat, section config.Path, u user, text string) error {
	life, end := seat.Begin(ctx, u.name, s.d.Now())
	defer end()
	session := cli.NewSession(s.d, s.tables, seat.Term, "console")
	session.SitAt(seat, section)
	session.SetLevel(u.level)
	err := session.RunOne(life, text)
	seat.Term.FreshLine()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if errors.Is(err, cli.ErrExit) {
		return nil
	}
	return err
}
