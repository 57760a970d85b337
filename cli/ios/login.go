package ios

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/device/config"
	"github.com/iosim/iosim/line"
)

// user is who has logged in on a line, and with which privilege level.
type user struct {
	name  string
	level int
}

// loginTries is how often a line asks for its password (ios-boot.md 11.8).
const loginTries = 3

// how a line wants to know its user.
type loginKind int

const (
	loginOpen     loginKind = iota // it does not
	loginPassword                  // by the line's password
	loginLocal                     // by name and password of a user
	loginEnable                    // by the enable secret
)

// loginOf reads what the line's section, or `aaa authentication login default`,
// wants. A console without a password stays open.
func (s *system) loginOf(at config.Path) loginKind {
	conf := s.d.Config()
	if text, _ := conf.Get(nil, "aaa new-model"); text == "aaa new-model" {
		for _, l := range conf.Lines(nil) {
			rest, ok := strings.CutPrefix(l, "aaa authentication login default ")
			if !ok {
				continue
			}
			for _, method := range strings.Fields(rest) {
				switch method {
				case "local", "local-case":
					return loginLocal
				case "enable":
					return loginEnable
				case "none":
					return loginOpen
				case "line":
					return loginPassword
				}
			}
		}
		if len(at) > 0 && strings.HasPrefix(at[0], "line vty") {
			return loginLocal // a vty is never open with AAA
		}
		return loginOpen
	}
	how, asks := conf.Get(at, "login")
	switch {
	case !asks || strings.HasPrefix(how, "no "):
		return loginOpen
	case strings.HasSuffix(how, " local"):
		return loginLocal
	case conf.Value(at, "password") == "":
		return loginOpen
	}
	return loginPassword
}

// login asks for what the line wants, up to three times (ios-boot.md 11.8).
func (s *system) login(ctx context.Context, t *line.Terminal, at config.Path) (user, bool, error) {
	conf := s.d.Config()
	u := user{level: cli.UserLevel}
	if n, err := strconv.Atoi(conf.Value(at, "privilege level")); err == nil {
		u.level = n
	}
	s.banner(t, "motd")
	kind := s.loginOf(at)
	if kind == loginOpen {
		return u, true, nil
	}
	s.banner(t, "login")
	ctx, stop := s.loginTimeout(ctx)
	defer stop()
	fmt.Fprint(t, "\nUser Access Verification\n\n")
	for range loginTries {
		ok, err := s.try(ctx, t, at, kind, &u)
		if errors.Is(context.Cause(ctx), errLoginTimeout) {
			fmt.Fprint(t, "\n% "+loginPrompt(kind)+" timeout expired!\n")
			return u, false, nil
		}
		if ok || err != nil {
			return u, ok, err
		}
		if kind == loginLocal {
			fmt.Fprint(t, "% Login invalid\n\n")
		}
		if err := s.d.Clock().Sleep(ctx, time.Second); err != nil {
			return u, false, err
		}
	}
	if kind != loginLocal {
		fmt.Fprint(t, "% Bad passwords\n")
	}
	return u, false, nil
}

// try asks once.
func (s *system) try(ctx context.Context, t *line.Terminal, at config.Path, kind loginKind, u *user) (bool, error) {
	conf := s.d.Config()
	var stored string
	switch kind {
	case loginLocal:
		name, err := ask(ctx, t, "Username: ", false)
		if err != nil {
			return false, err
		}
		text := conf.Value(nil, "username "+name)
		u.name = name
		stored = storedSecret(text)
		if level, ok := storedLevel(text); ok {
			u.level = level
		}
		if text == "nopassword" || strings.HasSuffix(text, " nopassword") {
			return true, nil
		}
	case loginEnable:
		if stored = conf.Value(nil, "enable secret"); stored == "" {
			stored = conf.Value(nil, "enable password")
		}
	default:
		stored = conf.Value(at, "password")
	}
	typed, err := ask(ctx, t, "Password: ", true)
	return err == nil && stored != "" && device.CheckSecret(stored, typed), err
}

func ask(ctx context.Context, t *line.Terminal, prompt string, hidden bool) (string, error) {
	l, err := t.ReadLine(ctx, line.Request{Prompt: prompt, Hidden: hidden})
	return strings.TrimSpace(l.Text), err
}

// storedSecret is what a user's line keeps to check the password by, "" if it has
// nothing.
func storedSecret(text string) string {
	for _, word := range []string{"secret ", "password "} {
		if _, stored, ok := strings.Cut(" "+text, " "+word); ok {
			return stored
		}
	}
	return ""
}

// storedLevel is the privilege level of a user's line.
func storedLevel(text string) (int, bool) {
	f := strings.Fields(text)
	for i, w := range f[:max(len(f)-1, 0)] {
		if w == "privilege" {
			n, err := strconv.Atoi(f[i+1])
			return n, err == nil
		}
	}
	return 0, false
}
