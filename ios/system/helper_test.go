package system

import (
	"context"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/internal/chunk"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/ios/config"
	"github.com/iosim/iosim/ios/keys"
	"github.com/iosim/iosim/line"
	"github.com/iosim/iosim/platform"
)

// bare is IOS with a configuration, on a router in memory that is switched off. It
// has run for 19 seconds.
func bare(lines ...string) *System { return bareIn(context.Background(), lines...) }

func bareIn(ctx context.Context, lines ...string) *System {
	m, _ := platform.Lookup("c2901")
	fs := chunk.NewFs(chunk.NewStore())
	hw, err := device.New(device.Options{
		Name: "R2", Model: m, Clock: clock.Simulated(march), NVRAM: chunk.NewFs(chunk.NewStore()), Home: fs,
		Console: newScreen(), LinkUp: func(string) bool { return true },
	})
	if err != nil {
		panic(err)
	}
	sys, err := New(ctx, hw, Options{Keys: keys.NewRing(keys.Options{FS: fs})})
	if err != nil {
		panic(err)
	}
	sys.started = sys.started.Add(-19 * time.Second)
	for _, l := range lines {
		sys.config.Set(nil, config.Line{Text: l, Key: keyOf(l)})
	}
	return sys
}

// screen is a terminal's other end that keeps what is printed.
type screen struct {
	mu      sync.Mutex
	text    strings.Builder
	closed  chan struct{}
	once    sync.Once
	signals chan line.Signal
}

func newScreen() *screen {
	return &screen{closed: make(chan struct{}), signals: make(chan line.Signal)}
}

func (s *screen) Read([]byte) (int, error) { <-s.closed; return 0, io.EOF }
func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}
func (s *screen) Signals() <-chan line.Signal { return s.signals }
func (s *screen) Close() error {
	s.once.Do(func() { close(s.closed); close(s.signals) })
	return nil
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.ReplaceAll(s.text.String(), "\r\n", "\n")
}
