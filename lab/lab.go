package lab

import (
	"context"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
	"time"

	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/event"
	"github.com/iosim/iosim/internal/safego"
	wiretap "github.com/iosim/iosim/internal/wire"
	"github.com/iosim/iosim/ios"
	"github.com/iosim/iosim/lab/host"
	"github.com/iosim/iosim/lab/listen"
	"github.com/iosim/iosim/lab/metrics"
	"github.com/iosim/iosim/lab/network"
	"github.com/iosim/iosim/lab/spec"
	"github.com/iosim/iosim/lab/state"
	"github.com/iosim/iosim/line"
)

// Options say how a lab runs.
type Options struct {
	// Clock is the time of the lab; nil is NewClock at speed 0 from now on.
	Clock Clock
	// State is the folder that keeps the lab's state; "" keeps everything in memory.
	State string
	// Ports gives every device a console that Serve has a port for, unless Console
	// gives it one.
	Ports bool
	// Console gives the console line of a device; nil leaves the line without a terminal.
	Console func(device string) line.Conn
	// Terminal describes the terminals of the consoles.
	Terminal line.Options
	// Seed makes losses repeatable; 0 makes each run different.
	Seed uint64
	// Events gets what happens in the lab, from Open on; it is this lab's alone. nil: Open
	// makes one. When readers that have subscribed after Open learn of a phase, the ports
	// of the device have followed it already.
	Events *event.Bus
	// Reset are the devices that are as from the lab file again, whatever their state was.
	Reset []string
	// PutAside, if it is not nil, is called for the state of a device of Reset: dir is the
	// folder of this machine that it is in now.
	PutAside func(device, dir string)
	// Damaged, if it is not nil, is called for a device whose state cannot be read; the lab
	// runs without it, unless it has no other. nil: Open fails.
	Damaged func(*DamageError)
	// Capture is the folder that gets a record of every transfer, in three files each; it
	// is created if necessary. "": none.
	Capture string
}

// Lab is a running lab: its hosts answer; its devices are switched off until
// their Run.
type Lab struct {
	spec        *spec.Lab
	opt         Options
	network     *network.Network
	state       *state.State
	nodes       []*node
	hosts       []*host.Host
	ios         *ios.Base
	since       time.Time      // lab time at which Serve switched the devices on
	trust       *x509.CertPool // of the authorities that devices trust
	media       state.Media
	hashes      state.Cache[string, string]       // of passwords, by the password
	keys        state.Cache[int, *rsa.PrivateKey] // by modulus, for labs in memory
	counts      metrics.Counts
	capture     *wiretap.Dir // nil: none
	unfollow    func()       // ends followPorts; nil before
	connections listen.Connections
	servers     safego.Group
	life        context.Context // of the servers
	cancel      context.CancelFunc
}

// Open starts the servers of the hosts and assembles the devices, which fills the folders
// of a state that is new. The end of ctx stops it with an error, and does nothing to a lab
// that is open.
func Open(ctx context.Context, s *spec.Lab, o Options) (_ *Lab, err error) {
	opening := ctx
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	opened := context.AfterFunc(opening, cancel)
	if o.Clock == nil {
		o.Clock = NewClock(time.Now().UTC(), 0)
	}
	l := &Lab{spec: s, opt: o, life: ctx, cancel: cancel}
	if l.opt.Events == nil {
		l.opt.Events = event.NewBus()
	}
	l.counts.Follow(l.opt.Events) // to the end: what stops late counts too
	l.network = network.New(s, network.Options{Clock: o.Clock, Seed: o.Seed, DeviceAt: l.deviceAt})
	defer func() {
		if !opened() && err == nil {
			err = context.Cause(opening)
		}
		if err != nil {
			err = errors.Join(err, l.Close())
		}
	}()
	if l.state, err = state.Open(ctx, o.State, s.Path); err != nil {
		return nil, err
	}
	if o.Capture != "" {
		if l.capture, err = wiretap.OpenDir(o.Capture); err != nil {
			return nil, err
		}
	}
	if err := l.startHosts(ctx); err != nil {
		return nil, err
	}
	if l.ios, err = ios.New(); err != nil {
		return nil, err
	}
	for _, d := range s.Devices {
		v, err := l.withStartup(d.Value)
		if err != nil {
			return nil, fmt.Errorf("device %s: %w", d.Name, err)
		}
		l.nodes = append(l.nodes, l.newNodes(d.Name, v)...)
	}
	l.unfollow = l.followPorts()
	if err := l.reset(); err != nil {
		return nil, err
	}
	if err := l.assembleAll(opening); err != nil {
		return nil, err
	}
	return l, nil
}

// startHosts starts the servers of the hosts, whose certificates the devices trust.
func (l *Lab) startHosts(ctx context.Context) error {
	authority, err := host.NewAuthority(l.spec.Name)
	if err != nil {
		return err
	}
	file := l.spec.Trust
	if file != "" {
		file = l.spec.Path(file)
	}
	if l.trust, err = authority.Pool(file); err != nil {
		return err
	}
	env := &host.Environment{Network: l.network, State: l.state, Authority: authority,
		Now: l.opt.Clock.Now, Events: l.opt.Events, Background: l.servers.Start}
	for _, h := range l.spec.Hosts {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		r, err := env.Start(ctx, h.Name, h.Value)
		if err != nil {
			return err
		}
		l.hosts = append(l.hosts, r)
	}
	return nil
}

// Devices returns the devices in the order of the lab file. It boots those that have not
// been needed yet, and leaves out one whose start fails, which ends Serve.
func (l *Lab) Devices() []*device.Device {
	all := make([]*device.Device, 0, len(l.nodes))
	for _, n := range l.nodes {
		if d := n.device(); d != nil {
			all = append(all, d)
		}
	}
	return all
}

// Device finds a device by its name, and boots it if it has not been needed yet. ok is
// false if there is none of that name, or its start fails.
func (l *Lab) Device(name string) (d *device.Device, ok bool) {
	for _, n := range l.nodes {
		if n.name == name {
			d = n.device()
			return d, d != nil
		}
	}
	return nil, false
}

// Spec is what the lab was opened with.
func (l *Lab) Spec() *spec.Lab { return l.spec }

// Advance moves the time of a lab whose time jumps forward by d; one in real time waits.
func (l *Lab) Advance(ctx context.Context, d time.Duration) error { return l.opt.Clock.Sleep(ctx, d) }

// Transfers count the files that passed between devices and others, by protocol and
// result.
func (l *Lab) Transfers() []metrics.TransferCount { return l.counts.Transfers() }

// Hosts are the hosts in the order of the lab file.
func (l *Lab) Hosts() []*host.Host { return l.hosts }

// Close ends the servers and the captures, and closes the state. The devices must have
// stopped.
func (l *Lab) Close() error {
	l.cancel()
	l.servers.Wait()
	for _, n := range l.nodes {
		n.tftp.Close()
		if d := n.dev.Load(); d != nil {
			_ = d.Console().Close() // of one that never ran; the others have done it
		}
	}
	if l.unfollow != nil {
		l.unfollow()
	}
	err := l.capture.Close()
	if l.state != nil {
		err = errors.Join(err, l.state.Close())
	}
	return err
}

// Run switches all devices on and waits until first has ended, whose error it
// returns; the others are switched off then.
func (l *Lab) Run(ctx context.Context, first *device.Device) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for _, d := range l.Devices() {
		if d != first {
			l.servers.Start(d.WithPanics(ctx), "device", func() { _ = d.Run(ctx) })
		}
	}
	return first.Run(ctx)
}
