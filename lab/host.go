package lab

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"sync"

	"github.com/spf13/afero"

	"github.com/iosim/iosim/internal/ftpd"
	"github.com/iosim/iosim/internal/share"
	"github.com/iosim/iosim/line/ssh"
)

// RunningHost is a host whose servers answer.
type RunningHost struct {
	Name    string
	Address netip.Addr
	// TFTP and FTP are the real sockets; invalid where the host has no such server.
	TFTP, FTP netip.AddrPort
	// HTTP and HTTPS likewise; FTPS is FTP that begins with TLS.
	HTTP, HTTPS, FTPS, SSH netip.AddrPort
	root                   map[string]afero.Fs // by protocol
	log                    *hostLog
}

// Root is the folder that a protocol of the host serves: "tftp", "ftp". nil if
// it is not of this lab.
func (h *RunningHost) Root(protocol string) afero.Fs { return h.root[protocol] }

// Well-known ports.
const (
	tftpPort = 69
	ftpPort  = 21
)

// wellKnown are the ports of the protocols that `at` names.
var wellKnown = map[string]uint16{
	"tftp": tftpPort, "ftp": ftpPort, "ssh": 22, "http": 80, "https": 443, "ftps": 990,
}

// startHost opens the servers of a host on free loopback ports.
func (l *Lab) startHost(ctx context.Context, name string, h Host) (*RunningHost, error) {
	addr := netip.MustParseAddr(h.Address)
	r := &RunningHost{Name: name, Address: addr, root: map[string]afero.Fs{}, log: &hostLog{now: l.opt.Clock.Now, host: addr, addrs: l.addrs}}
	r.log.events = l.opt.Events.Source(name, l.opt.Clock.Now)
	l.addrs.addHost(addr, name)
	for protocol, at := range h.At {
		port, ok := wellKnown[protocol]
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
		files := newTFTPFiles(root, h.TFTP)
		c, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
		if err != nil {
			return nil, err
		}
		r.TFTP = c.LocalAddr().(*net.UDPAddr).AddrPort()
		l.serve(func() { _ = serveTFTP(ctx, c, files, r.log, h.TFTP.Engine) })
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
		write := h.FTP.writing()
		opt := ftpd.Options{FS: root, Users: h.FTP.Users, Quota: h.FTP.Quota,
			ReadOnly: write == share.Never, WriteOnce: write == share.Once,
			Basic: h.FTP.Extended != nil && !*h.FTP.Extended,
			Log:   func(client net.Addr) func(string) { return r.log.client("ftp", client) }}
		if h.NAT == natHost {
			opt.PublicAddr = natInside
		}
		if h.FTP.TLS {
			if opt.TLS, err = l.authority.server(name, addr); err != nil {
				ln.Close()
				return nil, err
			}
			secure, err := l.listen(r, "ftps")
			if err != nil {
				ln.Close()
				return nil, err
			}
			implicit := opt
			implicit.Implicit, r.FTPS = true, addrOf(secure)
			l.serve(func() { _ = ftpd.Serve(ctx, secure, implicit) })
		}
		l.serve(func() { _ = ftpd.Serve(ctx, ln, opt) })
		l.addrs.addServer(netip.AddrPortFrom(addr, ftpPort), r.FTP)
	}
	if h.HTTP != nil {
		if err := l.startHTTP(ctx, r, h.HTTP); err != nil {
			return nil, fmt.Errorf("host %s: http: %w", name, err)
		}
	}
	if h.SCP != nil || h.SFTP != nil {
		if err := l.startSSH(ctx, r, h); err != nil {
			return nil, fmt.Errorf("host %s: %w", name, err)
		}
	}
	return r, nil
}

func (f *FTP) writing() share.Write {
	if f.Write == nil {
		return share.Always
	}
	return f.Write.share()
}

// startSSH opens a host's SSH server for scp, SFTP or both.
func (l *Lab) startSSH(ctx context.Context, r *RunningHost, h Host) error {
	folder := func(protocol string, s *SSH) (*sshFolder, error) {
		if s == nil {
			return nil, nil
		}
		root, err := l.root(s.Root, r.Name+"/"+protocol)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", protocol, err)
		}
		r.root[protocol] = root
		return &sshFolder{share.New(root, s.Write.share(), s.Quota), s.Users}, nil
	}
	host := &sshHost{log: r.log}
	var err error
	if host.scp, err = folder("scp", h.SCP); err != nil {
		return err
	}
	if host.sftp, err = folder("sftp", h.SFTP); err != nil {
		return err
	}
	if host.key, err = ssh.NewEd25519Key(); err != nil {
		return err
	}
	ln, err := l.listen(r, "ssh")
	if err != nil {
		return err
	}
	r.SSH = addrOf(ln)
	l.serve(func() { host.serve(ctx, ln) })
	return nil
}

// startHTTP opens a host's web server, in the clear and under TLS.
func (l *Lab) startHTTP(ctx context.Context, r *RunningHost, h *HTTP) error {
	root, err := l.root(h.Root, r.Name+"/http")
	if err != nil {
		return err
	}
	r.root["http"] = root
	conf, err := l.authority.server(r.Name, r.Address)
	if err != nil {
		return err
	}
	s := &httpServer{folder: share.New(root, h.Write.share(), h.Quota), users: h.Users, log: r.log}
	plain, err := l.listen(r, "http")
	if err != nil {
		return err
	}
	l.serve(func() { _ = serveHTTP(ctx, plain, s, nil) })
	secure, err := l.listen(r, "https")
	if err != nil {
		return err
	}
	l.serve(func() { _ = serveHTTP(ctx, secure, s, conf) })
	r.HTTP, r.HTTPS = addrOf(plain), addrOf(secure)
	return nil
}

// listen opens a free TCP port of loopback for a protocol of a host.
func (l *Lab) listen(r *RunningHost, protocol string) (net.Listener, error) {
	ln, err := net.Listen("tcp4", "127.0.0.1:0")
	if err == nil {
		l.addrs.addServer(netip.AddrPortFrom(r.Address, wellKnown[protocol]), addrOf(ln))
	}
	return ln, err
}

func addrOf(ln net.Listener) netip.AddrPort { return addrPortOf(ln.Addr()) }

func addrPortOf(a net.Addr) netip.AddrPort { return a.(*net.TCPAddr).AddrPort() }

// servers counts the goroutines of a lab's servers.
type servers struct{ wg sync.WaitGroup }

func (s *servers) serve(f func()) { s.wg.Go(f) }
