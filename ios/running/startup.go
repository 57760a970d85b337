package running

import (
	"net/netip"
	"strings"

	"github.com/iosim/iosim/boot"
	"github.com/iosim/iosim/ios/config"
)

// ReadStartup reads what the loader needs from the text of a startup-config as IOS
// writes it. Lines that it does not know are skipped.
func ReadStartup(text []byte) boot.Startup {
	lines, _ := config.ParseText(string(text))
	var s boot.Startup
	c := newConfig()
	for _, l := range lines {
		if arg, ok := strings.CutPrefix(l.Text, "boot system "); ok {
			if e, ok := boot.ParseEntry(arg); ok {
				s.System = append(s.System, e)
			}
			continue
		}
		apply(c, l.Text, topLevel)
		if name, ok := strings.CutPrefix(l.Text, "interface "); ok {
			i := &Interface{Name: name}
			for _, below := range l.Sub {
				apply(i, below.Text, inPort)
			}
			if i.Addr.IsValid() {
				if s.Addresses == nil {
					s.Addresses = map[string]netip.Prefix{}
				}
				s.Addresses[name] = i.Addr
			}
		}
	}
	s.Gateway = c.DefaultGateway
	for _, r := range c.Static {
		if r.VRF == "" && r.Prefix.Bits() == 0 && r.Via.IsValid() {
			s.Gateway = r.Via
		}
	}
	return s
}

// topLevel and inPort are the lines that matter to the loader, by how they begin.
var (
	topLevel = map[string]Decoder{"ip default-gateway ": DefaultGateway, "ip route ": Route}
	inPort   = map[string]Decoder{"ip address ": IPAddress}
)

// apply gives the value of a line to a section.
func apply(section any, text string, decoders map[string]Decoder) {
	for head, d := range decoders {
		if !strings.HasPrefix(text, head) {
			continue
		}
		if v := Decode(d, text); v != nil {
			v.apply(section, 0)
		}
	}
}

// ReadAddresses returns the addresses that the text of a configuration gives to
// interfaces. The text may be as a person types it: abbreviated, and without indents.
func ReadAddresses(text string) []netip.Addr {
	var out []netip.Addr
	for line := range strings.Lines(text) {
		f := strings.Fields(strings.ToLower(line))
		if len(f) < 3 || !strings.HasPrefix("ip", f[0]) || !strings.HasPrefix("address", f[1]) {
			continue
		}
		if a, err := netip.ParseAddr(f[2]); err == nil {
			out = append(out, a)
		}
	}
	return out
}
