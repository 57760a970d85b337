package lab

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/line"
	"github.com/iosim/iosim/line/ssh"
	"github.com/iosim/iosim/line/telnet"
	"github.com/iosim/iosim/platform"
)

// station is the ports of a device: SSH and Telnet, which answer while its
// software runs and are refused otherwise, and the console, which always answers.
// Nothing of it costs a goroutine while nobody is there.
type station struct {
	*node
	show *show

	startup atomic.Int64 // SSH clients that have not logged in yet

	ssh, telnet, tty *port
	tftp             netip.AddrPort

	mu     sync.Mutex
	on     bool          // switched on
	cut    func()        // switches it off
	off    chan struct{} // closed when it is off
	asleep bool          // its ports are open though it has not been switched on, or still makes up for it

	settled atomic.Pointer[gate] // opens when it is up, waits for a person, or is off
}

// gate is a door that opens once.
type gate struct {
	opened chan struct{}
	once   sync.Once
}

func newGate() *gate { return &gate{opened: make(chan struct{})} }

func (g *gate) open() { g.once.Do(func() { close(g.opened) }) }

// newStation takes the ports of a device.
func (w *show) newStation(n *node) (*station, error) {
	s := &station{node: n, show: w}
	s.settled.Store(newGate())
	at, err := w.opt.ports(n.index)
	if err != nil {
		return nil, fmt.Errorf("device %s: %w", n.name, err)
	}
	for i, p := range []struct {
		at     **port
		handle func(net.Conn)
	}{{&s.ssh, s.atSSH}, {&s.telnet, s.atTelnet}, {&s.tty, s.atConsole}} {
		*p.at, err = w.doorman.reserve(at[i], func(c net.Conn) { w.serve(func() { w.lab.clients[i].count(func() { p.handle(c) }) }) })
		if err != nil {
			break
		}
	}
	var udp *net.UDPConn
	if err == nil {
		// The number of its SSH port, where that is not the same for all.
		number := at[0].Port()
		if w.opt.Network.IsValid() {
			number = 0
		}
		udp, err = w.lab.tftpSocket(n, number)
	}
	if err != nil {
		s.release()
		return nil, fmt.Errorf("device %s: %w", n.name, portError(err))
	}
	s.tftp = udp.LocalAddr().(*net.UDPAddr).AddrPort()
	return s, w.doorman.watch(udp, func() {
		w.serve(func() {
			s.wake()
			w.lab.serveTFTP(n)
		})
	})
}

func (s *station) release() {
	for _, p := range []*port{s.ssh, s.telnet, s.tty} {
		if p != nil {
			p.release()
		}
	}
}

// powerOn switches the device on.
func (s *station) powerOn() {
	s.mu.Lock()
	was := s.on
	s.on = true
	s.mu.Unlock()
	if was {
		return
	}
	d, err := s.assemble()
	if err != nil {
		s.show.cancel(err)
		return
	}
	s.power(d)
}

// power lets a device run until it is cut off, or the show is over.
func (s *station) power(d *device.Device) {
	if !s.show.begin() {
		return
	}
	ctx, cut := context.WithCancel(s.show.ctx)
	off := make(chan struct{})
	s.mu.Lock()
	s.cut, s.off = cut, off
	s.mu.Unlock()
	d.PowerOn(ctx, func(error) { // ends with the context, or with the console port, which does
		cut()
		s.settled.Load().open()
		close(off)
		s.show.running.Done()
	})
}

// rebuild switches the device off and on, and changes its folders between.
func (s *station) rebuild(change func()) error {
	s.wake() // what is half on cannot be switched off
	s.mu.Lock()
	cut, off := s.cut, s.off
	s.mu.Unlock()
	if cut == nil {
		return errOver
	}
	cut()
	<-off
	change()
	s.settled.Store(newGate())
	if err := s.build(); err != nil {
		return err
	}
	s.power(s.dev.Load())
	return nil
}

var errOver = errors.New("the lab is over")

// sleep opens the ports of a device that is switched on when somebody comes: those
// that the first of its entry has open.
func (s *station) sleep(first *station) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.on {
		s.asleep = true
		s.answer(true, first.dev.Load().SSHVersion() != "")
	}
}

// sleeps reports whether it has not been switched on.
func (s *station) sleeps() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asleep
}

// bootsAlone reports whether the device has come up without the network, so that it
// makes no difference when others do the same.
func (s *station) bootsAlone() bool {
	d := s.dev.Load()
	if d.Phase() != device.Up {
		return false
	}
	row, ok := d.Model().FileSystem(d.Image().File.Prefix)
	return ok && (row.Backing == platform.Disk || row.Backing == platform.USB || row.Backing == platform.ClassB)
}

