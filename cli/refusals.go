package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/iosim/iosim/internal/grammar"
)

type refusalsKey struct{}

// WithRefusals returns a copy of ctx with the writer to which Load writes the lines that it
// could not merge.
func WithRefusals(ctx context.Context, w io.Writer) context.Context {
	return context.WithValue(ctx, refusalsKey{}, w)
}

// TellRefusal writes a refused line, with the caret under its error, to the writer of
// WithRefusals. It does nothing if ctx has none.
func TellRefusal(ctx context.Context, l string, err error) {
	w, ok := ctx.Value(refusalsKey{}).(io.Writer)
	if !ok {
		return
	}
	var e *grammar.Error
	if !errors.As(err, &e) {
		fmt.Fprintf(w, "%s\n%s", l, ErrorText(err))
		return
	}
	switch e.Kind {
	case grammar.Incomplete:
		fmt.Fprintf(w, "%s\n%% Incomplete command.\n\n", l)
	case grammar.Ambiguous:
		fmt.Fprintf(w, "%s\n%s", l, ambiguousText(l))
	default:
		fmt.Fprintf(w, "%s\n%s^\n%% Invalid input detected at '^' marker.\n\n", l, strings.Repeat(" ", e.Pos))
	}
}
