package lab

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"sync"

	"github.com/spf13/afero"

	"github.com/iosim/iosim/internal/ftpd"
)

// RunningHost is a host whose servers answer.
type RunningHost struct {
	Name    string
	Address netip.Addr
	// TFTP and FTP are the real sockets; invalid where the host has no such server.
	TFTP, FTP netip.AddrPort
	root      map[string]afero.Fs // by protocol
}

// Root is the folder that a protocol of the host serves: "tftp", "ftp". nil if
// it is not of this lab.
func (h *RunningHost) Root(protocol string) afero.Fs { return h.root[protocol] }

// Well-known ports.
const (
	tftpPort = 69
	ftpPort  = 21
)

// startHost opens the servers of a host on free loopback ports.
func (l *Lab) startHost(ctx context.Context, name string, h Host) (*RunningHost, error) {
	addr := netip.MustParseAddr(h.Address)
	r := &RunningHost{Name: name, Address: addr, root: map[string]afero.Fs{}}
	l.addrs.addHost(addr, name)
	for protocol, at := range h.At {
		port, ok := map[string]uint16{"tftp": tftpPort, "ftp": ftpPort}[protocol]
		if !ok {
			return nil, fmt.Errorf("host %s: at: there is no protocol %q", name, protocol)
		}
		l.addrs.add(netip.AddrPortFrom(addr, port), netip.MustParseAddrPort(at))
	}
	if h.TFTP != nil {
		root, err := l.root(h.TFTP.Root, name+"/tftp")
		if err != nil {
			return nil, fmt.Errorf("host %s: tftp: %w", name, err)
		}
		r.root["tftp"] = root
		c, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
		if err != nil {
			return nil, err
		}
		r.TFTP = c.LocalAddr().(*net.UDPAddr).AddrPort()
		l.serve(func() { _ = serveTFTP(ctx, c, root, h.TFTP.Write) })
		l.addrs.add(netip.AddrPortFrom(addr, tftpPort), r.TFTP)
	}
	if h.FTP != nil {
		root, err := l.root(h.FTP.Root, name+"/ftp")
		if err != nil {
			return nil, fmt.Errorf("host %s: ftp: %w", name, err)
		}
		r.root["ftp"] = root
		ln, err := net.Listen("tcp4", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		r.FTP = ln.Addr().(*net.TCPAddr).AddrPort()
		opt := ftpd.Options{FS: root, Users: h.FTP.Users, ReadOnly: h.FTP.Write != nil && !*h.FTP.Write}
		l.serve(func() { _ = ftpd.Serve(ctx, ln, opt) })
		l.addrs.add(netip.AddrPortFrom(addr, ftpPort), r.FTP)
	}
	return r, nil
}

// servers counts the goroutines of a lab's servers.
type servers struct{ wg sync.WaitGroup }

func (s *servers) serve(f func()) { s.wg.Go(f) }
