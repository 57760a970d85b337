package network

import (
	"net"
	"net/netip"

	"github.com/iosim/iosim/lab/spec"
)

// Addresses at translators: natOutside is the devices' (RFC 5737), NATInside that of a
// host (RFC 1918).
var (
	natOutside = netip.AddrFrom4([4]byte{203, 0, 113, 1})
	NATInside  = netip.AddrFrom4([4]byte{192, 168, 1, 10})
)

// nat is the translator between a host and the devices.
func (n *Network) nat(host string) spec.NAT {
	for _, h := range n.lab.Hosts {
		if h.Name == host {
			return h.Value.NAT
		}
	}
	return spec.NATOff
}

// seenFrom is the address that a host sees a caller at.
func (n *Network) seenFrom(host string, caller netip.Addr) netip.Addr {
	if v := n.nat(host); caller.IsValid() && (v == spec.NATDevices || v == spec.NATGateway) {
		return natOutside
	}
	return caller
}

// behindTranslator takes the place of a listener of a device at the address at: it
// gives the inside address, which no connection reaches.
func behindTranslator(ln net.Listener, at netip.Addr) (net.Listener, error) {
	port := ln.Addr().(*net.TCPAddr).AddrPort().Port()
	inside := net.TCPAddrFromAddrPort(netip.AddrPortFrom(at, port))
	return &blockedListener{addr: inside, done: make(chan struct{})}, ln.Close()
}
