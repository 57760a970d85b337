package listen

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"

	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/line"
	"github.com/iosim/iosim/line/telnet"
	"github.com/iosim/iosim/platform"
)

// DeviceServer is the ports of a device. Its methods are safe for concurrent use.
type DeviceServer struct {
	node   Node
	server *server

	ssh, telnet, console *port
	tftp                 netip.AddrPort

	mu       sync.Mutex
	on       bool          // switched on
	cut      func()        // switches it off
	off      chan struct{} // closed when it is off
	deferred bool          // its ports are open though it has not been switched on, or is still catching up

	settled atomic.Pointer[latch] // opens when it is up, waits for a person, or is off
}

// newDeviceServer takes the ports of a device.
func (w *server) newDeviceServer(n Node) (*DeviceServer, error) {
	s := &DeviceServer{node: n, server: w}
	s.settled.Store(newLatch())
	at, err := w.opt.ports(n.Index())
	if err != nil {
		return nil, fmt.Errorf("device %s: %w", n.Name(), err)
	}
	for i, p := range []struct {
		at     **port
		handle func(net.Conn)
	}{{&s.ssh, func(c net.Conn) { s.atPort(sshPort, c) }}, {&s.telnet, func(c net.Conn) { s.atPort(telnetPort, c) }}, {&s.console, s.atConsole}} {
		*p.at, err = w.poller.reserve(at[i], func(c net.Conn) {
			w.clients.Start(n.WithPanics(w.ctx), "client of the device", func() {
				defer c.Close()
				w.connections.count(i, func() { p.handle(c) })
			})
		})
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
		udp, err = n.TFTP().Socket(number)
	}
	if err != nil {
		s.release()
		return nil, fmt.Errorf("device %s: %w", n.Name(), portError(err))
	}
	s.tftp = udp.LocalAddr().(*net.UDPAddr).AddrPort()
	return s, w.poller.watch(udp, func() {
		w.clients.Start(n.WithPanics(w.ctx), "tftp server", func() {
			s.Boot()
			n.TFTP().Serve()
		})
	})
}

func (s *DeviceServer) release() {
	for _, p := range []*port{s.ssh, s.telnet, s.console} {
		if p != nil {
			p.release()
		}
	}
}

// Addresses are where the device answers.
func (s *DeviceServer) Addresses() (ssh, telnet, console, tftp netip.AddrPort) {
	return s.ssh.addr, s.telnet.addr, s.console.addr, s.tftp
}

// powerOn switches the device on.
func (s *DeviceServer) powerOn() {
	s.mu.Lock()
	was := s.on
	s.on = true
	s.mu.Unlock()
	if was {
		return
	}
	d, err := s.node.Assemble()
	if err != nil {
		s.server.cancel(err)
		return
	}
	s.power(d)
}

// power lets a device run until it is switched off, or Serve ends.
func (s *DeviceServer) power(d *device.Device) {
	if !s.server.begin() {
		return
	}
	ctx, cut := context.WithCancel(s.server.ctx)
	off := make(chan struct{})
	s.mu.Lock()
	s.cut, s.off = cut, off
	s.mu.Unlock()
	if !s.ssh.addr.Addr().IsLoopback() {
		_ = d.Expose() // before anything runs on it
	}
	d.PowerOn(ctx, func(error) { // ends with the context, or with the console, which does
		cut()
		s.settled.Load().open()
		close(off)
		s.server.running.Done()
	})
}

// Rebuild switches the device off and on, and changes its folders between.
func (s *DeviceServer) Rebuild(change func()) error {
	s.Boot() // what is half on cannot be switched off
	s.mu.Lock()
	cut, off := s.cut, s.off
	s.mu.Unlock()
	if cut == nil {
		return ErrOver
	}
	cut()
	<-off
	change()
	s.settled.Store(newLatch())
	if err := s.node.Rebuild(); err != nil {
		return err
	}
	s.power(s.node.Current())
	return nil
}

// ErrOver is the error of what comes after the end of Serve.
var ErrOver = errors.New("the lab is over")

// deferBoot opens the ports of a device that is switched on when its first client comes:
// those that the first of its entry has open.
func (s *DeviceServer) deferBoot(first *DeviceServer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.on {
		s.deferred = true
		s.answer(true, first.node.Current().Listens(sshPort))
	}
}

// Deferred reports whether the device waits for its first client.
func (s *DeviceServer) Deferred() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.deferred
}

// bootsAlone reports whether the device has come up without the network, so that it
// makes no difference when others do the same.
func (s *DeviceServer) bootsAlone() bool {
	d := s.node.Current()
	if d.Phase() != device.Up {
		return false
	}
	row, ok := d.Model().FileSystem(d.Image().File.Prefix)
	return ok && (row.Backing == platform.Disk || row.Backing == platform.USB || row.Backing == platform.ClassB)
}

// Boot switches a device on that waits for its first client, and returns when it is up or
// waits for a person.
func (s *DeviceServer) Boot() {
	s.powerOn()
	s.mu.Lock()
	wait := s.deferred
	s.mu.Unlock()
	if !wait {
		return
	}
	select {
	case <-s.settled.Load().opened:
	case <-s.server.ctx.Done():
	}
}

// Await waits until the device is up or waits for a person; false if Serve ended before.
func (s *DeviceServer) Await() bool {
	select {
	case <-s.settled.Load().opened:
		return s.server.ctx.Err() == nil
	case <-s.server.ctx.Done():
		return false
	}
}

// Changed follows the phases of the device, and whether there is SSH.
func (s *DeviceServer) Changed() {
	d := s.node.Current()
	s.mu.Lock()
	defer s.mu.Unlock()
	p := d.Phase()
	there := p == device.Up || p == device.Waiting
	if s.server.ctx.Err() != nil || s.deferred && !there {
		return
	}
	s.deferred = false
	if p == device.Up {
		s.node.CaughtUp()
	}
	s.answer(p == device.Up, d.Listens(sshPort))
	if there {
		s.settled.Load().open()
	}
}

// answer opens and shuts the ports of SSH and Telnet: without a key there is no SSH.
// An error ends everything.
func (s *DeviceServer) answer(up, ssh bool) {
	if up {
		if err := s.server.mayListen(s); err != nil {
			s.server.cancel(err)
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
		s.server.cancel(fmt.Errorf("device %s: %w", s.node.Name(), err))
	}
}

// The ports of a device that programs on this machine reach.
const (
	sshPort    = 22
	telnetPort = 23
)

func remoteAddr(c net.Conn) netip.AddrPort {
	if a, ok := c.RemoteAddr().(*net.TCPAddr); ok {
		return a.AddrPort()
	}
	return netip.AddrPort{}
}

// Terminal is how the terminal of a client begins.
var Terminal = line.Options{Width: 80, Length: 24, Paging: true, FollowResize: true}

// atConsole connects a client with the console.
func (s *DeviceServer) atConsole(c net.Conn) {
	s.Boot()
	if !s.node.Console().attach(s.node.WithPanics(s.server.ctx), func(bare bool) line.Conn {
		return telnet.New(c, telnet.Options{Quiet: bare, WriteTimeout: s.server.opt.Stall})
	}) {
		device.Refuse(c)
	}
}

// atPort hands a client to the software of the device.
func (s *DeviceServer) atPort(port uint16, c net.Conn) {
	s.Boot()
	_ = s.node.Current().Accept(port, device.Incoming{ // how it ended is the user's affair
		Conn: c, From: remoteAddr(c), Stall: s.server.opt.Stall,
	})
}
