package device

import (
	"net/netip"
	"strings"

	"github.com/iosim/iosim/device/config"
	"github.com/iosim/iosim/internal/ifname"
)

// linkChange logs that an interface went up or down, as its section now says.
func (d *Device) linkChange(at config.Path) {
	if len(at) == 0 {
		return
	}
	name, ok := strings.CutPrefix(at[0], "interface ")
	if !ok || ifname.IsSub(name) { // sub-interfaces come and go silently
		return
	}
	i := d.iface(name)
	d.mu.Lock()
	was, known := d.ports[name]
	d.ports[name] = i
	running := d.system != nil
	d.mu.Unlock()
	if !running || known && was.Shutdown == i.Shutdown {
		return
	}
	switch {
	case i.Shutdown:
		d.Logf("LINK-5-CHANGED", "Interface %s, changed state to administratively down", name)
		if was.Up() {
			d.Logf("LINEPROTO-5-UPDOWN", "Line protocol on Interface %s, changed state to down", name)
		}
	case i.Link:
		if kind, _ := ifname.Of(name); !kind.Virtual {
			d.Logf("LINK-3-UPDOWN", "Interface %s, changed state to up", name)
		}
		d.Logf("LINEPROTO-5-UPDOWN", "Line protocol on Interface %s, changed state to up", name)
	default:
		d.Logf("LINK-3-UPDOWN", "Interface %s, changed state to down", name)
	}
}

// Loaded notes that the startup-config has been read: the configuration counts
// as saved, and the addresses of the ports as NVRAM's.
func (d *Device) Loaded() {
	d.applyOddHostname()
	addrs := map[string]netip.Prefix{}
	ports := map[string]Interface{}
	for _, i := range d.Interfaces() {
		addrs[i.Name], ports[i.Name] = i.Addr, i
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.fromNVRAM, d.ports = addrs, ports
	d.saved = d.revision()
}
