package listen

import (
	"context"
	"net"
	"net/netip"
	"sync"

	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ifs/tftpfs"
	"github.com/iosim/iosim/lab/network"
)

// TFTPNumber is the well-known port of TFTP.
const TFTPNumber = 69

// TFTPPort is the socket of a device's TFTP server, on the loopback. It is opened when a
// node of the lab first asks the device for a file, or when Serve reports its address.
type TFTPPort struct {
	// Network is that of the lab; Device boots the device if need be, and is nil if that
	// fails. Start runs the server until it ends, with Context, to which panics are reported.
	Network *network.Network
	Device  func() *device.Device
	Context context.Context
	Start   func(ctx context.Context, where string, f func())

	mu    sync.Mutex
	conn  *net.UDPConn
	serve sync.Once
}

// Socket is the socket; port is the number that is wanted if it is opened now, 0 for any.
func (p *TFTPPort) Socket(port uint16) (*net.UDPConn, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.conn != nil {
		return p.conn, nil
	}
	c, err := net.ListenUDP("udp4", net.UDPAddrFromAddrPort(netip.AddrPortFrom(network.Loopback, port)))
	if err != nil {
		return nil, err
	}
	p.conn = c
	return c, nil
}

// Serve starts the server behind the socket, which is open.
func (p *TFTPPort) Serve() {
	p.serve.Do(func() {
		p.mu.Lock()
		conn := p.conn
		p.mu.Unlock()
		d := p.Device()
		if d == nil {
			return
		}
		listen := func(_ context.Context, peer netip.AddrPort) (ifs.PacketConn, error) {
			c, err := network.ListenUDP()
			if err != nil {
				return nil, err
			}
			return p.Network.TransferConn(tftpfs.Plain(c), peer), nil
		}
		p.Start(p.Context, "tftp server", func() { _ = d.ServeUDP(p.Context, TFTPNumber, p.Network.ServerConn(tftpfs.Plain(conn)), listen) })
	})
}

// Close closes the socket, also one that has not been served.
func (p *TFTPPort) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.conn != nil {
		_ = p.conn.Close()
	}
}