// wake switches a device that sleeps on, and waits until it has made up for its
// start.
func (s *station) wake() {
	s.powerOn()
	s.mu.Lock()
	wait := s.asleep
	s.mu.Unlock()
	if !wait {
		return
	}
	select {
	case <-s.settled.Load().opened:
	case <-s.show.ctx.Done():
	}
}

// changed follows the phases of the device, and whether there is SSH.
func (s *station) changed() {
	d := s.dev.Load()
	s.mu.Lock()
	defer s.mu.Unlock()
	p := d.Phase()
	there := p == device.Up || p == device.Waiting
	if s.show.ctx.Err() != nil || s.asleep && !there {
		return
	}
	s.asleep = false
	if p == device.Up && s.late != nil {
		s.late.CatchUp()
	}
	s.answer(p == device.Up, d.SSHVersion() != "")
	if there {
		s.settled.Load().open()
	}
}

// answer opens and shuts the ports of SSH and Telnet: without a key there is no SSH.
// What goes wrong ends everything.
func (s *station) answer(up, ssh bool) {
	if up {
		if err := s.show.mayListen(s); err != nil {
			s.show.cancel(err)
			return
		}
	}
	var err error
	for p, wanted := range map[*port]bool{s.ssh: up && ssh, s.telnet: up} {
		switch {
		case err != nil:
		case wanted:
			err = p.open()
		default:
			err = p.shut()
		}
	}
	if err != nil {
		s.show.cancel(fmt.Errorf("device %s: %w", s.name, err))
	}
}

// acceptPause is how long no connection is taken after the system refused one:
// too many open files.
const acceptPause = 50 * time.Millisecond

// refuse ends a connection so that the client sees that nobody took it.
func refuse(c net.Conn) {
	if t, ok := c.(*net.TCPConn); ok {
		_ = t.SetLinger(0)
	}
	_ = c.Close()
}

func remoteAddr(c net.Conn) netip.AddrPort {
	if a, ok := c.RemoteAddr().(*net.TCPAddr); ok {
		return a.AddrPort()
	}
	return netip.AddrPort{}
}

// terminal is how the terminal of a client begins.
var terminal = line.Options{Width: 80, Length: 24, Paging: true, FollowResize: true}

// atConsole plugs a client into the console.
func (s *station) atConsole(c net.Conn) {
	defer s.recovered()
	s.wake()
	if !s.console.Load().attach(func(bare bool) line.Conn {
		return telnet.New(c, telnet.Options{Quiet: bare, WriteTimeout: s.show.opt.Stall})
	}) {
		refuse(c)
	}
}

// take takes a vty line for a client; nil if there is none.
func (s *station) take(p device.Protocol, c net.Conn) *device.VTY {
	s.wake()
	from := remoteAddr(c)
	v, err := s.dev.Load().TakeVTY(p, from.Addr())
	switch {
	case errors.Is(err, device.ErrDown): // it went down after the client came
		line.Abort(c)
		return nil
	case err != nil:
		refuse(c)
		return nil
	}
	v.Port = from.Port()
	return v
}

// atTelnet puts a client on a vty line.
func (s *station) atTelnet(c net.Conn) {
	defer c.Close()
	defer s.recovered()
	if v := s.take(device.Telnet, c); v != nil {
		defer v.Release()
		_ = v.Serve(v.Context(), telnet.New(c, telnet.Options{WriteTimeout: s.show.opt.Stall}), terminal, device.Visitor{}) // how it ended is the user's
	}
}

// atSSH puts a client on a vty line.
func (s *station) atSSH(c net.Conn) {
	defer c.Close()
	defer s.recovered()
	v := s.take(device.SSH, c)
	if v == nil {
		return
	}
	defer v.Release()
	started := sync.OnceFunc(func() { s.startup.Add(-1) })
	defer started()
	srv, err := ssh.New(ssh.Options{
		Policy:    func() (ssh.Policy, error) { return policyOn(s.dev.Load(), v) },
		WriteTime: s.show.opt.Stall, Panicked: s.panicked,
		LoggedIn: started,
	})
	if s.startup.Add(1) > maxStartups(s.dev.Load()) || err != nil {
		refuse(c)
		return
	}
	_ = srv.Serve(v.Context(), c, &guest{s.dev.Load(), v}) // a client that never came to a login is its own affair
}

func (s *station) recovered() {
	if v := recover(); v != nil {
		s.panicked(v, debug.Stack())
	}
}

func (s *station) panicked(v any, stack []byte) {
	if f := s.show.opt.Panicked; f != nil {
		f(s.name, v, stack)
	}
}
