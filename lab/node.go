package lab

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/spf13/afero"

	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/internal/chunk"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/platform"
)

// node is a device's place in the lab. Of an entry with a count all devices but the
// first may be asleep: they have their ports, and are assembled and booted when
// somebody first asks for one, as of the time at which the lab was switched on.
type node struct {
	lab         *Lab
	name, entry string
	index       int // among all devices, from 0
	number      int // within its entry, from 1
	spec        *Device
	twin        bool // may sleep

	station atomic.Pointer[station] // while Serve runs

	once    sync.Once
	dev     atomic.Pointer[device.Device] // nil: not assembled
	err     error
	console atomic.Pointer[consolePort]
	late    *clock.CatchUp // the device's clock, if it slept

	held map[string]*chunk.Fs // its folders, by name, where they are in memory
}

// folder is a folder of the device in the lab's state: "" for its own, "nvram", those of
// its disks.
func (n *node) folder(name string) (afero.Fs, error) {
	if fs, ok := n.held[name]; ok {
		return fs, nil
	}
	fs, err := n.lab.state.folder(filepath.Join(n.name, name))
	if c, ok := fs.(*chunk.Fs); ok {
		if n.held == nil {
			n.held = map[string]*chunk.Fs{}
		}
		n.held[name] = c
	}
	return fs, err
}

// newNodes are the nodes of an entry of the lab file.
func (l *Lab) newNodes(entry string, d *Device) []*node {
	all := make([]*node, max(1, d.Count))
	twins := l.state.dir == "" && l.opt.Ports && clock.Jumps(l.opt.Clock) && inMemory(d)
	for i := range all {
		n := &node{lab: l, name: entry, entry: entry, index: len(l.nodes) + i, number: i + 1, spec: d, twin: twins && i > 0}
		if d.Count > 1 {
			n.name = fmt.Sprintf("%s-%d", entry, n.number)
		}
		all[i] = n
	}
	return all
}

// inMemory reports whether nothing on the disks of a device comes from a folder of
// this machine, so that it is the same whenever it is looked at.
func inMemory(d *Device) bool {
	for _, c := range d.Files {
		if c.Dir != "" || c.File != "" {
			return false
		}
	}
	return true
}

// withStartup is d with the text of its startup-config.
func (l *Lab) withStartup(d Device) (*Device, error) {
	if d.Startup == nil || d.Startup.Text != nil || d.Startup.File == "" {
		return &d, nil
	}
	p := d.Startup.File
	if !filepath.IsAbs(p) {
		p = filepath.Join(l.spec.Dir, p)
	}
	b, err := os.ReadFile(p)
	if err != nil {
		return nil, err
	}
	text := string(b)
	d.Startup = &Text{Text: &text}
	return &d, nil
}

// assemble gives the device, switched off the first time.
func (n *node) assemble() (*device.Device, error) {
	n.once.Do(func() {
		if s := n.station.Load(); s != nil && n.twin {
			n.late = clock.NewCatchUp(n.lab.opt.Clock, s.lab.since)
		}
		n.err = n.build()
	})
	return n.dev.Load(), n.err
}

// build makes the device of what is in its folders.
func (n *node) build() error {
	clk := n.lab.opt.Clock
	if n.late != nil {
		clk = n.late
	}
	d, err := n.lab.newDevice(n, clk)
	if err != nil {
		return fmt.Errorf("device %s: %w", n.name, err)
	}
	n.dev.Store(d)
	return nil
}

// device gives the device, awake if the lab serves.
func (n *node) device() *device.Device {
	if s := n.station.Load(); s != nil {
		s.wake()
	}
	d, err := n.assemble()
	if err != nil {
		panic("lab: " + err.Error()) // the first of its entry was assembled from the same
	}
	return d
}

// model is the node's hardware.
func (n *node) model() *platform.Model {
	m, _ := platform.Lookup(n.spec.platform()) // the lab file was checked
	return m
}

// mayHave reports whether a device that is not assembled may have an address.
func (n *node) mayHave(addr netip.Addr) bool {
	if n.spec.Startup == nil {
		a, ok := n.lab.address(n.index)
		return ok && a.Addr() == addr
	}
	return n.spec.Startup.Text != nil && strings.Contains(n.configText(*n.spec.Startup.Text), " "+addr.String()+" ")
}
