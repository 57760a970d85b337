package lab

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"path/filepath"
	"sync"
	"sync/atomic"

	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/event"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/internal/hostfile"
	"github.com/iosim/iosim/lab/listen"
	"github.com/iosim/iosim/lab/network"
	"github.com/iosim/iosim/lab/spec"
	"github.com/iosim/iosim/lab/state"
	"github.com/iosim/iosim/platform"
)

// node is a device's place in the lab. Of an entry with a count all devices but the
// first may be lazy: they have their ports, and are assembled and booted when they are
// first needed, as of the time at which the lab was switched on.
type node struct {
	lab         *Lab
	name, entry string
	index       int // among all devices, from 0
	number      int // within its entry, from 1
	spec        *spec.Device
	lazy        bool
	home        *state.Home
	tftp        listen.TFTPPort
	addresses   func() []netip.Addr // readAddresses, done once

	server atomic.Pointer[listen.DeviceServer] // while Serve runs

	once    sync.Once
	dev     atomic.Pointer[device.Device] // nil: not assembled
	err     error
	console atomic.Pointer[listen.ConsoleServer]
	late    *clock.CatchUp // the device's clock, if it booted late
}

var (
	_ listen.Node    = (*node)(nil)
	_ network.Device = (*node)(nil)
)

// newNodes are the nodes of an entry of the lab file.
func (l *Lab) newNodes(entry string, d *spec.Device) []*node {
	all := make([]*node, max(1, d.Count))
	lazy := l.state.InMemory() && l.opt.Ports && clock.Jumps(l.opt.Clock) && inMemory(d)
	for i := range all {
		n := &node{lab: l, name: entry, entry: entry, index: len(l.nodes) + i, number: i + 1, spec: d, lazy: lazy && i > 0}
		if d.Count > 1 {
			n.name = fmt.Sprintf("%s-%d", entry, n.number)
		}
		n.home = l.state.NewHome(n.name)
		n.addresses = sync.OnceValue(n.readAddresses)
		n.tftp.Network, n.tftp.Device, n.tftp.Context, n.tftp.Start = l.network, n.device, n.WithPanics(l.life), l.servers.Start
		all[i] = n
	}
	return all
}

// inMemory reports whether nothing on the disks of a device comes from a folder of
// this machine, so that it is the same whenever it is looked at.
func inMemory(d *spec.Device) bool {
	for _, c := range d.Files {
		if c.Dir != "" || c.File != "" {
			return false
		}
	}
	return true
}

// withStartup is d with the text of its startup-config.
func (l *Lab) withStartup(d spec.Device) (*spec.Device, error) {
	if d.Startup == nil || d.Startup.Text != nil || d.Startup.File == "" {
		return &d, nil
	}
	b, err := hostfile.Read(l.spec.Path(d.Startup.File), spec.MaxConfig)
	if err != nil {
		return nil, err
	}
	text := string(b)
	d.Startup = &spec.Text{Text: &text}
	return &d, nil
}

// Assemble gives the device, switched off the first time.
func (n *node) Assemble() (*device.Device, error) {
	n.once.Do(func() {
		if n.lazy && n.server.Load() != nil {
			n.late = clock.NewCatchUp(n.lab.opt.Clock, n.lab.since)
		}
		n.err = n.Rebuild()
	})
	return n.dev.Load(), n.err
}

// Rebuild makes the device of what is in its folders.
func (n *node) Rebuild() error {
	clk := n.lab.opt.Clock
	if n.late != nil {
		clk = n.late
	}
	d, err := n.lab.newDevice(n, clk)
	var damage *DamageError
	if errors.As(err, &damage) {
		damage.Device, damage.Dir = n.name, filepath.Join(n.lab.opt.State, n.name)
		return damage
	}
	if err != nil {
		return fmt.Errorf("device %s: %w", n.name, err)
	}
	n.dev.Store(d)
	return nil
}

// device gives the device, booted if the lab serves; nil if it cannot be assembled, which
// ends Serve.
func (n *node) device() *device.Device {
	if s := n.server.Load(); s != nil {
		s.Boot()
	}
	d, err := n.Assemble()
	if err != nil {
		return nil
	}
	return d
}

// The rest of listen.Node.

func (n *node) Name() string { return n.name }

// WithPanics implements listen.Node.
func (n *node) WithPanics(ctx context.Context) context.Context {
	return event.WithPanics(ctx, n.lab.opt.Events.Source(n.name, n.lab.opt.Clock.Now))
}

func (n *node) Index() int                     { return n.index }
func (n *node) Lazy() bool                     { return n.lazy }
func (n *node) Current() *device.Device        { return n.dev.Load() }
func (n *node) Console() *listen.ConsoleServer { return n.console.Load() }
func (n *node) TFTP() *listen.TFTPPort         { return &n.tftp }
func (n *node) Served(s *listen.DeviceServer)  { n.server.Store(s) }

// CaughtUp implements listen.Node.
func (n *node) CaughtUp() {
	if n.late != nil {
		n.late.Finish()
	}
}

// model is the node's hardware.
func (n *node) model() *platform.Model {
	m, _ := platform.Lookup(n.spec.PlatformName()) // the lab file was checked
	return m
}
