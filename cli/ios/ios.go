// Package ios is IOS as the software of a device: it joins the families of
// commands into its tables and does what happens between an image's load and the
// first prompt.
//
//	software, err := ios.New()
//	d, err := device.New(device.Options{Software: software, …})
package ios

import (
	"context"

	"github.com/iosim/iosim/boot"
	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/cli/confcmd"
	"github.com/iosim/iosim/cli/filecmd"
	"github.com/iosim/iosim/cli/showcmd"
	"github.com/iosim/iosim/cli/syscmd"
	"github.com/iosim/iosim/device"
)

// Software is IOS. One serves any number of devices.
type Software struct{ tables *cli.Tables }

// New compiles the tables of all families.
func New() (*Software, error) {
	t, err := cli.NewTables(confcmd.Rows(), filecmd.Rows(), showcmd.Rows(), syscmd.Rows())
	if err != nil {
		return nil, err
	}
	return &Software{t}, nil
}

// system is IOS running on a device.
type system struct {
	d      *device.Device
	tables *cli.Tables

	configured bool // by a startup-config
}

// Start implements device.Software.
func (s *Software) Start(ctx context.Context, d *device.Device, image boot.Outcome) (device.System, error) {
	sys := &system{d: d, tables: s.tables}
	return sys, sys.start(ctx, image)
}

// Merge implements device.System.
func (s *system) Merge(ctx context.Context, text, source string) error {
	return cli.Load(ctx, s.d, s.tables, text, source)
}
