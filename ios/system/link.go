package system

import (
	"net/netip"
	"strings"

	"github.com/iosim/iosim/internal/ifname"
	"github.com/iosim/iosim/ios/config"
)

// linkChange logs that an interface went up or down, as its section now says.
func (sys *System) linkChange(at config.Path) {
	if len(at) == 0 {
		return
	}
	name, ok := strings.CutPrefix(at[0], "interface ")
	if !ok || ifname.IsSub(name) { // sub-interfaces come and go silently
		return
	}
	i := sys.iface(name)
	sys.mu.Lock()
	was, known := sys.ports[name]
	sys.ports[name] = i
	running := sys.up
	sys.mu.Unlock()
	if !running || known && was.Shutdown == i.Shutdown {
		return
	}
	switch {
	case i.Shutdown:
		sys.Logf("LINK-5-CHANGED", "Interface %s, changed state to administratively down", name)
		if was.Up() {
			sys.Logf("LINEPROTO-5-UPDOWN", "Line protocol on Interface %s, changed state to down", name)
		}
	case i.Link:
		if kind, _ := ifname.Of(name); !kind.Virtual {
			sys.Logf("LINK-3-UPDOWN", "Interface %s, changed state to up", name)
		}
		sys.Logf("LINEPROTO-5-UPDOWN", "Line protocol on Interface %s, changed state to up", name)
	default:
		sys.Logf("LINK-3-UPDOWN", "Interface %s, changed state to down", name)
	}
}

// Loaded notes that the startup-config has been read: the configuration counts
// as saved, and the addresses of the ports as NVRAM's.
func (sys *System) Loaded() {
	sys.applyOddHostname()
	addrs := map[string]netip.Prefix{}
	ports := map[string]Interface{}
	for _, i := range sys.Interfaces() {
		addrs[i.Name], ports[i.Name] = i.Addr, i
	}
	sys.mu.Lock()
	defer sys.mu.Unlock()
	sys.fromNVRAM, sys.ports = addrs, ports
	sys.saved = sys.revision()
}
