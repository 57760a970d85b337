package listen

import (
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/line/ssh"
	"github.com/iosim/iosim/line/telnet"
)

// incoming is a connection at a port of a device.
type incoming struct {
	conn     net.Conn
	from     netip.AddrPort
	stall    time.Duration // write time-out in real time
	panicked func(v any, stack []byte)
}

// takeVTY takes a vty line for a client, nil if there is none: the client is refused.
func takeVTY(d *device.Device, p device.Protocol, in incoming) *device.VTY {
	v, err := d.TakeVTY(p, in.from.Addr())
	if err != nil {
		refuse(in.conn)
		return nil
	}
	v.Port = in.from.Port()
	return v
}

// serveTelnet serves a Telnet client on a vty line until it ends.
func serveTelnet(d *device.Device, in incoming) {
	v := takeVTY(d, device.Telnet, in)
	if v == nil {
		return
	}
	defer v.Release()
	_ = v.Serve(v.Context(), telnet.New(in.conn, telnet.Options{WriteTimeout: in.stall}), Terminal, device.LoginInfo{}) // how it ended is the user's
}

// serveSSH serves an SSH client on a vty line until it ends. starting counts the device's
// clients that have not logged in yet.
func serveSSH(d *device.Device, in incoming, starting *atomic.Int64) {
	v := takeVTY(d, device.SSH, in)
	if v == nil {
		return
	}
	defer v.Release()
	started := sync.OnceFunc(func() { starting.Add(-1) })
	defer started()
	srv, err := ssh.New(ssh.Options{
		Policy:    func() (ssh.Policy, error) { return policyOn(d, v) },
		WriteTime: in.stall, Panicked: in.panicked,
		LoggedIn: started,
	})
	if starting.Add(1) > maxStartups(d) || err != nil {
		refuse(in.conn)
		return
	}
	_ = srv.Serve(v.Context(), in.conn, &sshSession{d, v}) // a client that never came to a login is its own affair
}
