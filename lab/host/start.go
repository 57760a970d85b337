package host

import (
	"context"
	"fmt"
	"net"
	"net/netip"

	"github.com/spf13/afero"

	"github.com/iosim/iosim/event"
	"github.com/iosim/iosim/internal/accept"
	"github.com/iosim/iosim/internal/ftpd"
	"github.com/iosim/iosim/internal/share"
	"github.com/iosim/iosim/lab/network"
	"github.com/iosim/iosim/lab/spec"
	"github.com/iosim/iosim/line/ssh"
)

// Start opens the servers of a host on free ports of the loopback. They end with ctx.
func (e *Environment) Start(ctx context.Context, name string, s spec.Host) (*Host, error) {
	h, err := e.start(event.WithPanics(ctx, e.Events.Source(name, e.Now)), name, s)
	if err != nil {
		return nil, fmt.Errorf("host %s: %w", name, err)
	}
	return h, nil
}

func (e *Environment) start(ctx context.Context, name string, s spec.Host) (*Host, error) {
	addr := netip.MustParseAddr(s.Address)
	h := &Host{Name: name, Address: addr, env: e, root: map[string]afero.Fs{}, log: &hostLog{now: e.Now, host: addr, addrs: e.Network.Addresses, events: e.Events.Source(name, e.Now)}}
	e.Network.Addresses.AddHost(addr, name)
	for protocol, at := range s.At {
		port, ok := wellKnown[protocol]
		if !ok {
			return nil, fmt.Errorf("at: there is no protocol %q", protocol)
		}
		lab := network.Port{Transport: network.TCP, At: netip.AddrPortFrom(addr, port)}
		if protocol == "tftp" {
			lab.Transport = network.UDP
		}
		e.Network.Addresses.AddForeign(lab, netip.MustParseAddrPort(at))
	}
	if s.TFTP != nil {
		if err := h.startTFTP(ctx, s.TFTP); err != nil {
			return nil, fmt.Errorf("tftp: %w", err)
		}
	}
	if s.FTP != nil {
		if err := h.startFTP(ctx, s.FTP, s.NAT); err != nil {
			return nil, fmt.Errorf("ftp: %w", err)
		}
	}
	if s.HTTP != nil {
		if err := h.startHTTP(ctx, s.HTTP); err != nil {
			return nil, fmt.Errorf("http: %w", err)
		}
	}
	if s.SCP != nil || s.SFTP != nil {
		if err := h.startSSH(ctx, s.SCP, s.SFTP); err != nil {
			return nil, err
		}
	}
	return h, nil
}

// startTFTP opens the TFTP server.
func (h *Host) startTFTP(ctx context.Context, s *spec.TFTP) error {
	root, err := h.serves("tftp", s.Root)
	if err != nil {
		return err
	}
	c, err := net.ListenUDP("udp4", net.UDPAddrFromAddrPort(netip.AddrPortFrom(network.Loopback, 0)))
	if err != nil {
		return err
	}
	h.TFTP = c.LocalAddr().(*net.UDPAddr).AddrPort()
	files := newTFTPFiles(root, s)
	h.env.Background(ctx, "tftp server", func() { _ = serveTFTP(ctx, c, files, h.log, s.Engine) })
	h.env.Network.Addresses.Add(network.Port{Transport: network.UDP, At: netip.AddrPortFrom(h.Address, wellKnown["tftp"])}, h.TFTP)
	return nil
}

