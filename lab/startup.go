package lab

import (
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"

	"github.com/iosim/iosim/ios/secret"
	"github.com/iosim/iosim/lab/spec"
	"github.com/iosim/iosim/platform"
)

// smallConfig is the startup-config of a device whose lab file has none:
// hostname, one address in the network of the first host, the running image.
func (l *Lab) smallConfig(n *node, running string, model *platform.Model) string {
	var b strings.Builder
	fmt.Fprintf(&b, "!\nhostname %s\n!\nboot-start-marker\n", n.name)
	if running != "" {
		fmt.Fprintf(&b, "boot system %s:%s\n", model.DefaultFS, running)
	}
	b.WriteString("boot-end-marker\n!\n")
	if a, ok := l.address(n.index); ok {
		fmt.Fprintf(&b, "interface %s\n ip address %s %s\n!\n", model.Interfaces[0].Name, a.Addr(), mask(a))
	}
	b.WriteString("end\n")
	return b.String()
}

// configText is the startup-config of a lab file as one device of the entry gets it:
// {{name}}, {{number}} (from 1 within the entry), {{address}} and {{mask}} are its own.
func (n *node) configText(text string) string {
	if !strings.Contains(text, "{{") {
		return text
	}
	words := []string{"{{name}}", n.name, "{{number}}", strconv.Itoa(n.number)}
	if a, ok := n.lab.address(n.index); ok {
		words = append(words, "{{address}}", a.Addr().String(), "{{mask}}", mask(a))
	}
	return strings.NewReplacer(words...).Replace(text)
}

// address is the default address of the device of that number in the lab: the next of
// the first host's network that no host and no device before has. The network has
// 24 bits, or as few as all devices need.
func (l *Lab) address(index int) (netip.Prefix, bool) {
	if len(l.hosts) == 0 || !l.hosts[0].Address.Is4() {
		return netip.Prefix{}, false
	}
	bits := 24
	for bits > 8 && 1<<(32-bits) < len(l.nodes)+len(l.hosts)+2 {
		bits--
	}
	network := netip.PrefixFrom(l.hosts[0].Address, bits).Masked()
	for a := network.Addr().Next(); network.Contains(a.Next()); a = a.Next() {
		if _, taken := l.network.Addresses.HostAt(a); taken {
			continue
		}
		if index == 0 {
			return netip.PrefixFrom(a, bits), true
		}
		index--
	}
	return netip.Prefix{}, false
}

// mask is the network mask of a prefix: "255.255.255.0".
func mask(p netip.Prefix) string {
	return net.IP(net.CIDRMask(p.Bits(), 32)).String()
}

// withCredentials adds the user, the login of the vty lines and the enable
// secret to a configuration, before its end. The configuration has their hashes.
func withCredentials(text string, c *spec.Credentials, hash func(string) string) string {
	if c == nil || text == "" {
		return text
	}
	level := 15
	if c.Privilege != nil {
		level = *c.Privilege
	}
	var b strings.Builder
	if c.Secret != "" {
		fmt.Fprintf(&b, "enable secret %s\n", hash(c.Secret))
	}
	if c.Username != "" {
		fmt.Fprintf(&b, "username %s privilege %d secret %s\n", c.Username, level, hash(c.Password))
	}
	b.WriteString("line vty 0 4\n login local\n")
	head, found := strings.CutSuffix(strings.TrimRight(text, "\n"), "end")
	if !found {
		head = text
	}
	return head + b.String() + "end\n"
}

// hash is a password of the lab file as configurations keep it: type 9. That is made to
// cost time, so that devices that share a password share its hash.
func (l *Lab) hash(clear string) string {
	text, _ := l.hashes.Get(clear, func() (string, error) { return secret.HashAs(9, "0 "+clear), nil })
	return text
}
