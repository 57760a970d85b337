package tftpfs

import (
	"context"
	"errors"
	"net"
	"net/netip"

	"github.com/iosim/iosim/ifs"
)

// loopback is a device's net that is the machine's own: lab addresses are real
// ones.
type loopback struct{}

func (loopback) Lookup(_ context.Context, host string) (netip.Addr, error) {
	a, err := netip.ParseAddr(host)
	if err != nil {
		return a, &ifs.Error{Op: ifs.OpOpen, Kind: ifs.KindBadHost, Err: err}
	}
	return a, nil
}

func (loopback) Via(netip.Addr) string { return "GigabitEthernet0/0" }

func (loopback) ListenPacket(context.Context, netip.Addr) (ifs.PacketConn, error) {
	c, err := net.ListenUDP("udp4", net.UDPAddrFromAddrPort(netip.MustParseAddrPort("127.0.0.1:0")))
	if err != nil {
		return nil, err
	}
	_ = c.SetReadBuffer(4 << 20) // a window of large blocks must fit
	return Socket(c), nil
}

func (loopback) DialContext(context.Context, string) (net.Conn, error) {
	return nil, errors.ErrUnsupported
}

func (loopback) Listen(context.Context, netip.Addr) (net.Listener, error) {
	return nil, errors.ErrUnsupported
}

// at is a name on a server of this machine.
func at(addr netip.AddrPort, path string) ifs.Name {
	return ifs.Name{Prefix: "tftp", Host: addr.String(), HasHost: true, Path: path}
}