// startFTP opens the FTP server, and the one that begins with TLS.
func (h *Host) startFTP(ctx context.Context, s *spec.FTP, nat spec.NAT) error {
	root, err := h.serves("ftp", s.Root)
	if err != nil {
		return err
	}
	write := share.Always
	if s.Write != nil {
		write = shareMode(*s.Write)
	}
	opt := ftpd.Options{FS: root, Users: s.Users, Quota: s.Quota,
		ReadOnly: write == share.Never, WriteOnce: write == share.Once,
		Basic: s.Extended != nil && !*s.Extended,
		// The port of a transfer has the same number in the lab, for its time.
		Opened: func(at netip.AddrPort) func() {
			return h.env.Network.Addresses.Add(network.Port{Transport: network.TCP, At: netip.AddrPortFrom(h.Address, at.Port())}, at)
		},
		Log:    func(client net.Conn) func(string) { return h.log.client("ftp", client) },
		Source: h.log.source, Throttle: &h.env.throttle, PerSource: perSource}
	if nat == spec.NATHost {
		opt.PublicAddr = network.NATInside
	}
	if s.TLS {
		if opt.TLS, err = h.env.Authority.server(h.Name, h.Address); err != nil {
			return err
		}
		secure, err := h.listen("ftps")
		if err != nil {
			return err
		}
		implicit := opt
		implicit.Implicit, h.FTPS = true, network.AddrPort(secure.Addr())
		h.env.Background(ctx, "ftp server", func() { _ = ftpd.Serve(ctx, secure, implicit) })
	}
	plain, err := h.listen("ftp")
	if err != nil {
		return err
	}
	h.FTP = network.AddrPort(plain.Addr())
	h.env.Background(ctx, "ftp server", func() { _ = ftpd.Serve(ctx, plain, opt) })
	return nil
}

// startSSH opens the SSH server for scp, SFTP or both.
func (h *Host) startSSH(ctx context.Context, scp, sftp *spec.SSH) error {
	folder := func(protocol string, s *spec.SSH) (*sshFolder, error) {
		if s == nil {
			return nil, nil
		}
		root, err := h.serves(protocol, s.Root)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", protocol, err)
		}
		return &sshFolder{share.New(root, shareMode(s.Write), s.Quota), s.Users}, nil
	}
	server := &sshServer{log: h.log, throttle: &h.env.throttle}
	var err error
	if server.scp, err = folder("scp", scp); err != nil {
		return err
	}
	if server.sftp, err = folder("sftp", sftp); err != nil {
		return err
	}
	if server.key, err = ssh.NewEd25519Key(); err != nil {
		return err
	}
	ln, err := h.listen("ssh")
	if err != nil {
		return err
	}
	h.SSH = network.AddrPort(ln.Addr())
	h.env.Background(ctx, "ssh server", func() { server.serve(ctx, h.counted(ln)) })
	return nil
}

// startHTTP opens the web server, in the clear and under TLS.
func (h *Host) startHTTP(ctx context.Context, s *spec.HTTP) error {
	root, err := h.serves("http", s.Root)
	if err != nil {
		return err
	}
	conf, err := h.env.Authority.server(h.Name, h.Address)
	if err != nil {
		return err
	}
	server := &httpServer{folder: share.New(root, shareMode(s.Write), s.Quota), users: s.Users, log: h.log, throttle: &h.env.throttle, times: defaultHTTPTimes}
	plain, err := h.listen("http")
	if err != nil {
		return err
	}
	h.env.Background(ctx, "http server", func() { _ = serveHTTP(ctx, h.counted(plain), server, nil) })
	secure, err := h.listen("https")
	if err != nil {
		return err
	}
	h.env.Background(ctx, "http server", func() { _ = serveHTTP(ctx, h.counted(secure), server, conf) })
	h.HTTP, h.HTTPS = network.AddrPort(plain.Addr()), network.AddrPort(secure.Addr())
	return nil
}

// perSource is how many connections one address has at once to a port of a host; all
// addresses together have accept.DefaultTotal, FTP sessions 256.
const perSource = 128

// counted bounds the connections of a listener.
func (h *Host) counted(ln net.Listener) net.Listener {
	return accept.Listen(ln, accept.Options{Gate: accept.NewGate(accept.Limits{PerSource: perSource}), Source: h.log.source})
}

// listen opens a free TCP port of the loopback for a protocol.
func (h *Host) listen(protocol string) (net.Listener, error) {
	ln, err := net.Listen("tcp4", "127.0.0.1:0")
	if err == nil {
		h.env.Network.Addresses.AddServer(netip.AddrPortFrom(h.Address, wellKnown[protocol]), network.AddrPort(ln.Addr()))
	}
	return ln, err
}
