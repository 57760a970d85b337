package system

import (
	"context"
	"time"

	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/internal/chunk"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/internal/linetest"
	"github.com/iosim/iosim/ios/config"
	"github.com/iosim/iosim/ios/keys"
	"github.com/iosim/iosim/ios/running"
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
		ReadStartup: running.ReadStartup,
		Console:     linetest.NewScreen(), LinkUp: func(string) bool { return true },
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
