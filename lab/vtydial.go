package lab

import (
	"context"
	"net"
	"net/netip"

	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/ifs"
)

// dialDevice connects a client in the lab with the device that has the address: by a
// socket of its own, so that the device knows from where. ok is false where the address
// is no device's, or nothing listens at the port; a device that has no place for the
// client refuses.
func (w *wire) dialDevice(ctx context.Context, to netip.AddrPort) (c net.Conn, ok bool, err error) {
	n, ok := w.lab.deviceAt(to.Addr())
	if !ok {
		return nil, false, nil
	}
	d, from := n.device(), w.sourceOf(ctx)
	if !d.Listens(to.Port()) {
		return nil, false, nil
	}
	r, err := d.Reserve(to.Port(), from)
	if err != nil {
		return nil, true, &ifs.Error{Op: ifs.OpOpen, Kind: ifs.KindRefused, Err: err}
	}
	c, other, err := socketPair(ctx)
	if err != nil {
		r.Release()
		return nil, true, dialError(err)
	}
	w.lab.serve(func() {
		in := device.Incoming{Conn: other, From: netip.AddrPortFrom(from, remoteAddr(other).Port())}
		_ = r.Serve(in) // how it ended is the user's affair
	})
	return c, true, nil
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
