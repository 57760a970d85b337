package listen

import (
	"context"
	"net"
	"net/netip"

	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/lab/network"
	"github.com/iosim/iosim/line/ssh"
	"github.com/iosim/iosim/line/telnet"
)

// DialVTY connects an address of the lab with a vty line of a device: by a socket of its
// own, so that the line knows the address. ok is false where the port is no vty line's; a
// device that has no line for the caller refuses. run runs the session until it ends.
func DialVTY(ctx context.Context, d *device.Device, from netip.Addr, port uint16, run func(func())) (c net.Conn, ok bool, err error) {
	serve := telnetOn
	protocol, group, ok := d.VTYAt(port)
	if !ok {
		return nil, false, nil
	}
	if protocol == device.SSH {
		serve = sshOn
	}
	v, err := d.TakeRotary(protocol, group, from)
	if err != nil || protocol == device.SSH && d.SSHVersion() == "" {
		if v != nil {
			v.Release()
		}
		return nil, true, &ifs.Error{Op: ifs.OpOpen, Kind: ifs.KindRefused, Err: err}
	}
	c, other, err := network.Pair(ctx)
	if err != nil {
		v.Release()
		return nil, true, err
	}
	v.Port = remoteAddr(other).Port()
	run(func() {
		defer v.Release()
		defer other.Close()
		_ = serve(d, v, other) // how it ended is the user's
	})
	return c, true, nil
}

func telnetOn(_ *device.Device, v *device.VTY, c net.Conn) error {
	return v.Serve(v.Context(), telnet.New(c, telnet.Options{}), Terminal, device.LoginInfo{})
}

func sshOn(d *device.Device, v *device.VTY, c net.Conn) error {
	srv, err := ssh.New(ssh.Options{Policy: func() (ssh.Policy, error) { return policyOn(d, v) }})
	if err != nil {
		return err
	}
	return srv.Serve(v.Context(), c, &sshSession{d, v})
}
