package line

import (
	"context"
	"slices"
)

// watch is a context that a key or a Break ends.
type watch struct {
	brk    bool // a Break ends it, not a key
	cancel context.CancelCauseFunc
}

// Watch returns a context for a running command: Ctrl-^ (Ctrl-Shift-6) and Ctrl-C
// end it with the cause ErrInterrupt, a hangup with ErrHangup. All other input is
// kept for the next read. During a read of the terminal the keys are input of that
// read. A key typed ahead, before the next Return, counts too. Of several watches
// the newest gets the key. The function ends the watch.
//
// On a Script nothing is read ahead, so no key arrives.
func (t *Terminal) Watch(ctx context.Context) (context.Context, context.CancelFunc) {
	return t.in.watch(ctx, false)
}

// Own makes all keys input of the following reads until the returned function is
// called: no Watch gets one in between.
func (t *Terminal) Own() (release func()) { return t.in.claim() }

// WatchBreak returns a context that a Break ends with the cause ErrBreak and a
// hangup with ErrHangup. The function ends the watch.
func (t *Terminal) WatchBreak(ctx context.Context) (context.Context, context.CancelFunc) {
	return t.in.watch(ctx, true)
}

// Breaks returns a channel with Breaks that no WatchBreak received; at most one is
// kept.
func (t *Terminal) Breaks() <-chan struct{} { return t.breaks }

func (in *input) watch(ctx context.Context, brk bool) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	w := &watch{brk: brk, cancel: cancel}
	in.mu.Lock()
	defer in.mu.Unlock()
	select {
	case <-in.done:
		cancel(ErrHangup)
	default:
		in.watches = append(in.watches, w)
		if !brk && !in.script {
			in.interceptEarlier()
		}
	}
	return ctx, func() {
		in.mu.Lock()
		in.watches = slices.DeleteFunc(in.watches, func(o *watch) bool { return o == w })
		in.mu.Unlock()
		cancel(nil)
	}
}

// newest returns the newest watch for Breaks or for keys, or nil. The caller holds
// in.mu.
func (in *input) newest(brk bool) *watch {
	for _, w := range slices.Backward(in.watches) {
		if w.brk == brk {
			return w
		}
	}
	return nil
}

// brk ends the newest watch for Breaks. It reports whether there was one.
func (in *input) brk() bool {
	in.mu.Lock()
	defer in.mu.Unlock()
	w := in.newest(true)
	if w != nil {
		w.cancel(ErrBreak)
	}
	return w != nil
}

func isInterrupt(b byte) bool { return b == ctrlC || b == ctrlCaret }

// intercept removes the interrupting keys from p and ends a watch for each. The
// caller holds in.mu.
func (in *input) intercept(p []byte) []byte {
	w := in.newest(false)
	if w == nil || in.reading || !slices.ContainsFunc(p, isInterrupt) {
		return p
	}
	w.cancel(ErrInterrupt)
	return slices.DeleteFunc(p, isInterrupt)
}

// interceptEarlier looks for an interrupting key typed between the Return of a
// command, or of an answer, and the start of the watch. A key after another Return
// belongs to a later line. The caller holds in.mu.
func (in *input) interceptEarlier() {
	if in.reading {
		return
	}
	for i := in.head; i < len(in.buf) && in.buf[i] != '\r' && (in.buf[i] != '\n' || i == in.head); i++ {
		if isInterrupt(in.buf[i]) {
			in.buf = slices.Delete(in.buf, i, i+1)
			in.newest(false).cancel(ErrInterrupt)
			return
		}
	}
}
