package ifname

import (
	"strings"
	"testing"
)

func TestTable(t *testing.T) {
	orders, shorts := map[int]string{}, map[string]string{}
	for k := range All() {
		if k.Name == "" || k.Short == "" || k.Help == "" || k.Order <= 0 || k.Look == (Look{}) {
			t.Errorf("%+v", k)
		}
		if WordLen(k.Name) != len(k.Name) {
			t.Errorf("%s is no name of letters", k.Name)
		}
		if other, ok := orders[k.Order]; ok {
			t.Errorf("%s and %s have the same order", other, k.Name)
		}
		if other, ok := shorts[k.Short]; ok {
			t.Errorf("%s and %s are both %s", other, k.Name, k.Short)
		}
		orders[k.Order], shorts[k.Short] = k.Name, k.Name
		if (k.Loader == "") != (k.Counted == "") || k.Loader != "" && k.Origin != Port {
			t.Errorf("%s: loader %q, counted %q", k.Name, k.Loader, k.Counted)
		}
		if k.Ethernet && !k.ARP || k.Virtual && k.Origin != Software {
			t.Errorf("%+v", k)
		}
		if got, ok := Of(k.Name + "0/0/0:1.5"); !ok || got != k {
			t.Errorf("%s: %+v", k.Name, got)
		}
		if got, ok := Find(strings.ToLower(k.Name)); !ok || got != k {
			t.Errorf("%s is found as %s", k.Name, got.Name)
		}
	}
}

func TestFind(t *testing.T) {
	for word, want := range map[string]string{
		"g": "GigabitEthernet", "GI": "GigabitEthernet", "gr": "Group-Async", "f": "FastEthernet", "e": "Ethernet", "em": "Embedded-Service-Engine",
		"te": "TenGigabitEthernet", "tu": "Tunnel", "lo": "Loopback", "vlan": "Vlan", "vi": "Virtual-Template", "port-": "Port-channel",
		"": "", "x": "", "loopbacks": "", "0": "",
	} {
		if got, ok := Find(word); got.Name != want || ok != (want != "") {
			t.Errorf("%q: %q", word, got.Name)
		}
	}
}

func TestNames(t *testing.T) {
	for name, want := range map[string]string{
		"GigabitEthernet0/0.10": "Gi0/0.10", "Port-channel1": "Po1", "BVI1": "BV1", "Serial0/0/0:1": "Se0/0/0:1", "Wonder1": "Wo1", "W1": "W1", "": "",
	} {
		if got := Short(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
	if got, ok := Of("gigabitethernet0/0"); ok {
		t.Errorf("%+v", got) // a full name is spelled as the configuration has it
	}
	if LookOf("Wonder1").Bandwidth != 1000000 || LookOf("FastEthernet0/0.10").Bandwidth != 100000 || LookOf("Loopback0").MTU != 1514 {
		t.Error("looks")
	}
	if !IsSub("GigabitEthernet0/0.10") || IsSub("GigabitEthernet0/0") || PortOf("GigabitEthernet0/0.10") != "GigabitEthernet0/0" || PortOf("Loopback0") != "Loopback0" {
		t.Error("sub-interfaces")
	}
	for number, valid := range map[string]bool{
		"0": true, "0/0": true, "0/0/0": true, "0/0/0:1": true, "0/1.100": true, "1:0.1": true,
		"": false, "/": false, "0/": false, "0/0/0/0": false, "0.": false, "0:": false, "12345678901": false, "a": false,
	} {
		if ValidNumber(number) != valid {
			t.Errorf("%q: %v", number, !valid)
		}
	}
	if n := WordLen("Port-channel1 - 2"); n != len("Port-channel") {
		t.Error(n)
	}
	if n := NumberLen("0/0.1x"); n != 5 {
		t.Error(n)
	}
}
