package spec

import (
	"fmt"

	"go.yaml.in/yaml/v4"
)

// NAT is what translates addresses between a host and the devices.
//
// A translator that does not look into FTP leaves the addresses in its messages as they
// are, and they are right on one side alone:
//
//   - NATDevices, the devices inside: the server hears of a port at an address that is not
//     its client's, and refuses it (RFC 2577, 3), as vsftpd, proftpd and pure-ftpd do. So
//     active mode fails, and passive mode does not.
//   - NATGateway, likewise, but with an application level gateway for FTP (RFC 2663, 2.9),
//     which translates PORT and EPRT and lets the connection in: both modes work.
//   - NATHost, the host inside, with its ports forwarded: the reply to PASV names the host's
//     inside address. A client that connects to it fails; ours, like curl, takes the port
//     alone and the address that it has reached. EPSV names no address.
type NAT string

// The translators.
const (
	NATOff     NAT = ""
	NATDevices NAT = "devices"
	NATGateway NAT = "alg"
	NATHost    NAT = "host"
)

var nats = map[string]NAT{"false": NATOff, "true": NATDevices, "devices": NATDevices, "alg": NATGateway, "host": NATHost}

// UnmarshalYAML reads true, false, devices, alg or host.
func (v *NAT) UnmarshalYAML(n *yaml.Node) error {
	is, ok := nats[n.Value]
	if !ok {
		return fmt.Errorf("line %d: nat is devices (also true), alg, host or false, not %q", n.Line, n.Value)
	}
	*v = is
	return nil
}
