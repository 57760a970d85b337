package lab

import (
	"crypto/rsa"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/afero"

	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/ifs/nvramfs"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/ios"
	"github.com/iosim/iosim/ios/keys"
	"github.com/iosim/iosim/ios/running"
	"github.com/iosim/iosim/lab/listen"
	"github.com/iosim/iosim/lab/spec"
	"github.com/iosim/iosim/platform"
)

// newDevice fills a device's state, if it is fresh, and assembles it.
func (l *Lab) newDevice(n *node, clk clock.Clock) (*device.Device, error) {
	model, ok := platform.Lookup(n.spec.PlatformName())
	if !ok {
		return nil, fmt.Errorf("there is no platform %q", n.spec.Platform)
	}
	home, err := n.home.Folder("")
	if err != nil {
		return nil, damaged(err)
	}
	media, err := l.disks(n, model)
	if err != nil {
		return nil, err
	}
	for prefix, fs := range media {
		l.media.Put(n.name, prefix, fs)
	}
	nv, err := n.home.Folder("nvram")
	if err != nil {
		return nil, damaged(err)
	}
	fresh, err := isFresh(home)
	if err != nil {
		return nil, damaged(err)
	}
	if fresh {
		if err := l.fill(n, model, media, nv); err != nil {
			return nil, err
		}
	}
	o := device.Options{
		Name: n.name, Model: model.Unit(n.index), Clock: clk, Software: &device.Registry{},
		Wire:        l.network.Uplink(n.entry, clk, n.dialSelf),
		Disk:        func(prefix string) (afero.Fs, error) { return media[prefix], nil },
		NVRAM:       nv,
		Home:        home,
		LinkUp:      func(iface string) bool { return l.linked(model, iface) },
		ReadStartup: running.ReadStartup,
		Events:      l.opt.Events,
		Terminal:    l.opt.Terminal,
		Capture:     l.capture,
	}
	software := ios.Options{
		Name: n.name, Home: home, RSABits: n.spec.RSABits(), Made: clk.Now(),
		KeepUnknown: n.spec.UnknownConfig == "keep", Trust: l.trust, Insecure: l.spec.Insecure,
	}
	if l.state.InMemory() {
		software.MakeKey = func(bits int) (*rsa.PrivateKey, error) {
			return l.keys.Get(bits, func() (*rsa.PrivateKey, error) { return keys.Generate(bits) })
		}
	}
	o.Software.Add(l.ios.On(software), ios.Runs)
	o.Console = unplugged{}
	if l.opt.Ports {
		p := listen.NewConsoleServer()
		n.console.Store(p)
		o.Console, o.Terminal = p, listen.Terminal
	}
	if l.opt.Console != nil {
		if c := l.opt.Console(n.name); c != nil {
			o.Console = c
		}
	}
	d, err := device.New(o)
	switch {
	case err != nil && fresh:
		return nil, err
	case err != nil:
		return nil, damaged(err)
	}
	for _, f := range n.spec.Faults {
		f.Seed += uint64(n.number - 1) // devices of one entry do not fail alike
		if err := SetFault(d, f); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// linked reports whether a port leads to the hosts and the other devices: whether
// there are any, and it has a cable.
func (l *Lab) linked(model *platform.Model, port string) bool {
	alone := len(l.spec.Hosts) == 0 && len(l.spec.Devices) == 1 && l.spec.Devices[0].Value.Count < 2
	return !alone && model.HasCable(port)
}

// isFresh reports whether a device has never been assembled: the state file is
// written last.
func isFresh(home afero.Fs) (bool, error) {
	_, err := home.Stat("device.json")
	if errors.Is(err, fs.ErrNotExist) {
		return true, nil
	}
	return false, err
}

// disks are the folders of the disks; a slot without a medium has none. A folder
// of this machine can be the medium of a socket.
func (l *Lab) disks(n *node, model *platform.Model) (map[string]afero.Fs, error) {
	out := map[string]afero.Fs{}
	for _, row := range model.FileSystems {
		if row.Backing != platform.Disk && row.Backing != platform.USB && row.Backing != platform.ClassB {
			continue
		}
		given, named := mediumOf(n.spec, row.Prefix)
		if row.Removed && !named {
			continue
		}
		var err error
		if given != "" {
			out[row.Prefix], err = l.state.Machine(given)
		} else {
			if out[row.Prefix], err = n.home.Folder(row.Prefix); err != nil {
				err = damaged(err)
			}
		}
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// mediumOf is the folder that a lab file gives for a whole disk, and whether it names
// anything there.
func mediumOf(d *spec.Device, prefix string) (dir string, named bool) {
	for key, c := range d.Files {
		if head, path, _ := strings.Cut(key, ":"); head == prefix {
			named = true
			if path == "" || path == "/" {
				dir = c.Dir
			}
		}
	}
	return dir, named
}

// fill puts the first content on the disks and into the NVRAM.
func (l *Lab) fill(n *node, model *platform.Model, media map[string]afero.Fs, nv afero.Fs) error {
	running := n.spec.Running
	switch {
	case running == noImage:
		running = ""
	case running == "" && !namesImages(n.spec):
		running = model.Image
	}
	first := media[model.DefaultFS]
	if running != "" && first != nil {
		if err := l.state.PutImage(first, "/"+running, running); err != nil {
			return err
		}
	}
	for _, key := range slices.Sorted(maps.Keys(n.spec.Files)) {
		prefix, path, ok := strings.Cut(key, ":")
		fs := media[prefix]
		switch {
		case !ok || fs == nil:
			return fmt.Errorf("files: %q names no disk of a %s", key, model.PID)
		case n.spec.Files[key].Dir != "":
			continue // the medium itself
		}
		row, _ := model.FileSystem(prefix)
		if err := l.state.Put(fs, "/"+strings.TrimPrefix(path, "/"), n.spec.Files[key], row.Size); err != nil {
			return fmt.Errorf("files: %s: %w", key, err)
		}
	}
	text := l.startup(n, running, model)
	if text == "" {
		return nil
	}
	v, err := nvramfs.New(nv, model.NVRAMSize)
	if err != nil {
		return err
	}
	return v.SetStartup([]byte(text))
}

// noImage as the running image leaves the disk without one.
const noImage = "none"

func namesImages(d *spec.Device) bool {
	for _, c := range d.Files {
		if c.Image != "" {
			return true
		}
	}
	return false
}

// startup is the startup-config that a fresh device gets.
func (l *Lab) startup(n *node, running string, model *platform.Model) string {
	text := ""
	switch {
	case n.spec.Startup == nil:
		text = l.smallConfig(n, running, model)
	case n.spec.Startup.Text != nil:
		text = n.configText(*n.spec.Startup.Text)
	}
	return withCredentials(text, n.spec.Credentials, l.hash)
}
