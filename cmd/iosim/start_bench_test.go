package main

import (
	"context"
	"errors"
	"io"
	"testing"
	"time"

	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/lab"
	"github.com/iosim/iosim/line"
	"github.com/iosim/iosim/scenarios"
)

// BenchmarkStart is from nothing to the first prompt of the default lab, as with
// --speed max --ephemeral.
func BenchmarkStart(b *testing.B) {
	spec, err := scenarios.Lookup(scenarios.Default)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		t := newTypist(transcript{steps: []step{{keys: "\r"}}})
		l, err := lab.Open(context.Background(), spec, lab.Options{
			Clock: clock.Skipping(time.Now().UTC()), Simulated: true,
			Console:  func(string) line.Conn { return t },
			Terminal: line.Options{Width: 80, Length: 24, Paging: true},
		})
		if err != nil {
			b.Fatal(err)
		}
		if err := l.Run(context.Background(), l.Devices()[0]); !errors.Is(err, io.EOF) {
			b.Fatal(err)
		}
		if err := l.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
