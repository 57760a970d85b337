// Package safego runs code that works on bytes from outside, such as the reply of a
// server, so that a panic in it ends what it was doing and nothing else. The panic
// becomes an error, and is reported to the Reporter of the context.
//
//	ctx = safego.With(ctx, report)
//	safego.Go(ctx, "sftp upload", send, func(err error) { result <- err })
//
// Product code has no go statement of its own where it touches such bytes; a test of
// internal/arch holds that.
package safego

import (
	"context"
	"fmt"
	"log"
	"runtime/debug"
	"sync"
	"time"
)

// Panic is the error of code that panicked.
type Panic struct {
	Where string // what was being done: "sftp upload"
	Value any    // what was passed to panic
	Stack []byte // of the goroutine that panicked
}

// Error says what was done and what went wrong, without the stack.
func (p *Panic) Error() string { return fmt.Sprintf("%s: panic: %v", p.Where, p.Value) }

// Unwrap returns the value of the panic if it is an error, as a runtime error is.
func (p *Panic) Unwrap() error {
	err, _ := p.Value.(error)
	return err
}

// Reporter is called with each panic, in the goroutine that panicked. Several may call
// it at once.
type Reporter func(*Panic)

type reporterKey struct{}

// With returns a context whose panics are reported to r. The innermost Reporter counts.
func With(ctx context.Context, r Reporter) context.Context {
	return context.WithValue(ctx, reporterKey{}, r)
}

// report hands p to the Reporter of ctx. Without one it goes to the standard log, as
// net/http does with the panic of a handler: no panic passes in silence. A Reporter that
// panics itself is logged too.
func report(ctx context.Context, p *Panic) {
	r, ok := ctx.Value(reporterKey{}).(Reporter)
	if !ok || r == nil {
		log.Printf("%q\n%s", p.Error(), p.Stack)
		return
	}
	defer func() {
		if v := recover(); v != nil {
			log.Printf("reporting %q: panic: %q\n%s", p.Error(), fmt.Sprint(v), p.Stack)
		}
	}()
	r(p)
}

// Recover makes a panic of the surrounding function a report, and an error in *err if
// err is not nil. It is to be deferred itself:
//
//	defer safego.Recover(ctx, "ssh session", &err)
func Recover(ctx context.Context, where string, err *error) {
	v := recover()
	if v == nil {
		return
	}
	p := &Panic{Where: where, Value: v, Stack: debug.Stack()}
	report(ctx, p)
	if err != nil {
		*err = p
	}
}

// Do calls f and returns its error; that of a panic is a *Panic.
func Do(ctx context.Context, where string, f func() error) (err error) {
	defer Recover(ctx, where, &err)
	return f()
}

// Go calls f in a goroutine of its own, and then done with f's error or the *Panic. done
// may be nil. What waits for the goroutine waits for something that done does, since done
// is called in either case.
func Go(ctx context.Context, where string, f func() error, done func(error)) {
	go func() {
		defer Recover(ctx, where, nil) // of done
		err := Do(ctx, where, f)
		if done != nil {
			done(err)
		}
	}()
}

// AfterFunc is context.AfterFunc: it calls f in a goroutine of its own when ctx ends.
func AfterFunc(ctx context.Context, where string, f func()) (stop func() bool) {
	return context.AfterFunc(ctx, func() {
		defer Recover(ctx, where, nil)
		f()
	})
}

// Timer is time.AfterFunc: it calls f in a goroutine of its own after d, in real time.
func Timer(ctx context.Context, d time.Duration, where string, f func()) *time.Timer {
	return time.AfterFunc(d, func() {
		defer Recover(ctx, where, nil)
		f()
	})
}

// Group is goroutines to wait for. The zero value is an empty group.
type Group struct{ wg sync.WaitGroup }

// Start calls f in a goroutine of the group. Code that has to know of a panic ends what
// it holds in deferred calls of f, or uses Go.
func (g *Group) Start(ctx context.Context, where string, f func()) {
	g.wg.Add(1)
	go func() {
		defer g.wg.Done()
		defer Recover(ctx, where, nil)
		f()
	}()
}

// Wait waits until the functions of all goroutines have returned.
func (g *Group) Wait() { g.wg.Wait() }
