package network

import (
	"net"
	"net/netip"
	"sync"

	"github.com/iosim/iosim/lab/spec"
)

// Transport is a protocol that has ports.
type Transport uint8

// The transports. A port of one says nothing about that number of the other.
const (
	TCP Transport = iota
	UDP
)

// Port is a port of an address of the lab.
type Port struct {
	Transport Transport
	At        netip.AddrPort
}

// AddressMap leads from the lab's addresses to real sockets and back: to those that a
// host's or device's server has opened, and to no other. It is safe for concurrent use.
type AddressMap struct {
	mu      sync.RWMutex
	out     map[Port]netip.AddrPort // ports of hosts and the real sockets
	foreign map[Port]bool           // those whose servers run elsewhere (`at`)
	host    map[netip.Addr]string   // the host of an address
	// open: addresses of no host are dialed as they are. loopback: so are those of this
	// machine alone.
	open, loopback bool
	// device finds the socket behind a device's port; it is called without mu.
	device func(Port) (netip.AddrPort, bool)
	from   map[uint16]netip.Addr // the lab's address of the node that has a UDP port of this machine

	dials   sync.RWMutex            // held for reading while a node connects to a host's server
	callers map[uint16]netip.Addr   // the node's address, by its TCP port; until the server has asked
	logs    map[netip.AddrPort]bool // lab addresses of the servers that ask
}

func newAddressMap(outside string) *AddressMap {
	return &AddressMap{out: map[Port]netip.AddrPort{}, foreign: map[Port]bool{}, host: map[netip.Addr]string{}, from: map[uint16]netip.Addr{},
		callers: map[uint16]netip.Addr{}, logs: map[netip.AddrPort]bool{}, open: outside == spec.OutsideAllow, loopback: outside == spec.OutsideLoopback}
}

// AddHost gives a host its address.
func (m *AddressMap) AddHost(a netip.Addr, name string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.host[a] = name
}

// Add makes a port of a host lead to a real socket, until remove is called.
func (m *AddressMap) Add(lab Port, real netip.AddrPort) (remove func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.out[lab] = real
	return func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		if m.out[lab] == real {
			delete(m.out, lab)
		}
	}
}

// AddForeign is Add for a server that is none of the lab's: which ports it opens for
// transfers is known to its clients alone.
func (m *AddressMap) AddForeign(lab Port, real netip.AddrPort) {
	m.Add(lab, real)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.foreign[lab] = true
}

// AddServer is Add for a TCP server that asks for its callers (Caller).
func (m *AddressMap) AddServer(lab, real netip.AddrPort) {
	m.Add(Port{TCP, lab}, real)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.logs[lab] = true
}

// asks reports whether the server at an address asks for its callers.
func (m *AddressMap) asks(lab netip.AddrPort) bool {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.logs[lab]
}

// HostAt is the name of the host with the address.
func (m *AddressMap) HostAt(a netip.Addr) (string, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	h, ok := m.host[a]
	return h, ok
}

// real is the socket behind a port of an address; false if nothing answers there.
func (m *AddressMap) real(lab Port) (netip.AddrPort, bool) {
	if machineOnly(lab.At.Addr()) {
		return lab.At, m.loopback
	}
	m.mu.RLock()
	r, ok := m.out[lab]
	m.mu.RUnlock()
	if ok {
		return r, true
	}
	if m.device != nil {
		if r, ok := m.device(lab); ok {
			return r, true
		}
	}
	_, known := m.HostAt(lab.At.Addr())
	return lab.At, m.open && !known
}

// data is the socket of a data connection to a port that the server at control has named;
// false if that is a server of the lab, which adds its ports itself.
func (m *AddressMap) data(control netip.AddrPort, port uint16) (netip.AddrPort, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	c := Port{TCP, control}
	return netip.AddrPortFrom(m.out[c].Addr(), port), m.foreign[c]
}

// leavesLab reports whether packets to an address that is no node's go anywhere.
func (m *AddressMap) leavesLab(a netip.Addr) bool {
	if machineOnly(a) {
		return m.loopback
	}
	return m.open
}

// machineOnly reports whether an address leads a program of this machine to this machine:
// the loopback, also in its IPv4-mapped form, and the unspecified address, which systems
// take for it.
func machineOnly(a netip.Addr) bool {
	a = a.Unmap()
	return a.IsLoopback() || a.IsUnspecified()
}

// bind notes the node that has a UDP port of this machine, until release.
func (m *AddressMap) bind(port uint16, node netip.Addr) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.from[port] = node
}

func (m *AddressMap) release(port uint16) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.from, port)
}

// calls notes that a node has connected to a host's server from a TCP port of this
// machine; m.dials is held for reading.
func (m *AddressMap) calls(port uint16, node netip.Addr) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.callers[port] = node
}

// Caller is the address that a host's server sees at the other end of a connection: one
// of the lab, or that of a program outside it. It is asked once for a connection.
func (m *AddressMap) Caller(remote net.Addr) netip.Addr {
	at, err := netip.ParseAddrPort(remote.String())
	if err != nil {
		return netip.Addr{}
	}
	m.dials.Lock() // a node that is connecting has noted its call then
	defer m.dials.Unlock()
	m.mu.Lock()
	defer m.mu.Unlock()
	if node, ok := m.callers[at.Port()]; ok {
		delete(m.callers, at.Port())
		return node
	}
	return at.Addr().Unmap()
}

// Source is the lab's address of the node that has a UDP port of this machine.
func (m *AddressMap) Source(port uint16) (netip.Addr, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	a, ok := m.from[port]
	return a, ok
}
