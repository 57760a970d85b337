package ios

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/internal/safego"
	"github.com/iosim/iosim/ios/running"
	"github.com/iosim/iosim/ios/system"
	"github.com/iosim/iosim/line"
)

// setTerminal applies the terminal settings of the line to a new session: length, width,
// and history size.
func setTerminal(session *cli.Session, at *running.TerminalLine) {
	t := session.Terminal()
	width, length := t.Size()
	if at.Length >= 0 {
		length = at.Length
	}
	if at.Width >= 0 {
		width = at.Width
	}
	t.SetSize(width, length)
	t.SetSynchronous(at.Synchronous)
	if at.HistorySize >= 0 {
		session.SetHistorySize(at.HistorySize)
	}
}

// banner prints a banner of the configuration, "motd", "login" or "exec", if there is one
// (ios-boot.md 11.8: motd precedes the header of the login).
func (sh *shell) banner(t *line.Terminal, which string) {
	fmt.Fprint(t, sh.System.Banner(which))
}

var errLoginTimeout = errors.New("login timed out")

// bounded returns a context that is canceled with cause after limit in device time. Time
// that passes only because others wait does not count. The returned function must be
// called.
func (sh *shell) bounded(ctx context.Context, limit time.Duration, cause error) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	done := make(chan struct{})
	safego.Go(ctx, "time limit", func() error {
		defer close(done)
		if clock.Idle(sh.System.Clock()).Sleep(clock.Background(ctx), limit) == nil {
			cancel(cause)
		}
		return nil
	}, nil)
	return ctx, func() {
		cancel(nil)
		<-done
	}
}

// loginPrompt returns the question that was open when the time ended [UNSOURCED].
func loginPrompt(kind system.LoginKind) string {
	if kind == system.LoginLocal {
		return "Username: "
	}
	return "Password: "
}

var errTimeOver = errors.New("absolute-timeout")

// absoluteTimeout ends a session `absolute-timeout MINUTES` of device time after its start,
// whatever its user does.
func (sh *shell) absoluteTimeout(ctx context.Context, at *running.TerminalLine) (context.Context, func()) {
	if at.AbsoluteTimeout <= 0 {
		return ctx, func() {}
	}
	return sh.bounded(ctx, at.AbsoluteTimeout, errTimeOver)
}
