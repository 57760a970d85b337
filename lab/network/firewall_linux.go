package network

import (
	"net"
	"syscall"
)

// dropConnections makes a listener answer no connection: its queue has room for one,
// which is filled here, and the system drops the packets of all others.
func dropConnections(ln *net.TCPListener) (end func(), err error) {
	raw, err := ln.SyscallConn()
	if err != nil {
		return nil, err
	}
	var full error
	if err := raw.Control(func(fd uintptr) { full = syscall.Listen(int(fd), 0) }); err != nil {
		return nil, err
	}
	if full != nil {
		return nil, full
	}
	first, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		return nil, err
	}
	return func() {
		_ = ln.Close()
		_ = first.Close()
	}, nil
}
