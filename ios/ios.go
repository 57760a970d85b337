// Package ios is IOS as the software of a device: it joins the families of commands
// into its tables and does what happens between an image's load and the first prompt.
//
//	base, err := ios.New()
//	var r device.Registry
//	r.Add(base.On(ios.Options{Home: home}), ios.Runs)
//	d, err := device.New(device.Options{Software: &r, …})
package ios

import (
	"context"
	"crypto/rsa"
	"crypto/x509"
	"net/netip"
	"time"

	"github.com/spf13/afero"

	"github.com/iosim/iosim/boot"
	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/cli/confcmd"
	"github.com/iosim/iosim/cli/filecmd"
	"github.com/iosim/iosim/cli/showcmd"
	"github.com/iosim/iosim/cli/syscmd"
	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/images"
	"github.com/iosim/iosim/ios/keys"
	"github.com/iosim/iosim/ios/serve"
	"github.com/iosim/iosim/ios/system"
	"github.com/iosim/iosim/platform"
)

// Base is what all routers that run IOS share: the tables of its commands.
type Base struct{ tables *cli.Tables }

// New compiles the tables of all families.
func New() (*Base, error) {
	conf, err := confcmd.Rows()
	if err != nil {
		return nil, err
	}
	t, err := cli.NewTables(conf, filecmd.Rows(), showcmd.Rows(), syscmd.Rows())
	if err != nil {
		return nil, err
	}
	return &Base{t}, nil
}

// Runs reports whether an image holds IOS: all that the catalogue and other
// well-formed images hold.
func Runs(images.Info, *platform.Model) bool { return true }

// Options are what IOS has to know of a router beside its hardware.
type Options struct {
	Name string   // of the router, which labels its first key
	Home afero.Fs // the folder of keys.json
	// RSABits is the modulus, in bits, of the RSA key that a new router has; 0: none.
	RSABits int
	// MakeKey makes that key when it is first needed; nil is keys.Generate.
	MakeKey func(bits int) (*rsa.PrivateKey, error)
	// Made is the device time of that key.
	Made time.Time
	// KeepUnknown: lines of a configuration that no command table knows are kept
	// verbatim instead of being reported.
	KeepUnknown bool
	// Trust are the authorities whose certificates the router takes; nil: those of the
	// machine. Insecure takes any certificate.
	Trust    *x509.CertPool
	Insecure bool
}

// Software is IOS for one router. What it holds stays over a reload: the key pairs.
type Software struct {
	base *Base
	opt  system.Options
}

var _ device.Software = (*Software)(nil)

// On returns the software of one router.
func (b *Base) On(o Options) *Software {
	ring := keys.NewRing(keys.Options{
		FS: o.Home, Make: o.MakeKey,
		First: keys.RSA{Label: o.Name, Bits: o.RSABits, Usage: keys.General, Made: o.Made},
	})
	return &Software{b, system.Options{Keys: ring, KeepUnknown: o.KeepUnknown, Trust: o.Trust, Insecure: o.Insecure}}
}

// Boot implements device.Software.
func (s *Software) Boot(ctx context.Context, hw *device.Device, image boot.Outcome) (device.System, error) {
	sys, err := system.New(ctx, hw, s.opt)
	if err != nil {
		return nil, err
	}
	sh := &shell{System: sys, tables: s.base.tables, daemons: serve.New(sys)}
	sys.SetShell(sh)
	if err := sh.start(ctx, image); err != nil {
		sys.Close()
		return nil, err
	}
	return sh, nil
}

// Of is the IOS that runs on a device; false while none does.
func Of(d *device.Device) (*system.System, bool) {
	if sh, ok := d.System().(*shell); ok {
		return sh.System, true
	}
	return nil, false
}

// shell is IOS running on a device, with its commands and daemons.
type shell struct {
	*system.System
	tables  *cli.Tables
	daemons *serve.Daemons

	configured bool // by a startup-config
}

var _ device.System = (*shell)(nil)

// Merge implements device.System and system.Shell.
func (sh *shell) Merge(ctx context.Context, text, source string) error {
	return cli.Load(ctx, sh.System, sh.tables, text, source)
}

// Datagram implements device.System.
func (sh *shell) Datagram(ctx context.Context, in device.Datagram) { sh.daemons.Datagram(ctx, in) }

// Close implements device.System.
func (sh *shell) Close() {
	sh.System.Close()
	sh.daemons.Close()
}

// Listens implements device.System.
func (sh *shell) Listens(port uint16) bool { return sh.daemons.Listens(port) }

// Reserve implements device.System.
func (sh *shell) Reserve(port uint16, from netip.Addr) (device.Reservation, error) {
	return sh.daemons.Reserve(port, from)
}
