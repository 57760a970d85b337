package line

import (
	"context"

	"github.com/iosim/iosim/internal/safego"
)

// OnInput frees the goroutine that waits for input: wake is called once, in a
// goroutine of its own, when there is something to read, the peer has disconnected
// or ctx ends. It returns false, and never calls wake, if that is the case already
// or if the terminal's Conn is not a Pusher; the caller then has to wait in a read.
func (t *Terminal) OnInput(ctx context.Context, wake func()) bool {
	if !t.pushed || ctx.Err() != nil {
		return false
	}
	in := t.in
	in.mu.Lock()
	defer in.mu.Unlock()
	if len(in.buf) > in.head || in.err != nil {
		return false
	}
	stop := safego.AfterFunc(ctx, "terminal", func() {
		in.mu.Lock()
		defer in.mu.Unlock()
		in.wakeReader()
	})
	in.onReady = func() {
		stop()
		safego.Go(ctx, "terminal", func() error { wake(); return nil }, nil)
	}
	return true
}

// wakeReader calls the wake function of OnInput. The caller holds in.mu.
func (in *input) wakeReader() {
	if f := in.onReady; f != nil {
		in.onReady = nil
		f()
	}
}
