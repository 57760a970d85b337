package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/iosim/iosim/internal/safego"
)

// stopTime is how long, in real time, the program may take to end after SIGINT or
// SIGTERM. What it writes is whole at every moment, so that its end cannot tear anything;
// the time is for sessions to be closed and disks to be flushed.
const stopTime = 4 * time.Second

// untilSignal returns a context that ends with the first SIGINT or SIGTERM. A program
// that has not ended stopTime later is ended, and a second signal ends it at once; restore,
// which may be nil, is called before. The function ends the watch.
func untilSignal(restore func()) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(context.Background())
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	over := make(chan struct{})
	safego.Go(ctx, "signals", func() error {
		defer signal.Stop(signals)
		var first os.Signal
		select {
		case first = <-signals:
			cancel()
		case <-over:
			return nil
		}
		late := time.NewTimer(stopTime)
		defer late.Stop()
		select {
		case second := <-signals:
			endBy(second, restore)
		case <-late.C:
			fmt.Fprintf(os.Stderr, "iosim: still busy %v after the signal: ended\n", stopTime)
			endBy(first, restore)
		case <-over:
		}
		return nil
	}, nil)
	return ctx, func() {
		cancel()
		close(over)
	}
}

// endBy ends the process as the signal would without a handler.
func endBy(s os.Signal, restore func()) {
	if restore != nil {
		restore()
	}
	signal.Reset(s)
	if p, err := os.FindProcess(os.Getpid()); err == nil && p.Signal(s) == nil {
		time.Sleep(time.Second) // the signal is on its way
	}
	os.Exit(exitFailed) // where a process cannot signal itself
}
