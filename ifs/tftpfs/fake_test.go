package tftpfs

import (
	"context"
	"net"
	"net/netip"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/internal/tftp"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var (
	serverAddr = netip.MustParseAddr("10.1.1.1")
	requests   = netip.AddrPortFrom(serverAddr, 69)
	transferID = netip.AddrPortFrom(serverAddr, 3000)
	deviceAddr = netip.MustParseAddr("10.1.1.2")
)

// script is a server: it is called with each datagram of the client, in order,
// and answers through c.
type script func(c *fakeConn, b []byte, to netip.AddrPort)

// fakeNet gives sockets that lead to a script.
type fakeNet struct {
	loopback
	script script
	conns  []*fakeConn
}

func (n *fakeNet) ListenPacket(context.Context, netip.Addr) (ifs.PacketConn, error) {
	c := &fakeConn{net: n, port: uint16(40001 + len(n.conns)), changed: make(chan struct{})}
	n.conns = append(n.conns, c)
	return c, nil
}

// fakeConn is a socket in memory; blocked reads count as idle for synctest.
type fakeConn struct {
	net  *fakeNet
	port uint16

	mu       sync.Mutex
	queue    []datagram
	sent     []datagram
	deadline time.Time
	closed   bool
	changed  chan struct{}
	moves    int // calls of SetReadDeadline
}

type datagram struct {
	b    []byte
	peer netip.AddrPort
}

// deliver makes the client receive b from the address from.
func (c *fakeConn) deliver(from netip.AddrPort, b []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.queue = append(c.queue, datagram{slices.Clone(b), from})
	c.wake()
}

// reply makes the client receive b from the server's transfer ID.
func (c *fakeConn) reply(b []byte) { c.deliver(transferID, b) }

func (c *fakeConn) wake() {
	close(c.changed)
	c.changed = make(chan struct{})
}

func (c *fakeConn) ReadFromAddrPort(b []byte) (int, netip.AddrPort, error) {
	for {
		c.mu.Lock()
		changed, deadline := c.changed, c.deadline
		switch {
		case c.closed:
			c.mu.Unlock()
			return 0, netip.AddrPort{}, net.ErrClosed
		case !deadline.IsZero() && !time.Now().Before(deadline):
			c.mu.Unlock()
			return 0, netip.AddrPort{}, os.ErrDeadlineExceeded
		case len(c.queue) > 0:
			d := c.queue[0]
			c.queue = c.queue[1:]
			c.mu.Unlock()
			return copy(b, d.b), d.peer, nil
		}
		c.mu.Unlock()
		var expired <-chan time.Time
		if !deadline.IsZero() {
			t := time.NewTimer(time.Until(deadline))
			defer t.Stop()
			expired = t.C
		}
		select {
		case <-changed:
		case <-expired:
		}
	}
}

func (c *fakeConn) WriteToAddrPort(b []byte, to netip.AddrPort) (int, error) {
	c.mu.Lock()
	c.sent = append(c.sent, datagram{slices.Clone(b), to})
	closed := c.closed
	c.mu.Unlock()
	if closed {
		return 0, net.ErrClosed
	}
	if c.net.script != nil {
		c.net.script(c, slices.Clone(b), to)
	}
	return len(b), nil
}

func (c *fakeConn) SetReadDeadline(t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.deadline = t
	c.moves++
	c.wake()
	return nil
}

func (c *fakeConn) LocalAddrPort() netip.AddrPort { return netip.AddrPortFrom(deviceAddr, c.port) }

func (c *fakeConn) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	c.wake()
	return nil
}

func (c *fakeConn) isClosed() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.closed
}

// packets are the messages that the client sent, parsed.
func (c *fakeConn) packets(t *testing.T) (out []tftp.Packet) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, d := range c.sent {
		p, err := tftp.Parse(d.b)
		if err != nil {
			t.Errorf("the client sent %q: %v", d.b, err)
		}
		p.Data = slices.Clone(p.Data)
		out = append(out, p)
	}
	return out
}

// serve lets a model answer.
func serve(m model) script {
	return func(c *fakeConn, b []byte, _ netip.AddrPort) {
		for _, b := range m.packet(b) {
			c.reply(b)
		}
	}
}

// image is the name of a file on the scripted server.
var image = ifs.Name{Prefix: "tftp", Host: "10.1.1.1", HasHost: true, Path: "image"}

// rig is a file system on a scripted server, in the time of its clock.
type rig struct {
	*FS
	net   *fakeNet
	clock clock.Clock
}

func newRig(s script, c Config, clk clock.Clock) *rig {
	n := &fakeNet{script: s}
	return &rig{New(n, clk, func() Config { return c }), n, clk}
}

func start() time.Time { return time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC) }

func realTime() clock.Clock { return clock.Real(start(), 1) }
