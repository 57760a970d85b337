package lab

import (
	"net/netip"
	"os"
	"syscall"
)

// portHold keeps a port for its owner while nobody listens there: connections are
// refused, and the system gives the port to nobody else.
type portHold struct{ fd int }

// holdPort takes a TCP port of an address, 0 for any free one.
func holdPort(a netip.AddrPort) (netip.AddrPort, *portHold, error) {
	family := syscall.AF_INET6
	var sa syscall.Sockaddr = &syscall.SockaddrInet6{Port: int(a.Port()), Addr: a.Addr().As16()}
	if ip := a.Addr().Unmap(); ip.Is4() {
		family = syscall.AF_INET
		sa = &syscall.SockaddrInet4{Port: int(a.Port()), Addr: ip.As4()}
	}
	fd, err := syscall.Socket(family, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return a, nil, os.NewSyscallError("socket", err)
	}
	fail := func(what string, err error) (netip.AddrPort, *portHold, error) {
		syscall.Close(fd)
		return a, nil, os.NewSyscallError(what+" "+a.String(), err)
	}
	// Both this socket and the listener's must allow it for the two to share the port.
	if err := syscall.SetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1); err != nil {
		return fail("setsockopt", err)
	}
	if err := syscall.Bind(fd, sa); err != nil {
		return fail("bind", err)
	}
	got, err := syscall.Getsockname(fd)
	if err != nil {
		return fail("getsockname", err)
	}
	port := 0
	switch s := got.(type) {
	case *syscall.SockaddrInet4:
		port = s.Port
	case *syscall.SockaddrInet6:
		port = s.Port
	}
	return netip.AddrPortFrom(a.Addr(), uint16(port)), &portHold{fd}, nil
}

func (h *portHold) Close() error { return syscall.Close(h.fd) }
