package ios

import (
	"context"
	"testing"

	"github.com/spf13/afero"

	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/ios/keys"
	"github.com/iosim/iosim/ios/running"
	"github.com/iosim/iosim/ios/serve"
	"github.com/iosim/iosim/ios/system"
	"github.com/iosim/iosim/line"
	"github.com/iosim/iosim/platform"
)

// unbooted is IOS on a router without disks and cables that has not booted.
func unbooted(t testing.TB, model string, clk clock.Clock, con line.Conn, base *Base, keep bool) *shell {
	t.Helper()
	m, ok := platform.Lookup(model)
	if !ok {
		t.Fatalf("no %s", model)
	}
	home := afero.NewMemMapFs()
	hw, err := device.New(device.Options{
		Name: "R1", Model: m, Clock: clk, NVRAM: afero.NewMemMapFs(), Home: home,
		ReadStartup: running.ReadStartup,
		LinkUp:      func(string) bool { return false }, Console: con,
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	sys, err := system.New(ctx, hw, system.Options{Keys: keys.NewRing(keys.Options{FS: home}), KeepUnknown: keep})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		sys.Close()
	})
	sh := &shell{System: sys, tables: base.tables, daemons: serve.New(sys)}
	sys.SetShell(sh)
	return sh
}
