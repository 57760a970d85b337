package system

import (
	"net/netip"
	"testing"

	"github.com/iosim/iosim/ios/config"
)

// configured is a device that has only a configuration: section heads, and below
// them lines that begin with a blank.
func configured(lines ...string) *System {
	d := bare()
	var at config.Path
	for i, l := range lines {
		if l[0] == ' ' {
			d.config.Set(at, config.Line{Text: l[1:], Place: i})
			continue
		}
		d.config.Set(nil, config.Line{Text: l, Place: i})
		at = config.Path{l}
	}
	return d
}

func TestPermits(t *testing.T) {
	d := configured(
		"access-list 10", " deny 10.1.1.7", " permit 10.1.1.0 0.0.0.255", " permit host 192.168.1.1",
		"access-list 11", " deny any",
		"access-list 12", " remark nothing yet",
		"ip access-list standard ADMINS", " permit 10.2.0.0 0.0.255.255 log", " deny any",
		"access-list 101", " deny tcp host 10.4.0.1 any", " permit icmp any any", " permit tcp 10.4.0.0 0.0.255.255 any",
	)
	for _, c := range []struct {
		list, addr string
		want       bool
	}{
		{"10", "10.1.1.6", true},
		{"10", "10.1.1.7", false},
		{"10", "10.1.2.6", false},
		{"10", "192.168.1.1", true},
		{"11", "10.1.1.6", false},
		{"12", "10.1.1.6", true},
		{"99", "10.1.1.6", true},
		{"ADMINS", "10.2.3.4", true},
		{"ADMINS", "10.3.3.4", false},
		{"10", "2001:db8::1", false},
		{"101", "10.4.0.1", false},
		{"101", "10.4.0.2", true},
		{"101", "10.5.0.2", false},
	} {
		if got := d.Permits(c.list, netip.MustParseAddr(c.addr)); got != c.want {
			t.Errorf("%s, %s: %t", c.list, c.addr, got)
		}
	}
}
