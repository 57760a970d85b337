package main

import (
	"context"
	"errors"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
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
	var took []time.Duration
	for b.Loop() {
		began := time.Now()
		t := &oneReturn{done: make(chan struct{})}
		l, err := lab.Open(context.Background(), spec, lab.Options{
			Clock:    clock.Skipping(time.Now().UTC()),
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
		took = append(took, time.Since(began))
	}
	reportMedian(b, took)
}

// oneReturn is a console at which Return is pressed once.
type oneReturn struct {
	pressed bool
	done    chan struct{}
	once    sync.Once
}

var _ line.Keys = (*oneReturn)(nil)

func (*oneReturn) Reading(line.Reading, string) {}

func (c *oneReturn) NextKeys() ([]byte, error) {
	if c.pressed {
		return nil, io.EOF
	}
	c.pressed = true
	return []byte("\r"), nil
}

func (c *oneReturn) Read([]byte) (int, error)    { <-c.done; return 0, io.EOF }
func (c *oneReturn) Write(p []byte) (int, error) { return len(p), nil }
func (c *oneReturn) Signals() <-chan line.Signal { return nil }
func (c *oneReturn) Close() error                { c.once.Do(func() { close(c.done) }); return nil }

// reportMedian reports the median in milliseconds: a mean tells more of what else
// the machine has to do.
func reportMedian(b *testing.B, took []time.Duration) {
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2])/float64(time.Millisecond), "median_ms")
}

// BenchmarkStartProcess is the same as a whole process, from exec to exit, on empty
// standard input: the device boots, its console ends, the program ends.
func BenchmarkStartProcess(b *testing.B) {
	program := built(b)
	var took []time.Duration
	for b.Loop() {
		began := time.Now()
		out, err := exec.Command(program, "--ephemeral", "--speed", "max").Output()
		took = append(took, time.Since(began))
		if err != nil || !strings.Contains(string(out), "Press RETURN to get started!") {
			b.Fatalf("%v\n%s", err, out)
		}
	}
	reportMedian(b, took)
}

// built is the program as go build makes it.
func built(b *testing.B) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "iosim")
	if out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput(); err != nil {
		b.Fatalf("go build: %v\n%s", err, out)
	}
	return path
}
