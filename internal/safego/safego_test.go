package safego_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/iosim/iosim/internal/safego"
)

// crash reads through a nil pointer, as a library's (nil, nil) makes a caller do.
func crash() error {
	var b *strings.Builder
	return errors.New(b.String())
}

// kept is a context whose panics are put on the channel.
func kept(ctx context.Context) (context.Context, chan *safego.Panic) {
	c := make(chan *safego.Panic, 8)
	return safego.With(ctx, func(p *safego.Panic) { c <- p }), c
}

func TestGo(t *testing.T) {
	ctx, panics := kept(t.Context())
	done := make(chan error)
	safego.Go(ctx, "an upload", crash, func(err error) { done <- err })
	err := <-done
	var p *safego.Panic
	var fault runtime.Error
	if !errors.As(err, &p) || !errors.As(err, &fault) || p.Where != "an upload" || !bytes.Contains(p.Stack, []byte("crash")) {
		t.Fatalf("%v", err)
	}
	if !strings.HasPrefix(err.Error(), "an upload: panic: runtime error") {
		t.Error(err)
	}
	if got := <-panics; got != p {
		t.Errorf("%v was reported", got)
	}
	safego.Go(ctx, "a good one", func() error { return io.EOF }, func(err error) { done <- err })
	if err := <-done; err != io.EOF {
		t.Error(err)
	}
	// done itself may panic, or be absent.
	safego.Go(ctx, "done", func() error { return nil }, func(error) { panic("in done") })
	if got := <-panics; got.Value != "in done" {
		t.Errorf("%v was reported", got)
	}
	safego.Go(ctx, "no done", crash, nil)
	if got := <-panics; got.Where != "no done" {
		t.Errorf("%v was reported", got)
	}
}

func TestGroupAndCallbacks(t *testing.T) {
	ctx, panics := kept(t.Context())
	var g safego.Group
	for range 3 {
		g.Start(ctx, "one of three", func() { _ = crash() })
	}
	g.Wait()
	if n := len(panics); n != 3 {
		t.Fatalf("%d panics were reported", n)
	}
	for range 3 {
		<-panics
	}
	short, cancel := context.WithCancel(ctx)
	safego.AfterFunc(short, "at the end", func() { panic(1) })
	cancel()
	if p := <-panics; p.Where != "at the end" {
		t.Error(p)
	}
	safego.Timer(ctx, time.Nanosecond, "the timer", func() { panic(2) })
	if p := <-panics; p.Where != "the timer" || p.Unwrap() != nil {
		t.Error(p)
	}
	if stop := safego.AfterFunc(ctx, "never", func() { t.Error("called") }); !stop() {
		t.Error("it was not stopped")
	}
}

// Without a Reporter, or with one that fails, the panic is in the log.
func TestNoPanicPassesInSilence(t *testing.T) {
	var out bytes.Buffer
	defer log.SetOutput(log.Writer())
	log.SetOutput(&out)
	err := safego.Do(t.Context(), "nobody listens", crash)
	if err == nil || !strings.Contains(out.String(), "nobody listens") || !strings.Contains(out.String(), "safego_test.crash") {
		t.Errorf("%v: %s", err, out.String())
	}
	out.Reset()
	ctx := safego.With(t.Context(), func(*safego.Panic) { panic("again") })
	if err := safego.Do(ctx, "a bad listener", crash); err == nil || !strings.Contains(out.String(), "a bad listener") {
		t.Errorf("%v: %s", err, out.String())
	}
}
