// Package ios is IOS as the software of a device. It joins the families of commands into
// tables, and runs what happens from the load of an image to the end of the last session:
// the start, the console, logins and vty sessions.
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

// Base is the part of IOS that all routers share: the tables of its commands.
type Base struct{ tables *cli.Tables }

// New returns a Base with the commands of all families. The error is that of an invalid
// table.
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

// Runs reports whether an image contains IOS, which is true for all images: those of the
// catalog and other well-formed ones.
func Runs(images.Info, *platform.Model) bool { return true }

// Options are the properties of a router that IOS needs besides its hardware.
type Options struct {
	Name string   // name of the router, which labels its first key
	Home afero.Fs // the directory of keys.json
	// RSABits is the length of the modulus of a new router's RSA key, in bits; 0: no key.
	RSABits int
	// MakeKey generates that key when it is first needed; nil is keys.Generate.
	MakeKey func(bits int) (*rsa.PrivateKey, error)
	// Made is the device time at which the key was made.
	Made time.Time
	// KeepUnknown keeps lines of a configuration that no table knows verbatim, instead of
	// reporting them.
	KeepUnknown bool
	// Trust contains the certificate authorities that the router trusts; nil is those of the
	// host system. Insecure accepts any certificate.
	Trust    *x509.CertPool
	Insecure bool
}

// Software is IOS for one router. Its key pairs survive a reload.
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

// Boot starts IOS on the device, as device.Software describes.
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

// Of returns the IOS that runs on a device, false if none does.
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

	configured bool // there is a startup-config
}

var _ device.System = (*shell)(nil)

// Merge merges a configuration, as device.System and system.Shell describe.
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

// Reserve reserves a session for a client, as device.System describes.
func (sh *shell) Reserve(port uint16, from netip.Addr) (device.Reservation, error) {
	return sh.daemons.Reserve(port, from)
}
