package tftpfs

import (
	"bytes"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"testing"

	"github.com/iosim/iosim/internal/peertest"
	"github.com/iosim/iosim/internal/tftp"
)

// What servers and clients do that no Debian package has, played.

// Servers of Windows: one knows no options and begins with DATA 1, others grant tsize and
// pass over the block size, or lower it.
func TestServersOfWindows(t *testing.T) {
	for name, grants := range map[string][]tftp.Option{
		"no options": nil, "tsize alone": {tftp.Number(tftp.TSize, 1000)}, "a smaller block": {tftp.Number(tftp.BlkSize, 1024), tftp.Number(tftp.TSize, 1000)},
	} {
		data := pattern(1000)
		size := tftp.DefaultBlockSize
		for _, o := range grants {
			if o.Is(tftp.BlkSize) {
				size = 1024
			}
		}
		block := func(n int) []byte {
			from := min((n-1)*size, len(data))
			return tftp.AppendData(nil, uint16(n), data[from:min(from+size, len(data))])
		}
		r := newRig(func(c *fakeConn, b []byte, _ netip.AddrPort) {
			switch p, _ := tftp.Parse(b); {
			case p.Op == tftp.RRQ && grants != nil:
				c.reply(tftp.AppendOACK(nil, grants...))
			case p.Op == tftp.RRQ:
				c.reply(block(1))
			case p.Op == tftp.ACK && int(p.Block)*size <= len(data):
				c.reply(block(int(p.Block) + 1))
			}
		}, Config{BlockSize: 8192}, realTime())
		got, told, err := get(t.Context(), r, image)
		if err != nil || !bytes.Equal(got, data) || told != int64(len(data)) && grants != nil {
			t.Errorf("%s: %d bytes of %d, %v", name, len(got), told, err)
		}
		_ = r.Close()
	}
}

// asks sends a request as clients do that repeat it, until it is answered by the wanted
// kind of message.
func asks(t *testing.T, c *net.UDPConn, server netip.AddrPort, request []byte, want tftp.Opcode) (tftp.Packet, netip.AddrPort) {
	t.Helper()
	for range 100 {
		if p, from := exchange(t, c, server, request); p.Op == want {
			return p, from
		}
	}
	t.Fatalf("no %v", want)
	return tftp.Packet{}, netip.AddrPort{}
}

// A ROM of the Preboot Execution Environment asks for the size alone, refuses it (some with
// code 8, some with 0), and asks for the file from the same port, in blocks of 1456.
func TestPXE(t *testing.T) {
	s := startServer(t, nil)
	peertest.RandomFile(t, filepath.Join(s.Root, "pxelinux.0"), 2000, 1)
	want, err := os.ReadFile(filepath.Join(s.Root, "pxelinux.0"))
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range []tftp.ErrorCode{tftp.BadOptions, tftp.NotDefined} {
		c := udp(t)
		p, tid := asks(t, c, s.Addr, tftp.AppendRequest(nil, tftp.RRQ, "pxelinux.0", "octet", tftp.Number(tftp.TSize, 0)), tftp.OACK)
		if len(p.Options) != 1 || p.Options[0] != tftp.Number(tftp.TSize, 2000) {
			t.Errorf("%+v", p.Options)
		}
		if _, err := c.WriteToUDPAddrPort(tftp.AppendError(nil, code, "TFTP Aborted"), tid); err != nil {
			t.Fatal(err)
		}
		ask := tftp.AppendRequest(nil, tftp.RRQ, "pxelinux.0", "octet", tftp.Number(tftp.BlkSize, 1456))
		p, tid = asks(t, c, s.Addr, ask, tftp.OACK)
		for len(p.Options) != 1 || p.Options[0] != tftp.Number(tftp.BlkSize, 1456) {
			p, tid = asks(t, c, s.Addr, ask, tftp.OACK) // the first transfer had not heard of its end
		}
		var got []byte
		for n := uint16(0); len(got) < len(want); n++ {
			if p, _ = exchange(t, c, tid, tftp.AppendACK(nil, n)); p.Op == tftp.DATA && p.Block == n+1 {
				got = append(got, p.Data...)
			} else {
				t.Fatalf("after ACK %d: %v %d", n, p.Op, p.Block)
			}
		}
		if _, err := c.WriteToUDPAddrPort(tftp.AppendACK(nil, 2), tid); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("code %d: another file came", code)
		}
		c.Close()
	}
}

// Requests as a router, Windows and old ROMs write them: options in any case and with
// unknown ones, the mode in capitals, bytes behind the last string.
func TestRequestsOfOthers(t *testing.T) {
	s := startServer(t, nil)
	peertest.RandomFile(t, filepath.Join(s.Root, "f"), 700, 1)
	for request, granted := range map[string][]tftp.Option{
		"f\x00octet\x00":                                    nil,
		"f\x00OCTET\x00BLKSIZE\x001024\x00":                 {tftp.Number("blksize", 1024)}, // IOS with ip tftp blocksize
		"f\x00Octet\x00blksize\x001024\x00tsize\x000\x00":   {tftp.Number("blksize", 1024), tftp.Number("tsize", 700)},
		"f\x00octet\x00multicast\x00\x00saveFiles\x000\x00": nil,
		"f\x00octet\x00timeout\x00300\x00blksize\x004\x00":  nil, // out of their ranges
	} {
		c := udp(t)
		want := tftp.DATA
		if granted != nil {
			want = tftp.OACK
		}
		p, tid := asks(t, c, s.Addr, append([]byte{0, byte(tftp.RRQ)}, request...), want)
		if len(p.Options) != len(granted) {
			t.Errorf("%q: %+v", request, p.Options)
		}
		for i := range min(len(granted), len(p.Options)) {
			if !p.Options[i].Is(granted[i].Name) || p.Options[i].Value != granted[i].Value {
				t.Errorf("%q: %+v", request, p.Options)
			}
		}
		_, _ = c.WriteToUDPAddrPort(tftp.AppendError(nil, tftp.NotDefined, "enough"), tid)
		c.Close()
	}
}
