package ios

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/device/config"
	"github.com/iosim/iosim/line"
)

// Console implements device.System: user after user, until ctx ends or the line
// is gone.
func (s *system) Console(ctx context.Context, t *line.Terminal) error {
	stop := s.d.Log().Listen(func(m device.Message) { t.Interject(m.String()) })
	defer stop()
	fmt.Fprint(t, "\n\nPress RETURN to get started!\n\n\n")
	s.startLog()
	for {
		if err := t.WaitReturn(ctx); err != nil {
			return err
		}
		fmt.Fprint(t, "\n\n")
		ok, err := s.login(ctx, t, config.Path{"line con 0"})
		if err != nil {
			return err
		}
		if ok {
			session := cli.NewSession(s.d, s.tables, t, "console")
			err := session.Run(ctx)
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			if err != nil {
				return err
			}
		}
		// ios-boot.md 11.8.
		fmt.Fprintf(t, "\n\n%s con0 is now available\n\n\n\n\n\nPress RETURN to get started.\n\n\n\n\n\n\n\n\n", s.d.Hostname())
	}
}

// loginTries is how often a line asks for its password (ios-boot.md 11.8).
const loginTries = 3

// login asks for what the line's section wants: nothing, its password, or the
// name and password of a user.
func (s *system) login(ctx context.Context, t *line.Terminal, at config.Path) (bool, error) {
	conf := s.d.Config()
	how, asks := conf.Get(at, "login")
	if !asks || strings.HasPrefix(how, "no ") {
		return true, nil
	}
	password := conf.Value(at, "password")
	local := strings.HasSuffix(how, " local")
	if !local && password == "" {
		return true, nil // the console without a password stays open
	}
	fmt.Fprint(t, "\nUser Access Verification\n\n")
	for range loginTries {
		stored := password
		if local {
			user, err := ask(ctx, t, "Username: ", false)
			if err != nil {
				return false, err
			}
			stored = userSecret(conf, user)
		}
		typed, err := ask(ctx, t, "Password: ", true)
		if err != nil {
			return false, err
		}
		if stored != "" && device.CheckSecret(stored, typed) {
			return true, nil
		}
		if local {
			fmt.Fprint(t, "% Login invalid\n\n")
		}
		if err := s.d.Clock().Sleep(ctx, time.Second); err != nil {
			return false, err
		}
	}
	if !local {
		fmt.Fprint(t, "% Bad passwords\n")
	}
	return false, nil
}

func ask(ctx context.Context, t *line.Terminal, prompt string, hidden bool) (string, error) {
	l, err := t.ReadLine(ctx, line.Request{Prompt: prompt, Hidden: hidden})
	return strings.TrimSpace(l.Text), err
}

// userSecret is what the configuration keeps for a user, "" if there is none.
func userSecret(conf *config.Tree, user string) string {
	text := conf.Value(nil, "username "+user)
	for _, word := range []string{"secret ", "password "} {
		if _, stored, ok := strings.Cut(text, word); ok {
			return stored
		}
	}
	return ""
}
