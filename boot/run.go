package boot

import (
	"context"
)

// Run runs the boot machine from a reset until an image may start. It returns an
// error only if ctx ends (the power is off) or the console is gone (io.EOF).
func Run(ctx context.Context, b Board, cause Cause) (Outcome, error) {
	return newMachine(b).run(ctx, cause)
}
