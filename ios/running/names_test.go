package running

import (
	"fmt"
	"testing"
)

func TestNames(t *testing.T) {
	c := configured(t, "ip host srv 2001 10.1.1.1 10.1.1.2", "ip host Web 10.2.2.2", "ip name-server 10.1.1.7 10.1.1.8", "ip name-server vrf RED 10.9.9.9")
	if got := fmt.Sprint(c.Hosts, c.Servers()); got != "[{srv 2001 [10.1.1.1 10.1.1.2]} {Web 0 [10.2.2.2]}] [10.1.1.7 10.1.1.8]" {
		t.Error(got)
	}
	if a, ok := c.HostAddress("WEB"); !ok || a.String() != "10.2.2.2" {
		t.Error(a, ok)
	}
	if _, ok := c.HostAddress("other"); ok {
		t.Error("an address of no line")
	}
	if got := fmt.Sprint(configured(t).Servers()); got != "[255.255.255.255]" {
		t.Error(got)
	}
}

func TestTFTPServer(t *testing.T) {
	c := configured(t, "tftp-server flash0:/a/b", "tftp-server flash0:c alias d 10", "tftp-server flash e alias f", "tftp-server nvram:g LIST")
	if got := fmt.Sprint(c.TFTPExports); got != "[{flash0:/a/b a/b } {flash0:c d 10} {flash:e f } {nvram:g g LIST}]" {
		t.Error(got)
	}
}

func TestPrefixLists(t *testing.T) {
	c := configured(t, "ip prefix-list A seq 5 permit 10.0.0.0/8 ge 9 le 24", "ip prefix-list A seq 10 deny 0.0.0.0/0", "ipv6 prefix-list A seq 5 permit 2001:db8::/32")
	if got := fmt.Sprint(c.PrefixList("A", false).Entries, c.PrefixList("A", true).Entries, len(c.PrefixList("B", false).Entries)); got !=
		"[permit 10.0.0.0/8 ge 9 le 24 deny 0.0.0.0/0] [permit 2001:db8::/32] 0" {
		t.Error(got)
	}
}
