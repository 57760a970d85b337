package lab

import (
	"context"
	"net"
	"net/netip"

	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/line/ssh"
	"github.com/iosim/iosim/line/telnet"
)

// dialVTY connects somebody in the lab with a vty line of the device that has the
// address: by a socket of its own, so that the line knows from where. ok is false where
// the address is no device's; a device that has no line for the caller refuses.
func (w *wire) dialVTY(ctx context.Context, to netip.AddrPort) (c net.Conn, ok bool, err error) {
	n, ok := w.lab.deviceAt(to.Addr())
	if !ok {
		return nil, false, nil
	}
	d, serve := n.device(), telnetOn
	protocol, group, ok := d.VTYAt(to.Port())
	if !ok {
		return nil, false, nil
	}
	if protocol == device.SSH {
		serve = sshOn
	}
	v, err := d.TakeRotary(protocol, group, w.sourceOf(ctx))
	if err != nil || protocol == device.SSH && d.SSHVersion() == "" {
		if v != nil {
			v.Release()
		}
		return nil, true, &ifs.Error{Op: ifs.OpOpen, Kind: ifs.KindRefused, Err: err}
	}
	c, other, err := socketPair(ctx)
	if err != nil {
		v.Release()
		return nil, true, dialError(err)
	}
	v.Port = remoteAddr(other).Port()
	w.lab.serve(func() {
		defer v.Release()
		defer other.Close()
		_ = serve(d, v, other) // how it ended is the user's
	})
	return c, true, nil
}

func telnetOn(_ *device.Device, v *device.VTY, c net.Conn) error {
	return v.Serve(v.Context(), telnet.New(c, telnet.Options{}), terminal, device.LoginInfo{})
}

func sshOn(d *device.Device, v *device.VTY, c net.Conn) error {
	srv, err := ssh.New(ssh.Options{Policy: func() (ssh.Policy, error) { return policyOn(d, v) }})
	if err != nil {
		return err
	}
	return srv.Serve(v.Context(), c, &guest{d, v})
}

// sourceOf is the caller's own address.
func (w *wire) sourceOf(ctx context.Context) netip.Addr {
	if w.source.IsValid() {
		return w.source
	}
	return ifs.SourceFrom(ctx)
}

// socketPair is two ends of a TCP connection on the loopback.
func socketPair(ctx context.Context) (a, b net.Conn, err error) {
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp4", "127.0.0.1:0")
	if err != nil {
		return nil, nil, err
	}
	defer ln.Close()
	var d net.Dialer
	if a, err = d.DialContext(ctx, "tcp4", ln.Addr().String()); err != nil {
		return nil, nil, err
	}
	for {
		if b, err = ln.Accept(); err != nil {
			_ = a.Close()
			return nil, nil, err
		}
		if b.RemoteAddr().String() == a.LocalAddr().String() {
			return a, b, nil
		}
		_ = b.Close() // somebody else on this machine
	}
}
