package network

import (
	"net"
	"net/netip"
	"sync"
)

// AddressMap leads from the lab's addresses to real sockets and back. It is safe for
// concurrent use.
type AddressMap struct {
	mu   sync.RWMutex
	out  map[netip.AddrPort]netip.AddrPort // lab address and well-known port to the real ones
	host map[netip.Addr]string             // the host of an address
	open bool                              // addresses of no host are dialed as they are
	// device finds the socket behind a device's address; it is called without mu.
	device func(netip.AddrPort) (netip.AddrPort, bool)
	from   map[uint16]netip.Addr // the lab's address of the node that has a UDP port of this machine

	dials   sync.RWMutex            // held for reading while a node connects to a host's server
	callers map[uint16]netip.Addr   // the node's address, by its TCP port; until the server has asked
	logs    map[netip.AddrPort]bool // lab addresses of the servers that ask
}

func newAddressMap(open bool) *AddressMap {
	return &AddressMap{out: map[netip.AddrPort]netip.AddrPort{}, host: map[netip.Addr]string{}, from: map[uint16]netip.Addr{},
		callers: map[uint16]netip.Addr{}, logs: map[netip.AddrPort]bool{}, open: open}
}

// AddHost gives a host its address.
func (m *AddressMap) AddHost(a netip.Addr, name string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.host[a] = name
}

// Add makes the port of a host's address lead to a real socket.
func (m *AddressMap) Add(lab, real netip.AddrPort) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.out[lab] = real
}

// AddServer is Add for a TCP server that asks for its callers (Caller).
func (m *AddressMap) AddServer(lab, real netip.AddrPort) {
	m.Add(lab, real)
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

// real is the socket for a lab address; false if nothing answers there.
func (m *AddressMap) real(lab netip.AddrPort) (netip.AddrPort, bool) {
	if lab.Addr().IsLoopback() {
		return lab, true
	}
	if r, ok := m.ofHost(lab); ok {
		return r, true
	}
	if m.device != nil {
		if r, ok := m.device(lab); ok {
			return r, true
		}
	}
	_, known := m.HostAt(lab.Addr())
	return lab, m.open && !known
}

// ofHost is real for the addresses of hosts.
func (m *AddressMap) ofHost(lab netip.AddrPort) (netip.AddrPort, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	if r, ok := m.out[lab]; ok {
		return r, true
	}
	if _, known := m.host[lab.Addr()]; known {
		// A port that the host opened for one transfer: it has the same number.
		if r, ok := m.anyOf(lab.Addr()); ok && lab.Port() >= 1024 {
			return netip.AddrPortFrom(r, lab.Port()), true
		}
	}
	return netip.AddrPort{}, false
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

// anyOf is the real machine behind a host's address; m.mu is held.
func (m *AddressMap) anyOf(a netip.Addr) (netip.Addr, bool) {
	for lab, real := range m.out {
		if lab.Addr() == a {
			return real.Addr(), true
		}
	}
	return netip.Addr{}, false
}
