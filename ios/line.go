package ios

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/ios/config"
	"github.com/iosim/iosim/ios/system"
	"github.com/iosim/iosim/line"
)

// setTerminal gives a new session what its line's section says of the terminal:
// length, width, history size.
func (sh *shell) setTerminal(session *cli.Session, section config.Path) {
	conf, t := sh.System.Config(), session.Terminal()
	width, length := t.Size()
	if n, err := strconv.Atoi(conf.Value(section, "length")); err == nil {
		length = n
	}
	if n, err := strconv.Atoi(conf.Value(section, "width")); err == nil {
		width = n
	}
	t.SetSize(width, length)
	t.SetSynchronous(sh.synchronous(section))
	if n, err := strconv.Atoi(conf.Value(section, "history size")); err == nil {
		session.SetHistorySize(n)
	}
}

// banner prints a banner of the configuration, if there is one: "motd", "login",
// "exec" (ios-boot.md 11.8: motd comes before the header of the login).
func (sh *shell) banner(t *line.Terminal, which string) {
	fmt.Fprint(t, sh.System.Banner(which))
}

var errLoginTimeout = errors.New("login timed out")

// bounded ends a context with a cause after a time of the device in which nobody
// else's waiting counts. The function that it returns must be called.
func (sh *shell) bounded(ctx context.Context, limit time.Duration, cause error) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		if clock.Idle(sh.System.Clock()).Sleep(clock.Background(ctx), limit) == nil {
			cancel(cause)
		}
	}()
	return ctx, func() {
		cancel(nil)
		<-done
	}
}

// loginPrompt is the question that was open when the time was over [UNSOURCED].
func loginPrompt(kind system.LoginKind) string {
	if kind == system.LoginLocal {
		return "Username: "
	}
	return "Password: "
}

var errTimeOver = errors.New("absolute-timeout")

// absoluteTimeout ends a session, whatever its user does, after `absolute-timeout
// MINUTES` of device time.
func (sh *shell) absoluteTimeout(ctx context.Context, section config.Path) (context.Context, func()) {
	n, err := strconv.Atoi(sh.System.Config().Value(section, "absolute-timeout"))
	if err != nil || n <= 0 {
		return ctx, func() {}
	}
	return sh.bounded(ctx, time.Duration(n)*time.Minute, errTimeOver)
}
