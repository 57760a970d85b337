package listen

import (
	"context"
	"fmt"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/internal/accept"
	"github.com/iosim/iosim/internal/safego"
	"github.com/iosim/iosim/lab/network"
)

// Options say where the devices of a lab answer.
type Options struct {
	// Listen is the address of all ports; the zero address is 127.0.0.1. On any that
	// is not of the loopback no device may take admin/admin.
	Listen netip.Addr
	// Network gives each device an address of its own, in the order of the lab file
	// from the first after the network's on; Listen is not used then. The addresses must
	// be this machine's, as those of 127.0.0.0/8 are on Linux.
	Network netip.Prefix
	// Port is the first of three ports for each device, in the order of the lab file:
	// SSH, Telnet, console; 0 takes free ones. With Network every device has the same
	// three, and 0 is 22, 23 and 2001.
	Port int
	// Stall is how long, in real time, a client may take nothing of what it is sent
	// before it is cut off; 0 is 30 s.
	Stall time.Duration
	// MaxClients bounds the connections to the ports of all devices together; 0 is
	// DefaultClients, or what the process may have files for. MaxPerAddress bounds those
	// of one other machine; 0 is accept.DefaultPerSource.
	MaxClients, MaxPerAddress int
}

// OnLoopback reports whether no other machine reaches the ports.
func (o Options) OnLoopback() bool {
	if o.Network.IsValid() {
		return o.Network.Addr().IsLoopback()
	}
	return !o.Listen.IsValid() || o.Listen.Unmap().IsLoopback()
}

// Node is a device of the lab as its ports use it.
type Node interface {
	Name() string
	Index() int // among all devices, from 0
	// Lazy reports whether the device may boot when its first client comes.
	Lazy() bool
	// Current is the device, nil while it has not been assembled.
	Current() *device.Device
	// Assemble gives the device, switched off the first time.
	Assemble() (*device.Device, error)
	// Rebuild makes the device anew of what is in its folders.
	Rebuild() error
	// CaughtUp ends the time in which a device that booted late makes up for it.
	CaughtUp()
	// WithPanics returns a context under which internal/safego reports panics as the
	// device's.
	WithPanics(ctx context.Context) context.Context
	Console() *ConsoleServer
	TFTP() *TFTPPort
	// Served says where the device answers from now on; nil: nowhere.
	Served(*DeviceServer)
}

// server is a Serve under way.
type server struct {
	opt         Options
	connections *Connections
	ctx         context.Context
	cancel      context.CancelCauseFunc
	poller      *poller
	clients     safego.Group
	running     sync.WaitGroup // devices that are on

	ready atomic.Bool // all devices have answered

	mu     sync.Mutex
	closed bool // no more devices are switched on
}

// begin counts a device that is being switched on; false if it is too late.
func (w *server) begin() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.closed {
		w.running.Add(1)
	}
	return !w.closed
}

// Serve switches all devices on and serves their ports until ctx ends, which is no error.
// ready is called once, when every device answers or waits for a person at its console; its
// error ends Serve.
func Serve(ctx context.Context, nodes []Node, o Options, c *Connections, ready func([]*DeviceServer) error) (err error) {
	if err := enoughFiles(len(nodes)); err != nil {
		return err
	}
	w := &server{opt: o, connections: c}
	if !w.opt.Listen.IsValid() {
		w.opt.Listen = network.Loopback
	}
	if w.opt.Network.IsValid() {
		w.opt.Listen = w.opt.Network.Addr()
	}
	taker := accept.New(accept.Options{Gate: accept.NewGate(w.opt.limits(len(nodes)))})
	if w.poller, err = newPoller(ctx, taker); err != nil {
		return err
	}
	w.ctx, w.cancel = context.WithCancelCause(ctx)
	all, err := w.deviceServers(nodes)
	if err == nil {
		w.switchOn(all, ready)
		<-w.ctx.Done()
	}
	w.cancel(err)
	w.mu.Lock()
	w.closed = true
	w.mu.Unlock()
	for _, s := range all {
		s.release()
	}
	w.poller.close()
	w.clients.Wait()
	w.running.Wait()
	for _, s := range all {
		s.node.Served(nil)
	}
	if ctx.Err() != nil {
		return nil
	}
	return context.Cause(w.ctx)
}

// deviceServers takes the ports of all devices.
func (w *server) deviceServers(nodes []Node) (all []*DeviceServer, err error) {
	for _, n := range nodes {
		s, err := w.newDeviceServer(n)
		if err != nil {
			return all, err
		}
		all = append(all, s)
	}
	return all, nil
}

// switchOn switches the devices on, and calls ready when all of them answer. The lazy ones
// of an entry of the lab file wait for the outcome of the first.
func (w *server) switchOn(all []*DeviceServer, ready func([]*DeviceServer) error) {
	for _, s := range all {
		s.node.Served(s)
		if err := s.console.open(); err != nil {
			w.cancel(err)
		}
		if !s.node.Lazy() || s.node.Current() != nil {
			s.powerOn()
		}
	}
	var first *DeviceServer
	for _, s := range all {
		switch {
		case !s.node.Lazy():
			first = s
			if !s.Await() {
				return
			}
		case first.bootsAlone():
			s.deferBoot(first)
		default:
			s.powerOn()
		}
	}
	for _, s := range all {
		if !s.Deferred() && !s.Await() {
			return
		}
	}
	if err := ready(all); err != nil {
		w.cancel(err)
	}
	w.ready.Store(true)
}

// mayListen refuses a device that would let other machines in without a secret, on an
// address that they reach. Once all devices have answered nobody's mistake ends them all:
// the device refuses such clients itself.
func (w *server) mayListen(s *DeviceServer) error {
	d, at := s.node.Current(), s.ssh.addr.Addr()
	if d == nil || at.IsLoopback() {
		return nil
	}
	if err := d.Expose(); err != nil && !w.ready.Load() {
		return fmt.Errorf("device %s %w before it listens on %s", s.node.Name(), err, at)
	}
	return nil
}
