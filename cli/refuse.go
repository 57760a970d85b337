package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/iosim/iosim/internal/grammar"
)

// refuse tells why a line is none (ios-files.md 14.1, ios-boot.md 11.3).
func (s *Session) refuse(ctx context.Context, text string, err error) error {
	var e *grammar.Error
	if !errors.As(err, &e) {
		return err
	}
	if s.term == nil {
		return &LineError{Line: text, Err: e}
	}
	if e.Kind == grammar.Unknown && e.Index == 0 && !s.mode.Config && len(strings.Fields(text)) == 1 {
		return s.translate(ctx, strings.TrimSpace(text))
	}
	_, _ = io.WriteString(s.out, s.refusal(text, e))
	return nil
}

func (s *Session) refusal(text string, e *grammar.Error) string {
	switch e.Kind {
	case grammar.Incomplete:
		return incompleteText
	case grammar.Ambiguous:
		return ambiguousText(text)
	}
	column := len(s.Prompt()) + e.Pos
	if w, _ := s.term.Size(); w > 0 && w < unboundedWidth {
		column = min(column, w-1)
	}
	return strings.Repeat(" ", column) + "^\n% Invalid input detected at '^' marker.\n\n"
}

// unboundedWidth is the terminal width from which lines neither wrap nor scroll.
const unboundedWidth = 512

const incompleteText = "% Incomplete command.\n\n"

func ambiguousText(text string) string {
	return fmt.Sprintf("%% Ambiguous command:  %q\n", strings.TrimSpace(text))
}

// translateWait is how long, in device time, the search for a name server that
// is not there takes (ios-boot.md 11.3: about 30 s).
const translateWait = 30 * time.Second

// translate looks an unknown word up as a host's name, as IOS does before it
// gives up. A word looked up in vain is not looked up again in this session.
func (s *Session) translate(ctx context.Context, word string) error {
	const unknown = "% Unknown command or computer name, or unable to find computer address\n"
	if _, off := s.dev.Config().Get(nil, "ip domain lookup"); off {
		_, err := io.WriteString(s.out, "% Bad IP address or host name"+unknown)
		return err
	}
	if !s.lookups[strings.ToLower(word)] {
		fmt.Fprintf(s.out, "Translating %q...domain server (255.255.255.255)\n", word)
		watched, stop := s.term.Watch(ctx)
		err := s.dev.Clock().Sleep(watched, translateWait)
		stop()
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err == nil {
			s.lookups[strings.ToLower(word)] = true
		}
	}
	_, err := io.WriteString(s.out, unknown)
	return err
}

// LineError is a line of a file that no row takes.
type LineError struct {
	Line string
	Err  *grammar.Error
}

func (e *LineError) Error() string { return "% Invalid input: " + strings.TrimSpace(e.Line) }

// Unwrap gives the parser's error.
func (e *LineError) Unwrap() error { return e.Err }
