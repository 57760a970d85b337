package running

import (
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/iosim/iosim/boot"
)

var comparable = cmpopts.EquateComparable(netip.Addr{}, netip.Prefix{})

func TestReadStartup(t *testing.T) {
	port := map[string]netip.Prefix{"GigabitEthernet0/0": netip.MustParsePrefix("10.1.1.2/24")}
	for _, c := range []struct {
		text string
		want boot.Startup
	}{
		{"", boot.Startup{}},
		{"\xff\x00\n\n end\n", boot.Startup{}},
		{"hostname R\n!\nboot-start-marker\nboot system flash:a.bin\nboot system tftp b.bin 10.1.1.1\nboot-end-marker\nend\n",
			boot.Startup{System: []boot.Entry{{Device: "flash", File: "a.bin"}, {Device: "tftp", File: "b.bin", Host: "10.1.1.1"}}}},
		{"hostname R\n boot system flash:a\nboot system\nno boot system\nboot config flash:a\n", boot.Startup{}},
		{"interface GigabitEthernet0/0\n no ip address\n ip address 10.1.1.2 255.255.255.0\n ip address 10.9.1.2 255.255.255.0 secondary\n" +
			"interface GigabitEthernet0/1\n no ip address\nip default-gateway 10.1.1.9\n",
			boot.Startup{Addresses: port, Gateway: netip.MustParseAddr("10.1.1.9")}},
		{"ip route\nip route vrf A 0.0.0.0 0.0.0.0 10.1.1.3\nip route 10.3.0.0 255.255.0.0 10.1.1.4\nip route 0.0.0.0 0.0.0.0 10.1.1.1\n",
			boot.Startup{Gateway: netip.MustParseAddr("10.1.1.1")}},
	} {
		if d := cmp.Diff(c.want, ReadStartup([]byte(c.text)), comparable); d != "" {
			t.Errorf("%q: %s", c.text, d)
		}
	}
}

func TestReadAddresses(t *testing.T) {
	text := "hostname R\nint gi0/0\nip add 10.1.1.2 255.255.255.0\n!\ninterface Gi0/1\n no ip address\n IP Address 10.1.2.2 255.255.255.0 sec\n" +
		" ip helper-address 10.1.1.9\n ip address dhcp\nip route 0.0.0.0 0.0.0.0 10.1.1.1\n"
	want := []netip.Addr{netip.MustParseAddr("10.1.1.2"), netip.MustParseAddr("10.1.2.2")}
	if d := cmp.Diff(want, ReadAddresses(text), comparable); d != "" {
		t.Error(d)
	}
}

func FuzzReadStartup(f *testing.F) {
	for _, s := range []string{"boot system flash:a\n", "boot system tftp a 10.1.1.1\r\nboot system rom", "interface X\n ip address 1.1.1.1 255.0.0.0",
		"ip route 0.0.0.0 0.0.0.0 Null0 permanent", "banner motd ^C\nboot system rom\n^C\n", "\xff\x00"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, e := range ReadStartup(b).System {
			if e.Device == "" {
				t.Errorf("%+v", e)
			}
		}
		_ = ReadAddresses(string(b))
	})
}
