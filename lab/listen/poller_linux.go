package listen

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"github.com/iosim/iosim/internal/accept"
	"github.com/iosim/iosim/internal/safego"
)

// poller takes the connections of any number of ports in one goroutine.
type poller struct {
	epoll *os.File
	taker *accept.Taker
	over  chan struct{}

	mu      sync.Mutex
	ports   map[int32]*port  // that listen, by descriptor
	watches map[int32]func() // sockets at which nothing has arrived yet, by descriptor
}

func newPoller(ctx context.Context, t *accept.Taker) (*poller, error) {
	fd, err := syscall.EpollCreate1(syscall.EPOLL_CLOEXEC)
	if err != nil {
		return nil, os.NewSyscallError("epoll_create1", err)
	}
	if err := syscall.SetNonblock(fd, true); err != nil { // so that the runtime waits for it
		return nil, errors.Join(os.NewSyscallError("fcntl", err), syscall.Close(fd))
	}
	m := &poller{epoll: os.NewFile(uintptr(fd), "epoll"), taker: t, over: make(chan struct{}), ports: map[int32]*port{}, watches: map[int32]func(){}}
	raw, err := m.epoll.SyscallConn()
	if err != nil {
		return nil, errors.Join(err, m.epoll.Close())
	}
	safego.Go(ctx, "poller", func() error { m.work(ctx, raw); return nil }, func(error) { close(m.over) })
	return m, nil
}

// work takes connections until the poller is closed.
func (m *poller) work(ctx context.Context, raw syscall.RawConn) {
	var ready [64]syscall.EpollEvent
	for {
		n := 0
		err := raw.Read(func(fd uintptr) bool {
			var err error
			n, err = syscall.EpollWait(int(fd), ready[:], 0)
			return n > 0 || err != nil && err != syscall.EINTR
		})
		if err != nil {
			return
		}
		for _, e := range ready[:max(n, 0)] {
			m.mu.Lock()
			p, arrived := m.ports[e.Fd], m.watches[e.Fd]
			delete(m.watches, e.Fd)
			m.mu.Unlock()
			_ = safego.Do(ctx, "poller", func() error { // a panic is reported; the other ports go on
				switch {
				case p != nil:
					p.accept()
				case arrived != nil:
					arrived()
				}
				return nil
			})
		}
	}
}

// watch calls f, which must not block, once something has arrived at a socket. The
// socket must stay open until the poller is closed.
func (m *poller) watch(c *net.UDPConn, f func()) error {
	raw, err := c.SyscallConn()
	if err != nil {
		return err
	}
	cerr := raw.Control(func(fd uintptr) {
		m.mu.Lock()
		m.watches[int32(fd)] = f
		m.mu.Unlock()
		err = m.add(int(fd), syscall.EPOLLIN|syscall.EPOLLONESHOT)
	})
	return errors.Join(cerr, err)
}

// add makes the poller wait for a descriptor.
func (m *poller) add(fd int, events uint32) error {
	raw, err := m.epoll.SyscallConn()
	if err != nil {
		return err
	}
	cerr := raw.Control(func(epoll uintptr) {
		e := syscall.EpollEvent{Events: events, Fd: int32(fd)}
		if err = syscall.EpollCtl(int(epoll), syscall.EPOLL_CTL_ADD, fd, &e); err == syscall.EEXIST {
			err = nil
		}
	})
	return errors.Join(cerr, os.NewSyscallError("epoll_ctl", err))
}

// close ends the poller; its ports must have been given back.
func (m *poller) close() {
	_ = m.epoll.Close()
	<-m.over
}

// port is a TCP port that is kept from its reservation to its release: while it is
// shut, connections are refused, and the system gives it to no other program.
type port struct {
	addr   netip.AddrPort
	m      *poller
	handle func(net.Conn) // must not block

	mu     sync.Mutex // fd is valid, and changes
	fd     int
	opened bool
	tied   bool // to its number, also while it is shut
}

// reserve takes a TCP port of an address, 0 for any free one. It is shut.
func (m *poller) reserve(a netip.AddrPort, handle func(net.Conn)) (*port, error) {
	family := syscall.AF_INET6
	if a.Addr().Unmap().Is4() {
		family = syscall.AF_INET
	}
	fd, err := syscall.Socket(family, syscall.SOCK_STREAM|syscall.SOCK_NONBLOCK|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, os.NewSyscallError("socket", err)
	}
	p := &port{addr: a, m: m, handle: handle, fd: fd, tied: a.Port() != 0}
	// Connections that are still ending do not keep the port from listening again.
	err = os.NewSyscallError("setsockopt", syscall.SetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1))
	if err == nil {
		err = p.bind()
	}
	if err == nil && !p.tied {
		p.addr, err = boundTo(fd, a.Addr())
	}
	if err != nil {
		return nil, errors.Join(err, syscall.Close(fd))
	}
	return p, nil
}

func (p *port) bind() error {
	var sa syscall.Sockaddr = &syscall.SockaddrInet6{Port: int(p.addr.Port()), Addr: p.addr.Addr().As16()}
	if ip := p.addr.Addr().Unmap(); ip.Is4() {
		sa = &syscall.SockaddrInet4{Port: int(p.addr.Port()), Addr: ip.As4()}
	}
	if err := syscall.Bind(p.fd, sa); err != nil {
		return &net.OpError{Op: "listen", Net: "tcp", Addr: net.TCPAddrFromAddrPort(p.addr), Err: os.NewSyscallError("bind", err)}
	}
	return nil
}

