package wire

import (
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/iosim/iosim/internal/peertest"
	"github.com/iosim/iosim/internal/tftp"
)

func tshark(t *testing.T, args ...string) string {
	t.Helper()
	out, err := peertest.Try(t, t.TempDir(), "tshark", append([]string{"-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE"}, args...)...)
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return out
}

// sound fails if tshark finds anything wrong with a capture.
func sound(t *testing.T, file string) {
	t.Helper()
	out := tshark(t, "-r", file, "-Y", "_ws.malformed || _ws.expert.severity == error || ip.checksum.status == 0 || tcp.checksum.status == 0 || udp.checksum.status == 0 || tcp.analysis.flags",
		"-T", "fields", "-e", "frame.number", "-e", "_ws.expert.message")
	for line := range strings.Lines(out) {
		if !strings.HasPrefix(line, "Running as user") && strings.TrimSpace(line) != "" {
			t.Errorf("tshark: %s", line)
		}
	}
}

// What tshark exports of a capture is the file, whatever the size of the blocks.
func TestTSharkExportsTheTFTPFile(t *testing.T) {
	for _, size := range []int{512, 8192, 65464} {
		for _, addrs := range [][2]string{{"10.1.1.2:50000", "10.1.1.1:69"}, {"[2001:db8::2]:50000", "[2001:db8::1]:69"}} {
			dir := t.TempDir()
			f, err := os.Create(filepath.Join(dir, "x.pcap"))
			if err != nil {
				t.Fatal(err)
			}
			want := make([]byte, 3*size+100)
			_, _ = rand.Read(want)
			p := NewPcap(f)
			s := newScript(p)
			s.ch = &Channel{ID: 1, Local: netip.MustParseAddrPort(addrs[0]), Remote: netip.MustParseAddrPort(addrs[1])}
			s.udp(true, "", tftp.AppendRequest(nil, tftp.RRQ, "image.bin", tftp.Octet, tftp.Option{Name: "blksize", Value: strconv.Itoa(size)}))
			s.ch.Remote = netip.AddrPortFrom(s.ch.Remote.Addr(), 40000)
			s.udp(false, "", tftp.AppendOACK(nil, tftp.Option{Name: "blksize", Value: strconv.Itoa(size)}))
			s.udp(true, "", tftp.AppendACK(nil, 0))
			for i := range 4 {
				s.udp(false, "", tftp.AppendData(nil, uint16(i+1), want[i*size:min(len(want), (i+1)*size)]))
				s.udp(true, "", tftp.AppendACK(nil, uint16(i+1)))
			}
			if err := p.End(); err != nil {
				t.Fatal(err)
			}
			sound(t, f.Name())
			tshark(t, "-r", f.Name(), "--export-objects", "tftp,"+dir, "-q")
			got, err := os.ReadFile(filepath.Join(dir, "image.bin"))
			if err != nil || !bytes.Equal(got, want) {
				t.Errorf("blocks of %d, %s: %d bytes of %d, %v", size, addrs[0], len(got), len(want), err)
			}
		}
	}
}

// pair is both ends of a connection.
func pair(t *testing.T) (net.Conn, net.Conn) {
	a, b := net.Pipe()
	t.Cleanup(func() { a.Close(); b.Close() })
	return a, b
}

