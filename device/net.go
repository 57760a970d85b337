package device

import (
	"context"
	"net"
	"net/netip"
	"os"
	"sync"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/internal/wire"
)

// router is the device's way out as its file systems see it: the lab's wires, as
// far as the interfaces and routes of the configuration lead to them.
type router struct {
	d    *Device
	wire ifs.Net
	// source is the configuration line that names the interface whose address packets
	// come from: "ip tftp source-interface"; "": there is none.
	source string
}

// sourceInterface is the interface that the configuration has packets come from; false
// if it names none.
func (r *router) sourceInterface() (Interface, bool) {
	name := ""
	if r.source != "" && !r.d.InROMMON() {
		name = r.d.config.Value(nil, r.source)
	}
	if name == "" {
		return Interface{}, false
	}
	i, _ := r.d.Interface(name)
	return i, true
}

// local is the address that packets to another come from, invalid where there is none.
func (r *router) local(to netip.Addr) netip.Addr {
	if i, ok := r.sourceInterface(); ok {
		return i.Addr.Addr()
	}
	return r.d.LocalAddr(to)
}

func (r *router) Lookup(ctx context.Context, host string) (netip.Addr, error) {
	if a, ok := r.d.hostAddress(host); ok {
		return a, nil
	}
	return r.wire.Lookup(ctx, host)
}

func (r *router) Via(addr netip.Addr) string {
	i, _ := r.reach(addr)
	return i
}

// reach finds the interface towards addr. Addresses of the machine itself need
// none. Where the source interface is down or has no address no answer would come
// [UNSOURCED].
func (r *router) reach(addr netip.Addr) (string, bool) {
	if i, ok := r.sourceInterface(); ok && !(i.Up() && i.Addr.IsValid()) {
		return "", false
	}
	r.d.mu.Lock()
	rom := r.d.rommonAddr
	r.d.mu.Unlock()
	if rom.IsValid() {
		return r.d.model.Interfaces[0].Name, true
	}
	if i, ok := r.d.Route(addr); ok {
		return i.Name, true
	}
	return "", addr.IsLoopback()
}

func (r *router) DialContext(ctx context.Context, address string) (net.Conn, error) {
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return nil, &ifs.Error{Op: ifs.OpOpen, Kind: ifs.KindBadHost, Err: err}
	}
	if _, ok := r.reach(ap.Addr()); !ok {
		return nil, &ifs.Error{Op: ifs.OpOpen, Kind: ifs.KindUnreachable}
	}
	c, err := r.wire.DialContext(ifs.WithSource(ctx, r.local(ap.Addr())), address)
	c = r.tapConn(ctx, c, ap, err)
	if count := r.d.learnARP(ap.Addr()); count != nil && err == nil {
		return &countedConn{c, r.d, count}, nil
	}
	return c, err
}

func (r *router) ListenPacket(ctx context.Context, remote netip.Addr) (ifs.PacketConn, error) {
	if _, ok := r.reach(remote); !ok {
		return r.tapPackets(ctx, Nowhere(r.d.clk), remote), nil
	}
	c, err := r.wire.ListenPacket(ifs.WithSource(ctx, r.local(remote)), remote)
	if err == nil {
		c = r.tapPackets(ctx, c, remote)
	}
	if count := r.d.learnARP(remote); count != nil && err == nil {
		return &countedPackets{c, r.d, count}, nil
	}
	return c, err
}

func (r *router) Listen(ctx context.Context, remote netip.Addr) (net.Listener, error) {
	if _, ok := r.reach(remote); !ok {
		return nil, &ifs.Error{Op: ifs.OpOpen, Kind: ifs.KindUnreachable}
	}
	l, err := r.wire.Listen(ifs.WithSource(ctx, r.local(remote)), remote)
	if rec := wire.From(ctx); rec != nil && err == nil {
		l = &tapListener{l, r, rec, remote}
	}
	if count := r.d.learnARP(remote); count != nil && err == nil {
		return &countedListener{l, r.d, count}, nil
	}
	return l, err
}

// nowhere is a socket from which no packet comes back.
type nowhere struct {
	instant  bool // nobody needs to wait in real time to know it
	mu       sync.Mutex
	deadline time.Time
	changed  chan struct{}
	closed   bool
}

// Nowhere is a UDP socket whose packets nobody answers. Where time is simulated
// its deadlines pass at once.
func Nowhere(c clock.Clock) ifs.PacketConn {
	return &nowhere{instant: clock.Jumps(c), changed: make(chan struct{})}
}

func (n *nowhere) ReadFromAddrPort([]byte) (int, netip.AddrPort, error) {
	for {
		n.mu.Lock()
		deadline, changed, closed := n.deadline, n.changed, n.closed
		n.mu.Unlock()
		if closed {
			return 0, netip.AddrPort{}, net.ErrClosed
		}
		var expired <-chan time.Time
		switch {
		case deadline.IsZero():
		case n.instant:
			return 0, netip.AddrPort{}, os.ErrDeadlineExceeded
		default:
			t := time.NewTimer(time.Until(deadline))
			defer t.Stop()
			expired = t.C
		}
		select {
		case <-expired:
			return 0, netip.AddrPort{}, os.ErrDeadlineExceeded
		case <-changed:
		}
	}
}

func (n *nowhere) WriteToAddrPort(b []byte, _ netip.AddrPort) (int, error) { return len(b), nil }

func (n *nowhere) SetReadDeadline(t time.Time) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.deadline = t
	n.wake()
	return nil
}

func (n *nowhere) Close() error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.closed = true
	n.wake()
	return nil
}

// wake makes a waiting reader look again; n.mu is held.
func (n *nowhere) wake() {
	close(n.changed)
	n.changed = make(chan struct{})
}

func (n *nowhere) LocalAddrPort() netip.AddrPort { return netip.AddrPort{} }

// from is the way out for packets from the interface that a configuration line names.
func (d *Device) from(source string) ifs.Net {
	out := *d.out
	out.source = source
	return &out
}

// LookupHost finds the address of a host's name or of a typed address:
// KindBadHost if there is none.
func (d *Device) LookupHost(ctx context.Context, host string) (netip.Addr, error) {
	return d.out.Lookup(ctx, host)
}
