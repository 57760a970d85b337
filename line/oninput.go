package line

import "context"

// Park leaves a terminal at which nobody types: wake is called once, in a goroutine
// of its own, when there is something to read, the other side is gone or ctx ends.
// It is false, and wake is never called, if that is so already, or if the terminal's
// Conn is no Pusher: then a read waits as well as Park can.
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
	stop := context.AfterFunc(ctx, func() {
		in.mu.Lock()
		defer in.mu.Unlock()
		in.wakeReader()
	})
	in.waiting = func() {
		stop()
		go wake()
	}
	return true
}

// unpark calls whoever parks; in.mu is held.
func (in *input) wakeReader() {
	if f := in.waiting; f != nil {
		in.waiting = nil
		f()
	}
}
