package listen

import (
	"context"
	"net"
	"net/netip"

	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/lab/network"
)

// Dial connects an address of the lab with a TCP port of a device: by a socket of its own,
// so that the device knows the address. ok is false where nothing listens at the port; a
// device that has no place for the client refuses. run runs the session until it ends.
func Dial(ctx context.Context, d *device.Device, from netip.Addr, port uint16, run func(context.Context, string, func())) (c net.Conn, ok bool, err error) {
	if !d.Listens(port) {
		return nil, false, nil
	}
	r, err := d.Reserve(port, from)
	if err != nil {
		return nil, true, &ifs.Error{Op: ifs.OpOpen, Kind: ifs.KindRefused, Err: err}
	}
	c, other, err := network.Pair(ctx)
	if err != nil {
		r.Release()
		return nil, true, err
	}
	run(d.WithPanics(context.WithoutCancel(ctx)), "session of another machine", func() {
		in := device.Incoming{Conn: other, From: netip.AddrPortFrom(from, remoteAddr(other).Port())}
		_ = r.Serve(in) // how it ended is the user's affair
	})
	return c, true, nil
}
