package wire

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"io"
	"net/netip"
	"strings"
	"testing"
	"time"
)

// play makes events of a fuzzer's bytes: what, how long, that many bytes.
func play(in []byte, proto string, readers ...Reader) {
	channels := []*Channel{
		{ID: 1, Local: router, Remote: server},
		{ID: 2, Local: netip.MustParseAddrPort("10.1.1.2:50001"), Remote: netip.MustParseAddrPort("10.1.1.1:20"), Inbound: true},
		{ID: 3, Local: netip.MustParseAddrPort("[2001:db8::2]:50001"), Remote: netip.MustParseAddrPort("[2001:db8::1]:21")},
	}
	at := start
	for len(in) >= 2 {
		what, n := in[0], int(in[1])
		in = in[2:]
		n = min(n, len(in))
		at = at.Add(time.Duration(what) * time.Millisecond)
		e := Event{At: at, Kind: Kind(what % 6), Sent: what&64 != 0, Channel: channels[int(what>>3)%3],
			Payload: in[:n], Fate: []Fate{"", Lost, Damaged, Duplicated, Late}[int(what)%5]}
		in = in[n:]
		e.Remote = e.Channel.Remote
		if e.Kind == Timeout {
			e.Channel, e.Remote = nil, netip.AddrPort{}
		}
		for _, r := range readers {
			r.Event(e)
		}
	}
}

func seedEvents(f *testing.F) {
	add := func(parts ...string) {
		var b []byte
		for i := 0; i+1 < len(parts); i += 2 {
			b = append(append(b, parts[i][0], byte(len(parts[i+1]))), parts[i+1]...)
		}
		for _, proto := range []string{"tftp", "ftp", "ftps", "http", "https", "scp"} {
			f.Add(b, proto)
		}
	}
	add("\x40", "\x00\x01file\x00octet\x00tsize\x000\x00", "\x00", "\x00\x03\x00\x01data", "\x40", "\x00\x04\x00\x01", "\x05", "")
	add("\x41", "", "\x03", "220 hi\r\n", "\x43", "USER a\r\nPASS b\r\n", "\x43", "AUTH TLS\r\n", "\x03", "234 go\r\n", "\x43", "\x16\x03\x01\x00\x02\x01x", "\x04", "")
	add("\x41", "", "\x43", "GET / HTTP/1.1\r\nAuthorization: Basic eDp5\r\n\r\n", "\x03", "HTTP/1.1 200 OK\r\n\r\nbody")
	add("\x0b", "\x00\x06blksize", "\x02", "", "\x0c", "")
}

// FuzzPcap: whatever passes, the capture is a file whose records are whole, whose
// frames are of a length that Ethernet has, and whose time does not run backwards.
func FuzzPcap(f *testing.F) {
	seedEvents(f)
	f.Fuzz(func(t *testing.T, in []byte, proto string) {
		var b bytes.Buffer
		p := NewPcap(nopCloser{&b})
		play(in, proto, p)
		if err := p.End(); err != nil {
			t.Fatal(err)
		}
		rest := b.Bytes()[pcapHeader:]
		last := uint64(0)
		for len(rest) > 0 {
			if len(rest) < pcapRecord {
				t.Fatalf("%d bytes of a record", len(rest))
			}
			at := uint64(binary.LittleEndian.Uint32(rest))*1e6 + uint64(binary.LittleEndian.Uint32(rest[4:]))
			kept, length := binary.LittleEndian.Uint32(rest[8:]), binary.LittleEndian.Uint32(rest[12:])
			rest = rest[pcapRecord:]
			if kept != length || kept < ethernetHeader+20 || kept > ethernetHeader+mtu || int(kept) > len(rest) || at < last {
				t.Fatalf("a record of %d of %d bytes at %d", kept, length, at)
			}
			last, rest = at, rest[kept:]
		}
	})
}

// FuzzLadder: whatever passes, the diagrams are drawn: text that disturbs no terminal,
// a picture that is XML.
func FuzzLadder(f *testing.F) {
	seedEvents(f)
	f.Fuzz(func(t *testing.T, in []byte, proto string) {
		l := NewLadder("R2", proto, "R2: "+proto, nil)
		play(in, proto, l)
		var text, svg strings.Builder
		if err := errors.Join(l.WriteText(&text), l.WriteSVG(&svg)); err != nil {
			t.Fatal(err)
		}
		for i, c := range []byte(text.String()) {
			if c != '\n' && (c < ' ' || c > '~') {
				t.Fatalf("byte %#x at %d", c, i)
			}
		}
		d := xml.NewDecoder(strings.NewReader(svg.String()))
		for {
			if _, err := d.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("%v in\n%s", err, svg.String())
			}
		}
	})
}

// FuzzDebug: whatever passes, lines of debug disturb no terminal and tell no
// password.
func FuzzDebug(f *testing.F) {
	seedEvents(f)
	f.Fuzz(func(t *testing.T, in []byte, proto string) {
		say := func(line string) {
			for _, c := range []byte(line) {
				if c < ' ' || c > '~' {
					t.Fatalf("%q", line)
				}
			}
			if strings.Contains(strings.ToUpper(line), "> PASS ") && !strings.HasSuffix(line, "PASS ****") {
				t.Fatalf("%q", line)
			}
		}
		always := func() bool { return true }
		s := NewServerDebug("GigabitEthernet0/0", always, say)
		play(in, proto, NewDebug(proto, always, say), s)
		if err := s.End(); err != nil {
			t.Fatal(err)
		}
	})
}

// FuzzControl: the lines of an FTP control connection pass whole and in order, however
// they are cut, and only a loopback address changes.
func FuzzControl(f *testing.F) {
	f.Add([]byte("PORT 127,0,0,1,4,1\r\nEPRT |1|127.0.0.1|1025|\r\nEPRT |2|::1|1025|\r\n"), true, 3)
	f.Add([]byte("227 Entering Passive Mode (127,0,0,1,4,1).\r\n150 ok\r\n"), false, 1)
	f.Add(bytes.Repeat([]byte("x"), maxControl+10), true, 1000)
	f.Add([]byte("PORT 127,0,0,1,127,0,0,1,\nPORT"), true, 7)
	f.Fuzz(func(t *testing.T, in []byte, sent bool, cut int) {
		if cut <= 0 {
			cut = 1
		}
		ch := &Channel{Local: netip.MustParseAddrPort("10.1.1.2:50000"), Remote: netip.MustParseAddrPort("10.1.1.1:21")}
		c := &control{ch: ch, sent: sent}
		var out []byte
		for rest := in; len(rest) > 0; {
			n := min(cut, len(rest))
			c.take(rest[:n], func(line []byte) { out = append(out, line...) })
			rest = rest[n:]
		}
		out = append(out, c.partial...)
		// Replaced where it stands in a line, an address leaves the rest as it is.
		plain := func(b []byte) string {
			return strings.NewReplacer("127,0,0,1,", "@", "10,1,1,1,", "@", "10,1,1,2,", "@",
				"127.0.0.1", "@", "::1", "@", "10.1.1.1", "@", "10.1.1.2", "@").Replace(string(b))
		}
		if plain(out) != plain(in) {
			t.Fatalf("%q became %q", in, out)
		}
	})
}
