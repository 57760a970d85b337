package lab

import (
	"fmt"
	"net"
	"net/netip"

	"go.yaml.in/yaml/v4"
)

// NAT is what translates addresses between a host and the devices.
//
// A translator that does not look into FTP leaves the addresses in its messages as they
// are, and they are right on one side alone:
//
//   - natDevices, the devices inside: the server hears of a port at an address that is not
//     its client's, and refuses it (RFC 2577, 3), as vsftpd, proftpd and pure-ftpd do. So
//     active mode fails, and passive mode does not.
//   - natGateway, likewise, but with an application level gateway for FTP (RFC 2663, 2.9),
//     which translates PORT and EPRT and lets the connection in: both modes work.
//   - natHost, the host inside, with its ports forwarded: the reply to PASV names the host's
//     inside address. A client that connects to it fails; ours, like curl, takes the port
//     alone and the address that it has reached. EPSV names no address.
type NAT string

const (
	natOff     NAT = ""
	natDevices NAT = "devices"
	natGateway NAT = "alg"
	natHost    NAT = "host"
)

var nats = map[string]NAT{"false": natOff, "true": natDevices, "devices": natDevices, "alg": natGateway, "host": natHost}

// UnmarshalYAML reads true, false, devices, alg or host.
func (v *NAT) UnmarshalYAML(n *yaml.Node) error {
	is, ok := nats[n.Value]
	if !ok {
		return fmt.Errorf("line %d: nat is devices (also true), alg, host or false, not %q", n.Line, n.Value)
	}
	*v = is
	return nil
}

// Addresses at translators: outside the devices' (RFC 5737), and inside the hosts' (RFC
// 1918).
var (
	natOutside = netip.AddrFrom4([4]byte{203, 0, 113, 1})
	natInside  = netip.AddrFrom4([4]byte{192, 168, 1, 10})
)

// nat is the translator between a host and the devices.
func (l *Lab) nat(host string) NAT {
	for _, h := range l.spec.Hosts {
		if h.Name == host {
			return h.Value.NAT
		}
	}
	return natOff
}

// seenFrom is the address that a host sees a caller at.
func (l *Lab) seenFrom(host string, caller netip.Addr) netip.Addr {
	if v := l.nat(host); caller.IsValid() && (v == natDevices || v == natGateway) {
		return natOutside
	}
	return caller
}

// behindTranslator takes the place of a listener of a device at the address at: who is
// told of it is told the inside address, and nobody gets through.
func behindTranslator(ln net.Listener, at netip.Addr) (net.Listener, error) {
	port := ln.Addr().(*net.TCPAddr).AddrPort().Port()
	inside := net.TCPAddrFromAddrPort(netip.AddrPortFrom(at, port))
	return &blocked{addr: inside, done: make(chan struct{})}, ln.Close()
}
