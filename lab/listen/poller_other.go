//go:build !linux

package listen

import (
	"context"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/iosim/iosim/internal/accept"
	"github.com/iosim/iosim/internal/safego"
)

// poller takes the connections of any number of ports, in a goroutine for each
// that is open: only Linux has the means to do with one.
type poller struct {
	ctx   context.Context // where panics are reported
	taker *accept.Taker
	wg    safego.Group
}

func newPoller(ctx context.Context, t *accept.Taker) (*poller, error) {
	return &poller{ctx: ctx, taker: t}, nil
}

func (m *poller) close() { m.wg.Wait() }

// watch calls f once something has arrived at a socket, until the socket is
// closed.
func (m *poller) watch(c *net.UDPConn, f func()) error {
	raw, err := c.SyscallConn()
	if err != nil {
		return err
	}
	safego.Go(m.ctx, "poller", func() error {
		woken := false
		if raw.Read(func(uintptr) bool { was := woken; woken = true; return was }) == nil {
			f()
		}
		return nil
	}, nil)
	return nil
}

// port is a TCP port. While it is shut nothing keeps it: only Linux lets a port be
// kept without listening.
type port struct {
	addr   netip.AddrPort
	m      *poller
	handle func(net.Conn) // must not block

	mu sync.Mutex
	ln net.Listener // nil: shut
}

// reserve finds a TCP port of an address, 0 for any free one. It is shut.
func (m *poller) reserve(a netip.AddrPort, handle func(net.Conn)) (*port, error) {
	ln, err := net.Listen("tcp", a.String())
	if err != nil {
		return nil, err
	}
	defer ln.Close()
	return &port{addr: ln.Addr().(*net.TCPAddr).AddrPort(), m: m, handle: handle}, nil
}

// openTries and openPause: just after its last listener went, the system may need a
// moment.
const (
	openTries = 20
	openPause = 10 * time.Millisecond
)

// open takes connections from now on.
func (p *port) open() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ln != nil {
		return nil
	}
	var lc net.ListenConfig
	for try := 0; ; try++ {
		ln, err := lc.Listen(context.Background(), "tcp", p.addr.String())
		if err == nil {
			p.ln = ln
			p.m.wg.Start(p.m.ctx, "poller", func() { p.accept(ln) })
			return nil
		}
		if try == openTries {
			return err
		}
		time.Sleep(openPause)
	}
}

// shut refuses connections.
func (p *port) shut() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ln == nil {
		return nil
	}
	ln := p.ln
	p.ln = nil
	return ln.Close()
}

// release gives the port back.
func (p *port) release() { _ = p.shut() }

// accept takes connections until the listener is closed.
func (p *port) accept(ln net.Listener) {
	for {
		c, err := p.m.taker.Next(ln.Accept)
		if err != nil {
			return
		}
		_ = safego.Do(p.m.ctx, "poller", func() error { p.handle(c); return nil })
	}
}
