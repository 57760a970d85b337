package running

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/iosim/iosim/internal/wire"
)

// framesOf are the frames of one datagram from a router to a TFTP server, and of the TCP
// connection before a command to an FTP server.
func framesOf(t testing.TB) map[string][]byte {
	t.Helper()
	frames := map[string][]byte{}
	var name string
	f := wire.NewFrames(func(f wire.Frame) {
		for frames[name] != nil {
			name += "+"
		}
		frames[name] = append([]byte(nil), f.Data...)
	})
	local := netip.MustParseAddrPort("10.1.1.2:50000")
	event := func(as string, kind wire.Kind, ch *wire.Channel, payload string) {
		name = as
		f.Event(wire.Event{Kind: kind, Sent: true, Channel: ch, Remote: ch.Remote, Payload: []byte(payload)})
	}
	tftp := &wire.Channel{ID: 1, Local: local, Remote: netip.MustParseAddrPort("10.1.1.1:69")}
	event("udp", wire.Datagram, tftp, strings.Repeat("x", 2000))
	ftp := &wire.Channel{ID: 2, Local: local, Remote: netip.MustParseAddrPort("10.9.9.9:21")}
	event("tcp", wire.Open, ftp, "")
	event("data", wire.Bytes, ftp, "USER u\r\n")
	return frames
}

// Extended lists, numbered and named, judge what is in a frame.
func TestExtendedLists(t *testing.T) {
	d := configured(t, "object-group network SERVERS", " host 10.9.9.9", " range 10.1.1.0 10.1.1.1", "object-group network MORE", " 10.8.0.0 255.255.0.0", " group-object SERVERS")
	frames := framesOf(t)
	for _, c := range []struct{ entry, fits string }{
		{"permit ip any any", "udp udp+ tcp tcp+ tcp++ data data+"},
		{"permit ip host 10.1.1.2 any", "udp udp+ tcp tcp++ data"},
		{"permit ip any host 10.1.1.2", "tcp+ data+"},
		{"permit udp any any eq tftp", "udp udp+"},
		{"deny udp any any eq tftp", "udp"},
		{"permit udp any any eq 67 tftp 123", "udp udp+"},
		{"permit udp any any", "udp udp+"},
		{"permit udp any any fragments", "udp+"},
		{"permit udp any any neq tftp", "udp+"},
		{"permit tcp any any eq ftp", "tcp tcp++ data"},
		{"permit tcp any eq ftp any", "tcp+ data+"},
		{"permit tcp any gt 1023 any lt 1024", "tcp tcp++ data"},
		{"permit tcp any any range ftp-data ftp log", "tcp tcp++ data"},
		{"permit tcp any any established", "tcp+ tcp++ data data+"},
		{"permit tcp any any syn", "tcp tcp+"},
		{"permit tcp 10.1.0.0 0.0.255.255 10.9.9.8 0.0.0.1 psh", "data"},
		{"permit icmp any any echo", ""},
		{"permit 17 any any", "udp udp+"},
		{"permit gre any any", ""},
		{"permit ip any object-group SERVERS", "udp udp+ tcp tcp++ data"},
		{"permit ip object-group MORE any", "tcp+ data+"},
		{"permit ip object-group NONE any", ""},
		{"permit ip any any dscp ef", ""},
		{"permit ip any any dscp default", "udp udp+ tcp tcp+ tcp++ data data+"},
		{"permit ip any any ttl gt 254", "udp udp+ tcp tcp+ tcp++ data data+"},
		{"permit ip any any option any-options", ""},
		{"permit ip any any time-range NIGHT", "udp udp+ tcp tcp+ tcp++ data data+"},
	} {
		for name, frame := range frames {
			p, ok := ParseFrame(frame)
			if !ok {
				t.Fatalf("%s is no packet", name)
			}
			want := strings.Contains(" "+c.fits+" ", " "+name+" ")
			if fits := fits(d, c.entry, p); fits != want {
				t.Errorf("%s, %s: %t", c.entry, name, fits)
			}
		}
	}
	lists := configured(t,
		"access-list 101", " deny tcp any any eq ftp", " permit ip any any",
		"ip access-list extended ONLY-TFTP", " permit udp any any eq tftp",
		"access-list 10", " permit 10.9.9.9",
	)
	for _, c := range []struct{ list, passes string }{
		{"101", "udp udp+ tcp+ data+"}, {"ONLY-TFTP", "udp udp+"}, {"10", "tcp+ data+"}, {"NONE", "udp udp+ tcp tcp+ tcp++ data data+"},
	} {
		for name, frame := range frames {
			p, _ := ParseFrame(frame)
			got, _ := lists.AccessList(c.list).Judge(p)
			if want := strings.Contains(" "+c.passes+" ", " "+name+" "); got != want {
				t.Errorf("list %s, %s: %t", c.list, name, got)
			}
		}
	}
}

