package system

import (
	"context"
	"net"
	"net/netip"

	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ifs/recordfs"
	"github.com/iosim/iosim/ios/running"
)

// router is the device's way out as its file systems see it: the lab's wires, as
// far as the interfaces and routes of the configuration lead to them.
type router struct {
	sys  *System
	wire ifs.Net
	// source is the interface whose address packets come from, by a setting of the
	// configuration; "" or a nil source: that of the route.
	source func(*running.Config) string
}

// sourceInterface is the interface that the configuration has packets come from; false
// if it names none.
func (r *router) sourceInterface() (Interface, bool) {
	name := ""
	if r.source != nil {
		name = r.source(r.sys.Running())
	}
	if name == "" {
		return Interface{}, false
	}
	i, _ := r.sys.Interface(name)
	return i, true
}

// local is the address that packets to another come from, invalid where there is none.
func (r *router) local(to netip.Addr) netip.Addr {
	if i, ok := r.sourceInterface(); ok {
		return i.Addr.Addr()
	}
	return r.sys.LocalAddr(to)
}

func (r *router) Lookup(ctx context.Context, host string) (netip.Addr, error) {
	if a, ok := r.sys.hostAddress(host); ok {
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
	if i, ok := r.sys.Route(addr); ok {
		return i.Name, true
	}
	return "", addr.IsLoopback()
}

func (r *router) DialContext(ctx context.Context, address string) (net.Conn, error) {
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return nil, &ifs.Error{Op: ifs.OpOpen, Kind: ifs.KindBadHost, Err: err}
	}
	recordfs.Towards(ctx, ap.Addr())
	if _, ok := r.reach(ap.Addr()); !ok {
		return nil, &ifs.Error{Op: ifs.OpOpen, Kind: ifs.KindUnreachable}
	}
	c, err := r.wire.DialContext(ifs.WithSource(ctx, r.local(ap.Addr())), address)
	c = recordfs.Conn(ctx, c, r.local, ap, err)
	if count := r.sys.learnARP(ap.Addr()); count != nil && err == nil {
		return count.Conn(c), nil
	}
	return c, err
}

func (r *router) ListenPacket(ctx context.Context, remote netip.Addr) (ifs.PacketConn, error) {
	recordfs.Towards(ctx, remote)
	if _, ok := r.reach(remote); !ok {
		return recordfs.Packets(ctx, device.Nowhere(r.sys.Clock()), r.local, remote), nil
	}
	c, err := r.wire.ListenPacket(ifs.WithSource(ctx, r.local(remote)), remote)
	if err == nil {
		c = recordfs.Packets(ctx, c, r.local, remote)
	}
	if count := r.sys.learnARP(remote); count != nil && err == nil {
		return count.Packets(c), nil
	}
	return c, err
}

func (r *router) Listen(ctx context.Context, remote netip.Addr) (net.Listener, error) {
	if _, ok := r.reach(remote); !ok {
		return nil, &ifs.Error{Op: ifs.OpOpen, Kind: ifs.KindUnreachable}
	}
	l, err := r.wire.Listen(ifs.WithSource(ctx, r.local(remote)), remote)
	if err == nil {
		l = recordfs.Listener(ctx, l, r.local, remote)
	}
	if count := r.sys.learnARP(remote); count != nil && err == nil {
		return count.Listener(l), nil
	}
	return l, err
}

// from is the way out for packets from the interface that a setting names.
func (sys *System) from(source func(*running.Config) string) ifs.Net {
	out := *sys.out
	out.source = source
	return &out
}

// LookupHost finds the address of a host's name or of a typed address:
// KindBadHost if there is none.
func (sys *System) LookupHost(ctx context.Context, host string) (netip.Addr, error) {
	return sys.out.Lookup(ctx, host)
}

// LocalAddr is the device's address towards another, invalid where there is none.
func (sys *System) LocalAddr(to netip.Addr) netip.Addr {
	if i, ok := sys.Route(to); ok && i.Addr.IsValid() {
		return i.Addr.Addr()
	}
	return netip.Addr{}
}

// hostAddress is the address of a typed address, or of a name of the configuration.
func (sys *System) hostAddress(host string) (netip.Addr, bool) {
	if a, err := netip.ParseAddr(host); err == nil {
		return a, true
	}
	return sys.Running().HostAddress(host)
}

// Permits judges an address by an access list, named or numbered, as the source of a
// TCP connection: of an extended list the entries for TCP to any address fit.
func (sys *System) Permits(list string, addr netip.Addr) bool {
	permitted, _ := sys.Running().AccessList(list).Judge(running.Packet{Protocol: running.TCP, Source: addr})
	return permitted
}

// Reaches reports whether a route leads to addr.
func (sys *System) Reaches(addr netip.Addr) bool {
	_, ok := sys.out.reach(addr)
	return ok
}

// Via is the interface towards addr, "" where no route leads to it.
func (sys *System) Via(addr netip.Addr) string { return sys.out.Via(addr) }

// Packets is a socket of a server for talking to a peer, recorded and counted like those
// of the clients.
func (sys *System) Packets(ctx context.Context, c ifs.PacketConn, peer netip.Addr) ifs.PacketConn {
	c = recordfs.Packets(ctx, c, sys.out.local, peer)
	if count := sys.learnARP(peer); count != nil {
		return count.Packets(c)
	}
	return c
}
