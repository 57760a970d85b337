package system

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"sync"
)

// TCP is a connection of a terminal session, as show tcp brief has it: one that a client
// has to a vty line, or one that telnet or ssh at the prompt has opened.
type TCP struct {
	ID            uint32 // of its control block
	Local, Remote netip.AddrPort
}

// tcps are the connections that are open. Its zero value has none.
type tcps struct {
	mu   sync.Mutex
	last uint32
	open []TCP
}

// add notes a connection until end is called, which may be more than once.
func (t *tcps) add(local, remote netip.AddrPort) (end func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.last++
	id := 0x31000000 + t.last*0x2fa4 // control blocks lie somewhere in the memory
	t.open = append(t.open, TCP{id, local, remote})
	return func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.open = slices.DeleteFunc(t.open, func(c TCP) bool { return c.ID == id })
	}
}

// TCPs are the open connections, oldest first.
func (sys *System) TCPs() []TCP {
	sys.tcps.mu.Lock()
	defer sys.tcps.mu.Unlock()
	return slices.Clone(sys.tcps.open)
}

// near is the device's address in connections with remote. Who comes from outside the
// lab has reached its first address.
func (sys *System) localTowards(remote netip.Addr) netip.Addr {
	if a := sys.LocalAddr(remote); a.IsValid() {
		return a
	}
	for _, i := range sys.Interfaces() {
		if i.Up() && i.Addr.IsValid() {
			return i.Addr.Addr()
		}
	}
	return netip.IPv4Unspecified()
}

// Dial opens a TCP connection of the device itself, for telnet: "10.1.1.1:23".
func (sys *System) Dial(ctx context.Context, address string) (net.Conn, error) {
	c, err := sys.from(telnetSource).DialContext(ctx, address)
	if err != nil {
		return nil, err
	}
	to, _ := netip.ParseAddrPort(address)
	at, _ := netip.ParseAddrPort(c.LocalAddr().String())
	return &tcpConn{c, sys.tcps.add(netip.AddrPortFrom(sys.localTowards(to.Addr()), at.Port()), to)}, nil
}

// tcpConn is a connection that TCPs tells of until it is closed.
type tcpConn struct {
	net.Conn
	end func()
}

func (c *tcpConn) Close() error {
	c.end()
	return c.Conn.Close()
}
