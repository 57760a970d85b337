package line

import (
	"context"
	"slices"
)

// watch is a context that a key, or a Break, ends.
type watch struct {
	brk    bool // by a Break
	cancel context.CancelCauseFunc
}

// Watch gives a context for a command that runs: Ctrl-^ (Ctrl-Shift-6) and Ctrl-C
// end it with the cause ErrInterrupt, hangup with ErrHangup. All other input is
// kept for the next read. While a read of the terminal is under way, the keys
// belong to that. A key that was typed ahead, before the next Return, counts too.
// Of several watches the newest gets the key. The function ends the watch.
//
// On a Script nothing is read ahead, so no key arrives.
func (t *Terminal) Watch(ctx context.Context) (context.Context, context.CancelFunc) {
	return t.in.watch(ctx, false)
}

// Own makes all keys those of the reads that follow, until the function is called:
// no Watch takes one in between.
func (t *Terminal) Own() (release func()) { return t.in.own() }

// WatchBreak gives a context that a Break ends with the cause ErrBreak, hangup
// with ErrHangup. The function ends the watch.
func (t *Terminal) WatchBreak(ctx context.Context) (context.Context, context.CancelFunc) {
	return t.in.watch(ctx, true)
}

// Breaks delivers a Break that no WatchBreak has taken; one is kept.
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
			in.early()
		}
	}
	return ctx, func() {
		in.mu.Lock()
		in.watches = slices.DeleteFunc(in.watches, func(o *watch) bool { return o == w })
		in.mu.Unlock()
		cancel(nil)
	}
}

// newest is the newest watch for keys, or for Breaks; in.mu is held.
func (in *input) newest(brk bool) *watch {
	for _, w := range slices.Backward(in.watches) {
		if w.brk == brk {
			return w
		}
	}
	return nil
}

// brk ends the newest watch for Breaks, if there is one.
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

// intercept takes the interrupting keys out of p, if somebody watches; in.mu is
// held.
func (in *input) intercept(p []byte) []byte {
	w := in.newest(false)
	if w == nil || in.reading || !slices.ContainsFunc(p, isInterrupt) {
		return p
	}
	w.cancel(ErrInterrupt)
	return slices.DeleteFunc(p, isInterrupt)
}

// early looks for an interrupting key that came between the Return of a command,
// or of an answer, and the watch. One behind a further Return is meant for a later line. in.mu is held.
func (in *input) early() {
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
