package device

import (
	"context"
	"errors"
	"net"
	"net/netip"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/line"
)

// ErrDown: no software is running.
var ErrDown = errors.New("no software is running")

// Listens reports whether the device takes connections at a TCP port.
func (d *Device) Listens(port uint16) bool {
	s := d.System()
	return s != nil && s.Listens(port)
}

// Reserve takes a place for a client that opens a connection to a TCP port: ErrDown
// while no software runs, else the software's error.
func (d *Device) Reserve(port uint16, from netip.Addr) (Reservation, error) {
	s := d.System()
	if s == nil {
		return nil, ErrDown
	}
	r, err := s.Reserve(port, from)
	if err != nil && d.System() != s { // it ended meanwhile
		return nil, ErrDown
	}
	return r, err
}

// Accept serves a connection that has reached a TCP port until it is over, and closes
// it. A connection that the software does not take is reset, and one that finds none
// running is closed; the error says why.
func (d *Device) Accept(port uint16, in Incoming) error {
	r, err := d.Reserve(port, in.From.Addr())
	switch {
	case errors.Is(err, ErrDown): // it went down after the client had come
		line.Abort(in.Conn)
		return err
	case err != nil:
		Refuse(in.Conn)
		return err
	}
	return r.Serve(in)
}

// Refuse ends a connection so that the client sees that it was not taken.
func Refuse(c net.Conn) {
	if t, ok := c.(interface{ SetLinger(sec int) error }); ok {
		_ = t.SetLinger(0)
	}
	_ = c.Close()
}

// Owns reports whether addr is one of the running software's: of a port that is up.
func (d *Device) Owns(addr netip.Addr) bool {
	s := d.System()
	return s != nil && s.Owns(addr)
}

// Merge applies a configuration's text to the running configuration. It fails with
// ErrDown while no software runs.
func (d *Device) Merge(ctx context.Context, text, source string) error {
	s := d.System()
	if s == nil {
		return ErrDown
	}
	return s.Merge(ctx, text, source)
}

// Expose notes that other machines can reach the ports of the device, whatever software it
// will run. It fails if the configuration that runs would let them in without a secret; the
// error says where.
func (d *Device) Expose() error {
	d.exposed.Store(true)
	if s := d.System(); s != nil {
		return s.Expose()
	}
	return nil
}

// maxDatagram is the longest datagram that is looked at, in bytes.
const maxDatagram = 2048

// ServeUDP hands the datagrams that reach a UDP port to the software that runs; while
// none does, they are lost. listen opens another socket of the device for talking to
// a peer. It ends with ctx and closes conn; the end of ctx is no error.
func (d *Device) ServeUDP(ctx context.Context, port uint16, conn ifs.PacketConn, listen func(context.Context, netip.AddrPort) (ifs.PacketConn, error)) error {
	ctx = d.WithPanics(ctx)
	return ifs.ServePackets(ctx, conn, maxDatagram, func(from netip.AddrPort, b []byte) {
		if s := d.System(); s != nil {
			s.Datagram(ctx, Datagram{Conn: conn, Port: port, From: from, Data: b, Listen: listen})
		}
	})
}
