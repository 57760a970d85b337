package listen

import (
	"errors"
	"fmt"
	"net/netip"
	"syscall"

	"github.com/iosim/iosim/internal/accept"
	"github.com/iosim/iosim/lab/network"
)

// portsEach is how many ports a device has: SSH, Telnet, console.
const portsEach = 3

// ownPorts are the ports of a device that has an address of its own; the console's is
// the usual one of the first line of a terminal server.
var ownPorts = [portsEach]uint16{22, 23, 2001}

// ports are where the device of that number listens; port 0 is any that is free. The
// console, which asks for nothing, is never shown to other machines.
func (o Options) ports(index int) (at [portsEach]netip.AddrPort, err error) {
	ip, base := o.Listen, o.Port
	if o.Network.IsValid() {
		ip = o.Network.Masked().Addr()
		for range index + 1 {
			ip = ip.Next()
		}
		if !o.Network.Contains(ip) {
			return at, fmt.Errorf("%s has no address left", o.Network)
		}
	} else if base > 0 {
		base += portsEach * index
	}
	if base+portsEach > 1<<16 {
		return at, fmt.Errorf("there is no port %d", base+portsEach-1)
	}
	for i := range at {
		number := uint16(0)
		switch {
		case base > 0:
			number = uint16(base + i)
		case o.Network.IsValid():
			number = ownPorts[i]
		}
		at[i] = netip.AddrPortFrom(ip, number)
	}
	if tty := &at[portsEach-1]; !ip.IsLoopback() {
		*tty = netip.AddrPortFrom(network.Loopback, tty.Port())
		if o.Network.IsValid() { // the number is every device's
			*tty = netip.AddrPortFrom(network.Loopback, 0)
		}
	}
	return at, nil
}

// portError says what can be done about a port that cannot be had.
func portError(err error) error {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("%w: another program listens there, choose other ports", err)
	case errors.Is(err, syscall.EACCES):
		return fmt.Errorf("%w: the system keeps low ports for privileged programs (on Linux: CAP_NET_BIND_SERVICE, or sysctl net.ipv4.ip_unprivileged_port_start), choose other ports", err)
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return fmt.Errorf("%w: it is no address of this machine", err)
	}
	return err
}

// filesEach is how many files a device without clients keeps open, filesApart those of the
// rest of the program.
const (
	filesEach  = portsEach + 1 // and its TFTP server's
	filesApart = 64
)

// DefaultClients is how many connections the ports of all devices have at once.
const DefaultClients = 4096

// limits are the bounds on clients: without others, no more than leave the rest of the
// program enough files.
func (o Options) limits(devices int) accept.Limits {
	l := accept.Limits{Total: o.MaxClients, PerSource: o.MaxPerAddress, SpareLocal: true}
	if l.Total == 0 {
		l.Total = DefaultClients
		if room := mostFiles() - uint64(devices*filesEach); room/2 < DefaultClients { // enoughFiles has been asked
			l.Total = int(max(room/2, filesApart))
		}
	}
	return l
}

// enoughFiles refuses a lab that has more ports than the process may have files.
func enoughFiles(devices int) error {
	need, limit := uint64(devices*filesEach+filesApart), mostFiles()
	if need <= limit {
		return nil
	}
	return fmt.Errorf("the ports of %d devices are %d open files and this process may have %d: raise the limit (ulimit -n)",
		devices, need, limit)
}
