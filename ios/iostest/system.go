// Package iostest makes an IOS that has not booted, for tests of what works on it.
//
//	sys := iostest.System(t, hw, tables)
package iostest

import (
	"context"
	"testing"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/ios/keys"
	"github.com/iosim/iosim/ios/system"
)

// System is IOS on a device that is switched off, with an empty configuration; it
// merges configurations by the tables. It ends with the test.
func System(tb testing.TB, hw *device.Device, tables *cli.Tables) *system.System {
	tb.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	sys, err := system.New(ctx, hw, system.Options{Keys: keys.NewRing(keys.Options{FS: hw.Home()})})
	if err != nil {
		cancel()
		tb.Fatal(err)
	}
	sys.SetShell(&shell{sys, tables})
	tb.Cleanup(func() {
		cancel()
		sys.Close()
	})
	return sys
}

// shell has no sessions.
type shell struct {
	sys    *system.System
	tables *cli.Tables
}

// Session implements system.Shell.
func (*shell) Session(context.Context, *system.TTY, system.LoginInfo) error { return nil }

// Merge implements system.Shell.
func (s *shell) Merge(ctx context.Context, text, source string) error {
	return cli.Load(ctx, s.sys, s.tables, text, source)
}
