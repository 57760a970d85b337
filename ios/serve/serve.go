// Package serve is the daemons of IOS: the SSH and Telnet servers in front of the vty
// lines, the SCP server behind SSH, and the TFTP server.
//
//	d := serve.New(sys)
//	r, err := d.Reserve(22, from.Addr())
//	err = r.Serve(device.Incoming{Conn: conn, From: from})
package serve

import (
	"net/netip"
	"sync"
	"sync/atomic"

	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/ifs/tftpfs"
	"github.com/iosim/iosim/internal/safego"
	"github.com/iosim/iosim/ios/system"
	"github.com/iosim/iosim/line"
	"github.com/iosim/iosim/line/ssh"
	"github.com/iosim/iosim/line/telnet"
)

// Daemons are the servers of a router.
type Daemons struct {
	sys      *system.System
	starting atomic.Int64 // SSH clients that have not logged in yet
	tftp     tftpfs.Server
}

// New returns the daemons of a router.
func New(sys *system.System) *Daemons {
	d := &Daemons{sys: sys}
	d.tftp.Files, d.tftp.Begin = tftpServed{sys}, d.beginTFTP
	return d
}

// Close waits for the transfers of the TFTP server, whose context has ended.
func (d *Daemons) Close() { d.tftp.Close() }

// terminal is how the terminal of a client begins.
var terminal = line.Options{Width: 80, Length: 24, Paging: true, FollowResize: true}

// Listens reports whether a connection at a TCP port finds a server: SSH has none
// while there is no key.
func (d *Daemons) Listens(port uint16) bool {
	p, _, ok := d.sys.VTYAt(port)
	return ok && (p != system.SSH || d.sys.SSHVersion() != "")
}

// Reserve takes the vty line that a client at a TCP port gets. It fails as
// system.System.TakeRotary does, and with system.ErrRefused where no server listens.
func (d *Daemons) Reserve(port uint16, from netip.Addr) (device.Reservation, error) {
	p, group, ok := d.sys.VTYAt(port)
	if !ok || p == system.SSH && d.sys.SSHVersion() == "" {
		return nil, system.ErrRefused
	}
	vty, err := d.sys.TakeRotary(p, group, from)
	if err != nil {
		return nil, err
	}
	return &session{d, vty}, nil
}

// session is a client with its vty line.
type session struct {
	d   *Daemons
	vty *system.VTY
}

// Release implements device.Reservation.
func (s *session) Release() { s.vty.Release() }

// Serve implements device.Reservation. What the session panics with ends it alone.
func (s *session) Serve(in device.Incoming) (err error) {
	defer s.vty.Release()
	defer in.Conn.Close()
	defer safego.Recover(s.vty.Context(), "vty session", &err)
	s.vty.Port = in.From.Port()
	if s.vty.Via == system.SSH {
		return s.serveSSH(in)
	}
	t := telnet.New(in.Conn, telnet.Options{WriteTimeout: in.Stall})
	return s.vty.Serve(s.vty.Context(), t, terminal, system.LoginInfo{})
}

func (s *session) serveSSH(in device.Incoming) error {
	sys, starting := s.d.sys, &s.d.starting
	started := sync.OnceFunc(func() { starting.Add(-1) })
	if starting.Add(1) > int64(sys.Running().SSH.MaxStartups) {
		started()
		device.Refuse(in.Conn)
		return system.ErrBusy
	}
	defer started()
	srv, err := ssh.New(ssh.Options{
		Policy:    func() (ssh.Policy, error) { return policyOn(sys, s.vty) },
		WriteTime: in.Stall, LoggedIn: started,
	})
	if err != nil {
		device.Refuse(in.Conn)
		return err
	}
	return srv.Serve(s.vty.Context(), in.Conn, &sshSession{sys, s.vty})
}