func boundTo(fd int, ip netip.Addr) (netip.AddrPort, error) {
	sa, err := syscall.Getsockname(fd)
	switch s := sa.(type) {
	case *syscall.SockaddrInet4:
		return netip.AddrPortFrom(ip, uint16(s.Port)), nil
	case *syscall.SockaddrInet6:
		return netip.AddrPortFrom(ip, uint16(s.Port)), nil
	}
	return netip.AddrPort{}, os.NewSyscallError("getsockname", err)
}

// backlog is how many connections wait to be taken.
const backlog = 128

// open takes connections from now on.
func (p *port) open() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.opened || p.fd < 0 {
		return nil
	}
	err := p.allowNew(true)
	if err == nil {
		err = os.NewSyscallError("listen", syscall.Listen(p.fd, backlog))
	}
	if err != nil {
		return &net.OpError{Op: "listen", Net: "tcp", Addr: net.TCPAddrFromAddrPort(p.addr), Err: err}
	}
	p.m.mu.Lock()
	p.m.ports[int32(p.fd)] = p
	p.m.mu.Unlock()
	err = p.m.add(p.fd, syscall.EPOLLIN)
	p.opened = err == nil
	return err
}

// handshake is how long one that has begun may take to end, on this machine.
const handshake = 2 * time.Millisecond

// shut refuses connections from now on. The system would reset those that wait to be
// taken, which scripts that wait for a port take for a failure: they are handled instead.
func (p *port) shut() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.opened {
		return nil
	}
	p.opened = false
	p.forget()
	if err := p.allowNew(false); err != nil {
		return err
	}
	time.Sleep(handshake)
	for c, err := p.acceptLocked(); !errors.Is(err, syscall.EAGAIN); c, err = p.acceptLocked() {
		if err == nil {
			if c, ok := p.m.taker.Admit(c); ok {
				p.handle(c)
			}
		} else if !errors.Is(err, syscall.EINTR) && !errors.Is(err, syscall.ECONNABORTED) {
			break // too many open files: the rest are reset
		}
	}
	if err := syscall.Shutdown(p.fd, syscall.SHUT_RDWR); err != nil {
		return os.NewSyscallError("shutdown", err)
	}
	if p.tied {
		return nil
	}
	// The system had chosen the port, and takes it back with the end of listening.
	p.tied = true
	return p.bind()
}

// noSYN is a filter of a listening socket that drops what would begin a connection: a
// segment with SYN and without ACK. Handshakes under way go on.
var noSYN = []unix.SockFilter{
	{Code: unix.BPF_LD | unix.BPF_B | unix.BPF_ABS, K: 13}, // the flags of the TCP header
	{Code: unix.BPF_ALU | unix.BPF_AND | unix.BPF_K, K: 0x12},
	{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, K: 0x02, Jt: 1},
	{Code: unix.BPF_RET | unix.BPF_K, K: 1<<32 - 1},
	{Code: unix.BPF_RET | unix.BPF_K},
}

// allowNew lets connections begin at the socket, or leaves that unanswered.
func (p *port) allowNew(on bool) error {
	var err error
	if on {
		err = unix.SetsockoptInt(p.fd, unix.SOL_SOCKET, unix.SO_DETACH_FILTER, 0)
		if errors.Is(err, unix.ENOENT) {
			err = nil // there is none
		}
	} else {
		err = unix.SetsockoptSockFprog(p.fd, unix.SOL_SOCKET, unix.SO_ATTACH_FILTER, &unix.SockFprog{Len: uint16(len(noSYN)), Filter: &noSYN[0]})
	}
	return os.NewSyscallError("setsockopt", err)
}

// forget takes the port out of the poller; p.mu is held.
func (p *port) forget() {
	if raw, err := p.m.epoll.SyscallConn(); err == nil {
		_ = raw.Control(func(epoll uintptr) {
			_ = syscall.EpollCtl(int(epoll), syscall.EPOLL_CTL_DEL, p.fd, nil) // or the socket's end does it
		})
	}
	p.m.mu.Lock()
	delete(p.m.ports, int32(p.fd))
	p.m.mu.Unlock()
}

// release gives the port back.
func (p *port) release() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.fd < 0 {
		return
	}
	if p.opened {
		p.forget()
	}
	_ = syscall.Close(p.fd)
	p.fd, p.opened = -1, false
}

// accept takes the connections that wait.
func (p *port) accept() {
	for {
		c, err := p.m.taker.Next(p.acceptOne)
		if err != nil { // nobody waits, or the port is shut
			return
		}
		p.handle(c)
	}
}

var errShut = errors.New("the port is shut")

// acceptOne takes one connection.
func (p *port) acceptOne() (net.Conn, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.opened {
		return nil, errShut
	}
	return p.acceptLocked()
}

// acceptLocked takes one connection; p.mu is held.
func (p *port) acceptLocked() (net.Conn, error) {
	fd, _, err := syscall.Accept4(p.fd, syscall.SOCK_NONBLOCK|syscall.SOCK_CLOEXEC)
	if err != nil {
		return nil, err
	}
	f := os.NewFile(uintptr(fd), "")
	defer f.Close()
	c, err := net.FileConn(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", p.addr, err)
	}
	return c, nil
}