// fits reports whether an entry of an extended list fits a packet.
func fits(c *Config, entry string, p Packet) bool {
	var a AccessList
	if v := Decode(ExtendedEntry, entry); v != nil {
		v.apply(&a, 0)
	}
	return len(a.Entries) > 0 && a.Entries[0].fits(p, &c.Objects)
}

// A standard list judges by the source alone, and so does an extended one whose entries
// go to any address.
func TestListsJudgeAddresses(t *testing.T) {
	d := configured(t,
		"access-list 10", " deny   10.1.1.7", " permit 10.1.1.0 0.0.0.255", " permit host 192.168.1.1",
		"access-list 11", " deny   any",
		"access-list 12", " remark nothing yet",
		"ip access-list standard ADMINS", " permit 10.2.0.0 0.0.255.255 log", " deny   any",
		"access-list 101", " deny   tcp host 10.4.0.1 any", " permit icmp any any", " permit tcp 10.4.0.0 0.0.255.255 any log dscp default",
		"ip access-list extended ONLY-TFTP", " permit udp any any eq tftp",
		"ip access-list extended MIRROR", " evaluate WAY-BACK",
	)
	for _, c := range []struct {
		list, addr string
		want, log  bool
	}{
		{"10", "10.1.1.6", true, false},
		{"10", "10.1.1.7", false, false},
		{"10", "10.1.2.6", false, false},
		{"10", "192.168.1.1", true, false},
		{"11", "10.1.1.6", false, false},
		{"12", "10.1.1.6", true, false},
		{"99", "10.1.1.6", true, false},
		{"ADMINS", "10.2.3.4", true, true},
		{"ADMINS", "10.3.3.4", false, false},
		{"10", "2001:db8::1", false, false},
		{"101", "10.4.0.1", false, false},
		{"101", "10.4.0.2", true, true},
		{"101", "10.5.0.2", false, false},
		{"ONLY-TFTP", "10.1.1.1", false, false},
		{"MIRROR", "10.1.1.1", true, false},
	} {
		p := Packet{Protocol: TCP, Source: netip.MustParseAddr(c.addr)}
		if got, log := d.AccessList(c.list).Judge(p); got != c.want || log != c.log {
			t.Errorf("%s, %s: permitted %t, log %t", c.list, c.addr, got, log)
		}
	}
}

// Classes that have names are those of their numbers.
func TestClassNames(t *testing.T) {
	d := configured(t)
	p := Packet{Protocol: UDP, Source: netip.MustParseAddr("10.1.1.1"), Dest: netip.MustParseAddr("10.1.1.2"), TOS: 0xb8}
	for entry, want := range map[string]bool{
		"permit ip any any dscp ef": true, "permit ip any any dscp 46": true, "permit ip any any dscp af41": false,
		"permit ip any any precedence critical": true, "permit ip any any precedence routine": false, "permit ip any any tos 12": true,
	} {
		if got := fits(d, entry, p); got != want {
			t.Errorf("%s: %t", entry, got)
		}
	}
}

func FuzzExtendedEntry(f *testing.F) {
	for _, entry := range []string{"permit tcp any eq www any range 1 2 established", "deny icmp any any 3 1", "permit udp any range", "permit ip host"} {
		for _, frame := range framesOf(f) {
			f.Add(entry, frame)
		}
	}
	d := configured(f, "object-group network G", " group-object G")
	f.Fuzz(func(t *testing.T, entry string, frame []byte) {
		if p, ok := ParseFrame(frame); ok {
			fits(d, entry, p) // must come back
		}
	})
}
