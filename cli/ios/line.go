package ios

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/device/config"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/line"
)

// setTerminal gives a new session what its line's section says of the terminal:
// length, width, history size.
func (s *system) setTerminal(session *cli.Session, section config.Path) {
	conf, t := s.d.Config(), session.Terminal()
	width, length := t.Size()
	if n, err := strconv.Atoi(conf.Value(section, "length")); err == nil {
		length = n
	}
	if n, err := strconv.Atoi(conf.Value(section, "width")); err == nil {
		width = n
	}
	t.SetSize(width, length)
	t.SetSynchronous(s.synchronous(section))
	if n, err := strconv.Atoi(conf.Value(section, "history size")); err == nil {
		session.SetHistorySize(n)
	}
}

// banner prints a banner of the configuration, if there is one: "motd", "login",
// "exec" (ios-boot.md 11.8: motd comes before the header of the login).
func (s *system) banner(t *line.Terminal, which string) {
	text := s.d.Config().Value(nil, "banner "+which)
	if text == "" {
		return
	}
	fmt.Fprint(t, strings.TrimRight(s.expand(unquote(text)), "\n")+"\n")
}

// unquote takes the delimiters off a banner as the configuration shows it:
// "^Ctext^C".
func unquote(text string) string {
	delimiter := text[:1]
	if delimiter == "^" && len(text) > 1 {
		delimiter = text[:2]
	}
	text = strings.TrimPrefix(text, delimiter)
	if i := strings.LastIndex(text, delimiter); i >= 0 {
		text = text[:i]
	}
	return text
}

// expand fills in the tokens of a banner.
func (s *system) expand(text string) string {
	return strings.NewReplacer(
		"$(hostname)", s.d.Hostname(),
		"$(domain)", s.d.Config().Value(nil, "ip domain name"),
		"$(line)", "0", "$(line-desc)", "",
	).Replace(text)
}

// loginTime is how long, in device time, a line waits for name and password: the
// default of `timeout login response` [UNSOURCED].
const loginTime = 30 * time.Second

var errLoginTimeout = errors.New("login timed out")

// loginTimeout bounds a login.
func (s *system) loginTimeout(ctx context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		if clock.Person(s.d.Clock()).Sleep(clock.Passive(ctx), loginTime) == nil {
			cancel(errLoginTimeout)
		}
	}()
	return ctx, func() {
		cancel(nil)
		<-done
	}
}

// loginPrompt is the question that was open when the time was over [UNSOURCED].
func loginPrompt(kind loginKind) string {
	if kind == loginLocal {
		return "Username: "
	}
	return "Password: "
}
