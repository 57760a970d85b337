package lab

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/event"
	"github.com/iosim/iosim/internal/chunk"
	"github.com/iosim/iosim/internal/clock"
	wiretap "github.com/iosim/iosim/internal/wire"
	"github.com/iosim/iosim/ios"
	"github.com/iosim/iosim/line"
)

// Options say how a lab runs.
type Options struct {
	// Clock is the time of the lab; Simulated says that it jumps, so that links and
	// media cost device time though they cost no real one. nil is a clock that jumps.
	Clock     clock.Clock
	Simulated bool
	// State is the folder that keeps the lab's state; "" keeps everything in memory.
	State string
	// Ports gives every device a console that Serve has a port for, unless Console
	// gives it one.
	Ports bool
	// Console gives the console line of a device; nil leaves it unplugged.
	Console func(device string) line.Conn
	// Terminal describes the terminals of the consoles.
	Terminal line.Options
	// Seed makes losses repeatable; 0 is a seed of its own.
	Seed uint64
	// Events gets what happens in the lab, from Open on; it is this lab's alone. nil: Open
	// makes one. When readers that have subscribed after Open learn of a phase, the ports
	// of the device have followed it already.
	Events *event.Bus
	// Capture is the folder that gets a record of every transfer; nil: none.
	Capture *wiretap.Dir
}

// Lab is a running lab: its hosts answer; its devices are switched off until
// their Run.
type Lab struct {
	spec      *Spec
	opt       Options
	addrs     *addressMap
	store     *chunk.Store
	state     *stateDir
	nodes     []*node
	ios       *ios.Base
	since     time.Time // lab time at which Serve switched the devices on
	hosts     []*RunningHost
	rand      uint64
	hashes    hashes
	sticks    sticks
	folders   folders
	authority *authority
	pool      *x509.CertPool // of the authorities that devices trust
	sockets   atomic.Uint64  // that have got a source of chance
	tftp      tftpPorts
	meter     device.Meter
	unfollow  func() // ends followPorts; nil before
	shared    shared
	clients   [3]clients // by their port: SSH, Telnet, console
	servers
	life   context.Context // of the servers
	cancel context.CancelFunc
}

// Open starts the servers of the hosts and assembles the devices.
func Open(ctx context.Context, spec *Spec, o Options) (_ *Lab, err error) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	if o.Clock == nil {
		o.Clock, o.Simulated = clock.Skipping(time.Now().UTC()), true
	}
	l := &Lab{
		spec: spec, opt: o, addrs: newAddressMap(spec.Outside == "allow"),
		store: chunk.NewStore(), rand: o.Seed, life: ctx, cancel: cancel,
	}
	l.addrs.device = l.deviceSocket
	if l.opt.Events == nil {
		l.opt.Events = event.NewBus()
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, l.Close())
		}
	}()
	if l.state, err = openState(o.State, l.store); err != nil {
		return nil, err
	}
	if l.authority, err = newAuthority(spec.Name); err != nil {
		return nil, err
	}
	if l.pool, err = l.trust(); err != nil {
		return nil, err
	}
	for _, h := range spec.Hosts {
		r, err := l.startHost(ctx, h.Name, h.Value)
		if err != nil {
			return nil, err
		}
		l.hosts = append(l.hosts, r)
	}
	if l.ios, err = ios.New(); err != nil {
		return nil, err
	}
	for _, d := range spec.Devices {
		v, err := l.withStartup(d.Value)
		if err != nil {
			return nil, fmt.Errorf("device %s: %w", d.Name, err)
		}
		l.nodes = append(l.nodes, l.newNodes(d.Name, v)...)
	}
	l.unfollow = l.followPorts()
	for _, n := range l.nodes {
		if n.twin {
			continue
		}
		if _, err := n.assemble(); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// Devices are the devices in the order of the lab file. It wakes those that nobody
// has asked for yet.
func (l *Lab) Devices() []*device.Device {
	all := make([]*device.Device, len(l.nodes))
	for i, n := range l.nodes {
		all[i] = n.device()
	}
	return all
}

// Device finds a device by its name, and wakes it if nobody has asked for it yet.
func (l *Lab) Device(name string) (*device.Device, bool) {
	for _, n := range l.nodes {
		if n.name == name {
			return n.device(), true
		}
	}
	return nil, false
}

// Spec is what the lab was opened with.
func (l *Lab) Spec() *Spec { return l.spec }

// Advance makes the time of a lab whose time jumps d later; one in real time waits.
func (l *Lab) Advance(ctx context.Context, d time.Duration) error { return l.opt.Clock.Sleep(ctx, d) }

// Transfers are the files that passed between devices and others, by protocol and
// result.
func (l *Lab) Transfers() []device.TransferCount { return l.meter.Transfers() }

// Hosts are the hosts in the order of the lab file.
func (l *Lab) Hosts() []*RunningHost { return l.hosts }

// Close ends the servers and lets the state go. The devices must have stopped.
func (l *Lab) Close() error {
	l.cancel()
	l.wg.Wait()
	l.tftp.close()
	for _, n := range l.nodes {
		if d := n.dev.Load(); d != nil {
			_ = d.Console().Close() // of one that never ran; the others have done it
		}
	}
	if l.unfollow != nil {
		l.unfollow()
	}
	err := l.folders.close()
	if l.state != nil {
		err = errors.Join(err, l.state.close())
	}
	return err
}

// A link that the lab file does not describe is as fast as this machine, but
// where time is simulated it costs what a quiet Fast Ethernet costs.
var quietEthernet = Link{Rate: 100_000_000, Delay: Duration(100 * time.Microsecond)}

// linkOf is the link between two nodes, false where nothing bounds it. Devices of
// one entry share its links.
func (l *Lab) linkOf(a, b string) (Link, bool) {
	for _, name := range []string{a + "-" + b, b + "-" + a} {
		if link, ok := l.spec.Links[name]; ok {
			return link, true
		}
	}
	for _, h := range l.spec.Hosts {
		if h.Value.Link != nil && (h.Name == a || h.Name == b) {
			return *h.Value.Link, true
		}
	}
	return quietEthernet, l.opt.Simulated
}

// random is a source for one connection: the same for the first of every run, the
// second, and so on.
func (l *Lab) random() *rand.Rand {
	if l.opt.Seed == 0 {
		return rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64()))
	}
	return rand.New(rand.NewPCG(l.opt.Seed, l.sockets.Add(1)))
}

// Run powers all devices on and waits until first has ended, whose error it
// returns; the others are switched off then.
func (l *Lab) Run(ctx context.Context, first *device.Device) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for _, d := range l.Devices() {
		if d != first {
			l.serve(func() { _ = d.Run(ctx) })
		}
	}
	return first.Run(ctx)
}
