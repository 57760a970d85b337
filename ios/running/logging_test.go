package running

import (
	"net/netip"
	"slices"
	"testing"
)

func TestLogging(t *testing.T) {
	l := configured(t, "logging buffered 4096 errors", "logging host 10.1.1.1", "no logging trap", "logging console 4", "no logging on").Logging
	if l.Size != 4096 || l.Buffered != 3 || l.Trap != Silent || l.Trap.String() != "disabled" || l.Buffered.String() != "errors" ||
		l.Console != 4 || l.Monitor != Debugging || l.On {
		t.Errorf("%+v", l)
	}
	// A word that only looks like a level, and a host behind a keyword.
	l = configured(t, "logging buffered discriminator errors", "logging host ipv6 2001:db8::1 vrf RED").Logging
	if want := []netip.Addr{netip.MustParseAddr("2001:db8::1")}; l.Buffered != Debugging || !slices.Equal(l.Hosts, want) {
		t.Errorf("%+v", l)
	}
}
