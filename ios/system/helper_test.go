package system

import (
	"context"
	"strings"
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
		sys.config.Set(nil, valued(config.Line{Text: l, Key: keyOf(l)}))
	}
	return sys
}

// decoders are those of the lines that tests have, by how these begin.
var decoders = map[string]running.Decoder{
	"service timestamps log": running.LogTimestamps, "service sequence-numbers": running.SequenceNumbers,
	"clock timezone": running.Timezone, "clock summer-time": running.SummerTime,
	"logging console": running.LoggingConsole, "logging monitor": running.LoggingMonitor, "logging on": running.LoggingOn,
	"logging buffered": running.LoggingBuffered, "logging trap": running.LoggingTrap, "logging host": running.LoggingHost,
	"hostname": running.Hostname, "ip domain name": running.Domain, "ip ssh rsa keypair-name": running.SSHKeypair,
}

// valued is a line with its meaning.
func valued(l config.Line) config.Line {
	for head, d := range decoders {
		if strings.HasPrefix(strings.TrimPrefix(l.Text, "no "), head) {
			if v := running.Decode(d, l.Text); v != nil {
				l.Value = v
			}
		}
	}
	return l
}
