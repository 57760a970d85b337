package system

import (
	"strconv"
	"strings"

	"github.com/iosim/iosim/ios/config"
)

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
	if group = sys.rotaryOfSSH(int(port)); group > 0 {
		return SSH, group, true
	}
	group = int(port) - rotaryPort
	for _, section := range sys.vtySections() {
		if section != nil && group > 0 && sys.rotary(section) == group {
			return Telnet, group, true
		}
	}
	return "", 0, false
}

// rotary is the group of a line, 0 without one.
func (sys *System) rotary(section config.Path) int {
	n, _ := strconv.Atoi(sys.config.Value(section, "rotary")) // 0 is no group
	return n
}

// rotaryOfSSH is the group that SSH reaches at a port: `ip ssh port 2001 rotary 1`, or
// with a second group one port after the other for all between [UNSOURCED].
func (sys *System) rotaryOfSSH(port int) int {
	for _, l := range sys.config.Lines(nil) {
		rest, ok := strings.CutPrefix(l, "ip ssh port ")
		f := strings.Fields(rest)
		if !ok || len(f) < 3 {
			continue
		}
		first, _ := strconv.Atoi(f[0]) // the grammar took numbers
		low, _ := strconv.Atoi(f[2])
		high, _ := strconv.Atoi(f[len(f)-1])
		if group := low + port - first; group >= low && group <= high {
			return group
		}
	}
	return 0
}