// An FTP session in both modes is exported by tshark too: the addresses of loopback
// in it have become those of the lab.
func TestTSharkExportsTheFTPFile(t *testing.T) {
	want := bytes.Repeat([]byte("all work and no play "), 5000)
	for _, active := range []bool{false, true} {
		dir := t.TempDir()
		d, err := OpenDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		at := start
		rec := d.Begin("R2", "ftp", "image.bin", func() time.Time { at = at.Add(time.Millisecond); return at })
		dev, host := netip.MustParseAddr("10.1.1.2"), netip.MustParseAddr("10.1.1.1")
		a, b := pair(t)
		c := rec.Conn(t.Context(), a, netip.AddrPortFrom(dev, 50000), netip.AddrPortFrom(host, 21), false)
		hear := func(text string) {
			go func() { _, _ = io.WriteString(b, text) }()
			if _, err := io.ReadFull(c, make([]byte, len(text))); err != nil {
				t.Fatal(err)
			}
		}
		say := func(text string) {
			go func() { _, _ = io.WriteString(c, text) }()
			if _, err := io.ReadFull(b, make([]byte, len(text))); err != nil {
				t.Fatal(err)
			}
		}
		hear("220 hi\r\n")
		say("USER wendell\r\n")
		hear("331 password\r\n")
		say("PASS odom\r\n")
		hear("230 in\r\n")
		x, y := pair(t)
		var data net.Conn
		if active {
			say("PORT 127,0,0,1,195,81\r\n")
			hear("200 ok\r\n")
			say("RETR image.bin\r\n")
			hear("150 here\r\n")
			data = rec.Conn(t.Context(), x, netip.AddrPortFrom(dev, 50001), netip.AddrPortFrom(host, 20), true)
		} else {
			say("PASV\r\n")
			hear("227 Entering Passive Mode (127,0,0,1,195,81).\r\n")
			data = rec.Conn(t.Context(), x, netip.AddrPortFrom(dev, 50002), netip.AddrPortFrom(host, 50001), false)
			say("RETR image.bin\r\n")
			hear("150 here\r\n")
		}
		go func() { _, _ = y.Write(want); y.Close() }()
		if got, err := io.ReadAll(data); err != nil || len(got) != len(want) {
			t.Fatal(len(got), err)
		}
		data.Close()
		hear("226 done\r\n")
		c.Close()
		if err := rec.End(); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(dir, "001-ftp-image.bin.pcap")
		sound(t, file)
		out := tshark(t, "-r", file, "-Y", "ftp", "-T", "fields", "-e", "ftp.request.command", "-e", "ftp.response.code")
		for _, want := range []string{"USER", "PASS", "RETR", "226"} {
			if !strings.Contains(out, want) {
				t.Errorf("%s is missing in %s", want, out)
			}
		}
		tshark(t, "-r", file, "--export-objects", "ftp-data,"+dir, "-q")
		names, _ := filepath.Glob(filepath.Join(dir, "image.bin"))
		if len(names) != 1 {
			t.Fatalf("active %v: no file exported", active)
		}
		if got, _ := os.ReadFile(names[0]); !bytes.Equal(got, want) {
			t.Errorf("active %v: %d bytes of %d", active, len(got), len(want))
		}
		ladder, err := os.ReadFile(filepath.Join(dir, "001-ftp-image.bin.txt"))
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"PASS odom", "10,1,1,", "data: 105000 bytes"} {
			if !strings.Contains(string(ladder), want) {
				t.Errorf("%q is missing in\n%s", want, ladder)
			}
		}
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}
}

// A folder that is closed has whole files of what was still open, and its numbers
// go on.
func TestDirCloses(t *testing.T) {
	dir := t.TempDir()
	for i, name := range []string{"001-http-a_b", "002-http-a_b"} {
		d, err := OpenDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		rec := d.Begin("R2", "http", "a/b", func() time.Time { return start })
		a, _ := pair(t)
		_ = rec.Conn(t.Context(), a, router, server, false)
		_ = rec.End()
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		for _, ext := range []string{".pcap", ".txt", ".svg"} {
			if st, err := os.Stat(filepath.Join(dir, name+ext)); err != nil || st.Size() == 0 {
				t.Errorf("%d: %v", i, err)
			}
		}
	}
	var none *Dir
	if r := none.Begin("R2", "tftp", "x", time.Now); r == nil || none.Close() != nil {
		t.Error("no folder")
	}
	if From(context.Background()) != nil {
		t.Error("a recorder in nothing")
	}
}

// Without a recorder the socket is the one that there was, and nothing is noted:
// tracing that is off costs nothing.
func TestNoRecorderIsNoWrapper(t *testing.T) {
	var off *Recorder
	c := struct{ PacketConn }{}
	if got := off.Packets(c, netip.Addr{}); got != PacketConn(c) {
		t.Errorf("%T", got)
	}
	n := struct{ net.Conn }{}
	if got := off.Conn(t.Context(), n, netip.AddrPort{}, netip.AddrPort{}, false); got != net.Conn(n) {
		t.Errorf("%T", got)
	}
	off.Timeout()
	off.SetDelay(1)
	off.Fate(true, Lost, netip.AddrPort{}, netip.AddrPort{}, nil)
	if err := off.End(); err != nil {
		t.Error(err)
	}
}

// A capture costs no allocation a packet.
func TestCaptureAllocatesNothingPerPacket(t *testing.T) {
	p := NewPcap(nopCloser{io.Discard})
	l := NewLadder("R2", "tftp", "x", nil)
	s := newScript(p, l)
	s.readFile(20)
	local, remote := netip.MustParseAddrPort("10.1.1.2:50000"), netip.MustParseAddrPort("10.1.1.1:4000")
	ch := &Channel{ID: 1, Local: local, Remote: remote}
	block := uint16(30)
	data := tftp.AppendData(nil, block, make([]byte, 512))
	if n := testing.AllocsPerRun(1000, func() {
		block++
		data[2], data[3] = byte(block>>8), byte(block)
		e := Event{Kind: Datagram, Channel: ch, Remote: remote, Payload: data}
		p.Event(e)
		l.Event(e)
	}); n != 0 {
		t.Errorf("%v allocations a packet", n)
	}
}

type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }
