//go:build !linux

package lab

import (
	"net"
	"net/netip"
)

// portHold keeps nothing here: only Linux lets a port be kept without listening.
type portHold struct{}

// holdPort finds a TCP port of an address, 0 for any free one.
func holdPort(a netip.AddrPort) (netip.AddrPort, *portHold, error) {
	ln, err := net.Listen("tcp", a.String())
	if err != nil {
		return a, nil, err
	}
	defer ln.Close()
	return ln.Addr().(*net.TCPAddr).AddrPort(), &portHold{}, nil
}

func (h *portHold) Close() error { return nil }
