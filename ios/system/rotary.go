package system

import "github.com/iosim/iosim/ios/running"

// The ports of a router's vty lines. A rotary group answers Telnet at 3000 and its number
// (Cisco, Terminal Services Configuration Guide: 5000 and 7000 are those of raw TCP and of
// binary Telnet), SSH where `ip ssh port` says.
const (
	sshPort    = 22
	telnetPort = 23
	rotaryPort = 3000
)

// VTYAt tells what a TCP port of the device leads to: the protocol and the rotary group, 0
// for all vty lines. ok is false where nobody listens.
func (sys *System) VTYAt(port uint16) (p Protocol, group int, ok bool) {
	switch port {
	case sshPort:
		return SSH, 0, true
	case telnetPort:
		return Telnet, 0, true
	}
	c := sys.Running()
	for _, r := range c.SSHRotaries {
		if group := r.Group(int(port)); group > 0 {
			return SSH, group, true
		}
	}
	group = int(port) - rotaryPort
	for _, at := range c.TerminalLines {
		if at.Kind == running.VTY && group > 0 && at.Rotary == group {
			return Telnet, group, true
		}
	}
	return "", 0, false
}
