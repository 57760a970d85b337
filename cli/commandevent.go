package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/iosim/iosim/event"
	"github.com/iosim/iosim/internal/grammar"
)

// Exec runs one line. What the user did wrong is told to the user; the error is
// for the session's owner: ErrExit, io.EOF when the line is gone, or the end of ctx.
func (s *Session) Exec(ctx context.Context, text string) error {
	if isComment(text) {
		return nil
	}
	events := s.sys.Events()
	if !event.On[event.CommandRun](events) {
		return s.exec(ctx, text)
	}
	e := event.CommandRun{Mode: s.mode.Name, Command: maskSecrets(strings.TrimSpace(text), s.mode.Config)}
	if tty := s.at.tty; tty != nil {
		e.Line, e.Peer = tty.ID.String(), tty.Host
		e.User, _ = tty.User()
	}
	outer := s.failure // of a command that runs this line: menu
	s.failure = failure{}
	err := s.exec(ctx, text)
	e.Result, e.Error = s.failure.of(err)
	s.failure = outer
	event.Emit(events, e)
	return err
}

// failure is what went wrong with a line, as events tell it; its zero value is nothing.
type failure struct{ result, text string }

// of is the result of a line whose run returned err.
func (f failure) of(err error) (result, text string) {
	switch {
	case f.result != "":
		return f.result, f.text
	case err == nil, errors.Is(err, ErrExit):
		return "ok", ""
	}
	return "ended", err.Error()
}

// failed is the failure of a command that returned an error, whose words are text.
func failed(text string) failure {
	if text == "" {
		return failure{"aborted", ""}
	}
	return failure{"failed", strings.TrimSpace(text)}
}

// misread is the failure of a line that is no command.
func misread(e *grammar.Error) failure {
	switch e.Kind {
	case grammar.Incomplete:
		return failure{"incomplete", ""}
	case grammar.Ambiguous:
		return failure{"ambiguous", ""}
	}
	return failure{"invalid", ""}
}

// Failf is Printf for what tells that the command has failed, where the command goes on
// and returns no error.
func (c *Ctx) Failf(format string, args ...any) {
	c.Session.failure = failed(fmt.Sprintf(format, args...))
	c.Printf(format, args...)
}
