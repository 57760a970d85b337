package lab

import (
	"net"
	"net/netip"
	"sync"
)

// addressMap leads from the lab's addresses to real sockets and back.
type addressMap struct {
	mu   sync.RWMutex
	out  map[netip.AddrPort]netip.AddrPort // lab address and well-known port to the real ones
	host map[netip.Addr]string             // the host of an address
	open bool                              // addresses of no host are dialled as they are
	// device finds the socket behind a device's address; it is called without mu.
	device func(netip.AddrPort) (netip.AddrPort, bool)
	from   map[uint16]netip.Addr // the lab's address of who talks from a UDP port of this machine

	dials   sync.RWMutex            // held for reading while one of the lab connects to a host's server
	callers map[uint16]netip.Addr   // who has, by the TCP port; until the server has asked
	logs    map[netip.AddrPort]bool // lab addresses of the servers that ask
}

func newAddressMap(open bool) *addressMap {
	return &addressMap{out: map[netip.AddrPort]netip.AddrPort{}, host: map[netip.Addr]string{}, from: map[uint16]netip.Addr{},
		callers: map[uint16]netip.Addr{}, logs: map[netip.AddrPort]bool{}, open: open}
}

func (m *addressMap) addHost(a netip.Addr, name string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.host[a] = name
}

// add makes the port of a host's address lead to a real socket.
func (m *addressMap) add(lab, real netip.AddrPort) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.out[lab] = real
}

// addServer is add for a TCP server that asks who calls.
func (m *addressMap) addServer(lab, real netip.AddrPort) {
	m.add(lab, real)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.logs[lab] = true
}

// asks reports whether the server at an address asks who calls.
func (m *addressMap) asks(lab netip.AddrPort) bool {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.logs[lab]
}

// hostAt is the name of the host with the address.
func (m *addressMap) hostAt(a netip.Addr) (string, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	h, ok := m.host[a]
	return h, ok
}

// real is the socket for a lab address; false if nothing answers there.
func (m *addressMap) real(lab netip.AddrPort) (netip.AddrPort, bool) {
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
	_, known := m.hostAt(lab.Addr())
	return lab, m.open && !known
}

// ofHost is real for the addresses of hosts.
func (m *addressMap) ofHost(lab netip.AddrPort) (netip.AddrPort, bool) {
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

// bind notes who talks from a port of this machine, until release.
func (m *addressMap) bind(port uint16, who netip.Addr) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.from[port] = who
}

func (m *addressMap) release(port uint16) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.from, port)
}

// calls notes that who has connected to a host's server from a TCP port of this machine;
// m.dials is held for reading.
func (m *addressMap) calls(port uint16, who netip.Addr) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.callers[port] = who
}

// caller is who has connected to a host's server: an address of the lab, or of a program
// outside it. It is asked once for a connection.
func (m *addressMap) caller(remote net.Addr) netip.Addr {
	at, err := netip.ParseAddrPort(remote.String())
	if err != nil {
		return netip.Addr{}
	}
	m.dials.Lock() // whoever is connecting has said so then
	defer m.dials.Unlock()
	m.mu.Lock()
	defer m.mu.Unlock()
	if who, ok := m.callers[at.Port()]; ok {
		delete(m.callers, at.Port())
		return who
	}
	return at.Addr().Unmap()
}

// source is the lab's address of who talks from a UDP port of this machine.
func (m *addressMap) source(port uint16) (netip.Addr, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	a, ok := m.from[port]
	return a, ok
}

// anyOf is the real machine behind a host's address; m.mu is held.
func (m *addressMap) anyOf(a netip.Addr) (netip.Addr, bool) {
	for lab, real := range m.out {
		if lab.Addr() == a {
			return real.Addr(), true
		}
	}
	return netip.Addr{}, false
}
