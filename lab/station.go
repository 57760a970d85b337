package lab

import (
	"context"
	"errors"
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
)

// station is the ports of a device: SSH and Telnet, which answer while its
// software runs and are refused otherwise, and the console, which always answers.
type station struct {
	d       *device.Device
	console *consolePort
	report  func(device string, panic any, stack []byte)

	stall   time.Duration // ServeOptions.Stall
	startup atomic.Int64  // SSH clients that have not logged in yet

	ssh, telnet, tty netip.AddrPort
	tftp             netip.AddrPort
	holds            []*portHold

	wg      sync.WaitGroup
	settled chan struct{} // closed when it is up, or waits for a person
	settle  sync.Once
}

// hold takes the ports; base 0 is any, otherwise the first of three. The console, which
// asks for nothing, is never shown to other machines.
func (s *station) hold(ip netip.Addr, base int) error {
	for i, p := range []*netip.AddrPort{&s.ssh, &s.telnet, &s.tty} {
		if p == &s.tty && !ip.IsLoopback() {
			ip = netip.AddrFrom4([4]byte{127, 0, 0, 1})
		}
		want := netip.AddrPortFrom(ip, 0)
		if base > 0 {
			want = netip.AddrPortFrom(ip, uint16(base+i))
		}
		got, h, err := holdPort(want)
		if err != nil {
			return err
		}
		*p = got
		s.holds = append(s.holds, h)
	}
	return nil
}

func (s *station) release() {
	for _, h := range s.holds {
		_ = h.Close()
	}
}

// run serves the ports until ctx ends. check is asked each time before SSH and
// Telnet open; its error ends everything.
func (s *station) run(ctx context.Context, check func() error) error {
	defer s.wg.Wait()
	tty, err := listen(ctx, s.tty)
	if err != nil {
		return err
	}
	defer tty.Close()
	s.wg.Go(func() { accept(tty, s.atConsole) })
	defer context.AfterFunc(ctx, func() { s.console.Close() })()
	open := map[netip.AddrPort]net.Listener{}
	// want opens or shuts a port.
	want := func(answer bool, p netip.AddrPort, handle func(net.Conn)) error {
		ln, is := open[p]
		switch {
		case is && !answer:
			delete(open, p)
			return ln.Close()
		case !is && answer:
			ln, err := listen(ctx, p)
			if err != nil {
				return err
			}
			open[p] = ln
			s.wg.Go(func() { accept(ln, handle) })
		}
		return nil
	}
	defer func() {
		for _, ln := range open {
			_ = ln.Close()
		}
	}()
	for {
		phase, changed := s.d.Phase()
		version, keys := s.d.SSHVersion()
		up := phase == device.Up
		if up {
			if err := check(); err != nil {
				return err
			}
		}
		// Without a key there is no SSH, so that nothing answers.
		if err := errors.Join(want(up && version != "", s.ssh, s.atSSH), want(up, s.telnet, s.atTelnet)); err != nil {
			return err
		}
		if up || phase == device.Waiting {
			s.settle.Do(func() { close(s.settled) })
		}
		select {
		case <-changed:
		case <-keys:
		case <-ctx.Done():
			return nil
		}
	}
}

// listen opens a port that this process holds. Just after its last listener went,
// the system may need a moment.
func listen(ctx context.Context, a netip.AddrPort) (net.Listener, error) {
	var lc net.ListenConfig
	for try := 0; ; try++ {
		ln, err := lc.Listen(ctx, "tcp", a.String())
		if err == nil || try == 20 {
			return ln, err
		}
		select {
		case <-time.After(10 * time.Millisecond):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// acceptPause is how long no connection is taken after the system refused one:
// too many open files.
const acceptPause = 50 * time.Millisecond

// accept takes connections until the listener is closed. handle must not block.
func accept(ln net.Listener, handle func(net.Conn)) {
	for {
		c, err := ln.Accept()
		switch {
		case err == nil:
			handle(c)
		case errors.Is(err, net.ErrClosed):
			return
		default:
			time.Sleep(acceptPause)
		}
	}
}

// refuse ends a connection so that the client sees that nobody took it.
func refuse(c net.Conn) {
	if t, ok := c.(*net.TCPConn); ok {
		_ = t.SetLinger(0)
	}
	_ = c.Close()
}

func remoteAddr(c net.Conn) netip.Addr {
	if a, ok := c.RemoteAddr().(*net.TCPAddr); ok {
		return a.AddrPort().Addr()
	}
	return netip.Addr{}
}

// terminal is how the terminal of a client begins.
var terminal = line.Options{Width: 80, Length: 24, Paging: true, FollowResize: true}

// atConsole plugs a client into the console.
func (s *station) atConsole(c net.Conn) {
	s.wg.Go(func() {
		defer s.recovered()
		if !s.console.attach(func(bare bool) line.Conn {
			return telnet.New(c, telnet.Options{Quiet: bare, WriteTimeout: s.stall})
		}) {
			refuse(c)
		}
	})
}

// atTelnet puts a client on a vty line.
func (s *station) atTelnet(c net.Conn) {
	v, err := s.d.TakeVTY(device.Telnet, remoteAddr(c))
	if err != nil {
		refuse(c)
		return
	}
	s.wg.Go(func() {
		defer c.Close()
		defer v.Release()
		defer s.recovered()
		_ = v.Serve(v.Context(), telnet.New(c, telnet.Options{WriteTimeout: s.stall}), terminal, device.Visitor{}) // how it ended is the user's
	})
}

// atSSH puts a client on a vty line.
func (s *station) atSSH(c net.Conn) {
	v, err := s.d.TakeVTY(device.SSH, remoteAddr(c))
	if err != nil {
		refuse(c)
		return
	}
	s.wg.Go(func() {
		defer c.Close()
		defer v.Release()
		defer s.recovered()
		loggedIn := sync.OnceFunc(func() { s.startup.Add(-1) })
		defer loggedIn()
		srv, err := ssh.New(ssh.Options{
			Policy: func() (ssh.Policy, error) { return s.policy(v) }, WriteTime: s.stall, LoggedIn: loggedIn, Panicked: s.panicked,
		})
		if s.startup.Add(1) > maxStartups(s.d) || err != nil {
			refuse(c)
			return
		}
		_ = srv.Serve(v.Context(), c, &guest{s, v}) // a client that never came to a login is its own affair
	})
}

func (s *station) recovered() {
	if v := recover(); v != nil {
		s.panicked(v, debug.Stack())
	}
}

func (s *station) panicked(v any, stack []byte) {
	if s.report != nil {
		s.report(s.d.Name(), v, stack)
	}
}
