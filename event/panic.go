package event

import (
	"context"
	"fmt"
	"log"

	"github.com/iosim/iosim/internal/safego"
)

// PanicRecovered reports that a session or a transfer ran into a defect of this program,
// and was ended by it.
type PanicRecovered struct {
	Where string `json:"where" doc:"what was ended: ssh session, sftp upload, …"`
	Error string `json:"error" doc:"what went wrong, in the words of Go's runtime"`
	Stack string `json:"stack" doc:"where in the program, for a report of the defect; several lines"`
}

func (PanicRecovered) about() string {
	return "A session or a transfer of a device or host was ended by a defect of this program; everything else goes on."
}

// WithPanics returns a context under which package safego reports panics as events of
// s. While PanicRecovered has no reader they go to the standard log.
func WithPanics(ctx context.Context, s *Source) context.Context {
	return safego.With(ctx, func(p *safego.Panic) {
		what := PanicRecovered{Where: p.Where, Error: fmt.Sprint(p.Value), Stack: string(p.Stack)}
		if !On[PanicRecovered](s) {
			log.Printf("%s: panic: %q\n%s", what.Where, what.Error, what.Stack)
			return
		}
		Emit(s, what)
	})
}
