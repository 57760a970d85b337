package lab

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/iosim/iosim/platform"
)

// smallConfig is the startup-config of a device whose lab file has none:
// hostname, one address in the network of the first host, the running image.
func (l *Lab) smallConfig(name, running string, model *platform.Model) string {
	var b strings.Builder
	fmt.Fprintf(&b, "!\nhostname %s\n!\nboot-start-marker\n", name)
	if running != "" {
		fmt.Fprintf(&b, "boot system %s:%s\n", model.DefaultFS, running)
	}
	b.WriteString("boot-end-marker\n!\n")
	if a, ok := l.freeAddress(); ok {
		fmt.Fprintf(&b, "interface %s\n ip address %s 255.255.255.0\n!\n", model.Interfaces[0].Name, a)
	}
	b.WriteString("end\n")
	return b.String()
}

// freeAddress is the next address of the first host's network that no host and
// no device before has.
func (l *Lab) freeAddress() (netip.Addr, bool) {
	if len(l.hosts) == 0 || !l.hosts[0].Address.Is4() {
		return netip.Addr{}, false
	}
	net, err := l.hosts[0].Address.Prefix(24)
	if err != nil {
		return netip.Addr{}, false
	}
	skip := len(l.devices)
	for a := net.Addr().Next(); net.Contains(a.Next()); a = a.Next() {
		if _, taken := l.addrs.hostAt(a); taken {
			continue
		}
		if skip == 0 {
			return a, true
		}
		skip--
	}
	return netip.Addr{}, false
}

// withCredentials adds the user, the login of the vty lines and the enable
// secret to a configuration, before its end.
func withCredentials(text string, c *Credentials) string {
	if c == nil || text == "" {
		return text
	}
	level := 15
	if c.Privilege != nil {
		level = *c.Privilege
	}
	var b strings.Builder
	if c.Secret != "" {
		fmt.Fprintf(&b, "enable secret 0 %s\n", c.Secret)
	}
	if c.Username != "" {
		fmt.Fprintf(&b, "username %s privilege %d secret 0 %s\n", c.Username, level, c.Password)
	}
	b.WriteString("line vty 0 4\n login local\n")
	head, found := strings.CutSuffix(strings.TrimRight(text, "\n"), "end")
	if !found {
		head = text
	}
	return head + b.String() + "end\n"
}
