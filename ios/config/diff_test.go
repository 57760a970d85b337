package config

import (
	"strings"
	"testing"
)

const oldText = `Building configuration...

Current configuration : 100 bytes
!
version 15.2
hostname R2
!
boot-start-marker
boot system flash0:a
boot system flash0:b
boot-end-marker
!
no ip http server
interface GigabitEthernet0/0
 ip address 10.1.1.2 255.255.255.0
 duplex auto
!
interface Loopback1
 ip address 1.1.1.1 255.255.255.255
ip access-list standard L
 permit 10.0.0.0
 deny any
router bgp 1
 address-family ipv4
  network 10.0.0.0
 exit-address-family
banner motd ^C
 hello
end here
^C
end
trailing
`

func parse(t *testing.T, text string) []*Section {
	t.Helper()
	s, ok := ParseText(text)
	if !ok {
		t.Fatalf("%q is not complete", text)
	}
	return s
}

func TestParseText(t *testing.T) {
	s := parse(t, oldText)
	if n := len(s); n != 12 {
		t.Fatalf("%d lines", n)
	}
	if last := s[n12].Text; last != "banner motd ^C\n hello\nend here\n^C" {
		t.Errorf("%q", last)
	}
	if bgp := s[10]; bgp.Sub[0].Sub[0].Text != "network 10.0.0.0" || len(bgp.Sub) != 2 {
		t.Errorf("%+v", bgp)
	}
	if _, ok := ParseText("hostname x\n"); ok {
		t.Error("a part is complete")
	}
}

const n12 = 11

func TestDiff(t *testing.T) {
	from := parse(t, oldText)
	if d := Diff(from, from); d != "" {
		t.Errorf("itself: %q", d)
	}
	text := strings.NewReplacer("hostname R2", "hostname R3", "10.1.1.2", "10.1.1.3",
		"flash0:a\nboot system flash0:b", "flash0:b\nboot system flash0:a",
		" permit 10.0.0.0\n deny any", " deny any\n permit 10.0.0.0").Replace(oldText)
	want := `+hostname R3
+boot system flash0:b
+boot system flash0:a
interface GigabitEthernet0/0
 +ip address 10.1.1.3 255.255.255.0
ip access-list standard L
 +deny any
 +permit 10.0.0.0
-hostname R2
-boot system flash0:a
-boot system flash0:b
interface GigabitEthernet0/0
 -ip address 10.1.1.2 255.255.255.0
ip access-list standard L
 -permit 10.0.0.0
 -deny any
`
	if d := Diff(from, parse(t, text)); d != want {
		t.Errorf("%s", d)
	}
}

func TestRollback(t *testing.T) {
	from := parse(t, oldText)
	ports := func(head string) bool { return head == "interface GigabitEthernet0/0" }
	if r := Rollback(from, from, ports); r != "" {
		t.Errorf("itself: %q", r)
	}
	got := Rollback(from, parse(t, "hostname R3\nip http server\nboot system flash0:a\nip access-list standard L\n deny any\nend\n"), ports)
	want := `no hostname R2
no boot system flash0:b
interface GigabitEthernet0/0
 no ip address 10.1.1.2 255.255.255.0
 no duplex auto
no interface Loopback1
no ip access-list standard L
no router bgp 1
no banner motd
hostname R3
ip http server
ip access-list standard L
 deny any
`
	if got != want {
		t.Errorf("%s", got)
	}
	if m := Missing(parse(t, "hostname R2\ninterface Loopback1\n shutdown\nip cef\nend\n"), from); m != "interface Loopback1\n shutdown\nip cef\n" {
		t.Errorf("%q", m)
	}
}

// FuzzText: no text makes reading or comparing fail, and what is equal differs in
// nothing.
func FuzzText(f *testing.F) {
	f.Add(oldText, "hostname x\n y\n  z\n w\nend\n")
	f.Add("banner motd #\nx", "banner login ^Cx^C\n")
	f.Fuzz(func(t *testing.T, a, b string) {
		if len(a)+len(b) > 4096 {
			return
		}
		x, _ := ParseText(a)
		y, _ := ParseText(b)
		if d := Diff(x, x); d != "" {
			t.Errorf("%q differs from itself: %q", a, d)
		}
		if (Diff(x, y) == "") != (Diff(y, x) == "") {
			t.Errorf("%q, %q: one way only", a, b)
		}
		Rollback(x, y, func(string) bool { return false })
		Missing(x, y)
	})
}
