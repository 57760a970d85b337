package network

import (
	"math/rand/v2"
	"net/netip"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/internal/tftp"
	wiretap "github.com/iosim/iosim/internal/wire"
)

// oneAnswer is a socket to which one datagram comes, and no more.
type oneAnswer struct {
	ifs.PacketConn
	answer, sent []byte
}

func (c *oneAnswer) ReadFromAddrPort(b []byte) (int, netip.AddrPort, error) {
	if c.answer == nil {
		return 0, netip.AddrPort{}, os.ErrDeadlineExceeded
	}
	n := copy(b, c.answer)
	c.answer = nil
	return n, netip.MustParseAddrPort("127.0.0.1:4000"), nil
}

func (c *oneAnswer) WriteToAddrPort(b []byte, _ netip.AddrPort) (int, error) {
	c.sent = slices.Clone(b)
	return len(b), nil
}

func (c *oneAnswer) SetReadDeadline(time.Time) error { return nil }
func (c *oneAnswer) LocalAddrPort() netip.AddrPort   { return netip.MustParseAddrPort("127.0.0.1:5000") }
func (c *oneAnswer) Close() error                    { return nil }

// fates keeps what a link did to messages of TFTP.
type fates []string

func (f *fates) Event(e wiretap.Event) {
	p, _ := tftp.Parse(e.Payload)
	*f = append(*f, p.Op.String()+" "+string(e.Fate))
}

func (f *fates) End() error { return nil }

// A datagram that waits to be overtaken when the transfer ends shows nevertheless: the
// device's arrives late, the host's in vain.
func TestLateDatagramsShow(t *testing.T) {
	var seen fates
	clk := clock.Simulated(time.Unix(0, 0))
	rec := wiretap.NewRecorder("tftp", clk.Now, &seen)
	host := netip.MustParseAddrPort("10.1.1.1:69")
	addrs := newAddressMap("")
	addrs.AddHost(host.Addr(), "srv")
	addrs.Add(Port{UDP, host}, netip.MustParseAddrPort("127.0.0.1:4000"))
	socket := &oneAnswer{answer: tftp.AppendData(nil, 1, nil)}
	s := &shaper{clk: clk, rand: rand.New(rand.NewPCG(1, 1)), capture: rec}
	c := rec.Packets(&packetConn{PacketConn: socket, addrs: addrs, remote: host.Addr(), shaper: s, instant: true, capture: rec}, netip.MustParseAddr("10.1.1.2"))
	b := make([]byte, 600)
	write := func(reorder float64, m []byte) {
		t.Helper()
		s.link.Reorder = reorder
		if _, err := c.WriteToAddrPort(m, host); err != nil {
			t.Fatal(err)
		}
	}
	const never, always = 0, 1 - 1e-15
	write(never, tftp.AppendRequest(nil, tftp.RRQ, "f", tftp.Octet))
	s.link.Reorder = always
	if n, _, err := c.ReadFromAddrPort(b); err == nil {
		t.Fatalf("%d bytes overtook nothing", n)
	}
	write(always, tftp.AppendACK(nil, 1))
	if tftp.Opcode(socket.sent[1]) != tftp.RRQ {
		t.Fatal("the ACK was not held back")
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if want := (fates{"RRQ ", "ACK out of order", "DATA lost"}); !slices.Equal(seen, want) {
		t.Errorf("%q, want %q", seen, want)
	}
	if tftp.Opcode(socket.sent[1]) != tftp.ACK {
		t.Error("the ACK never arrived")
	}
}

// A datagram that its sender sent before it closed its socket is the sender's for a
// transfer with it, and an unknown program's at a server's port.
func TestTransferConnKeepsItsPeer(t *testing.T) {
	peer := netip.MustParseAddrPort("10.1.1.2:4000")
	n := &Network{Addresses: newAddressMap("")}
	n.Addresses.bind(peer.Port(), peer.Addr())
	server := &oneAnswer{answer: []byte{1}}
	transfer := &oneAnswer{answer: []byte{1}}
	n.Addresses.release(peer.Port())
	b := make([]byte, 1)
	if _, from, _ := n.TransferConn(transfer, peer).ReadFromAddrPort(b); from != peer {
		t.Errorf("the transfer hears %v", from)
	}
	if _, from, _ := n.ServerConn(server).ReadFromAddrPort(b); from != netip.MustParseAddrPort("127.0.0.1:4000") {
		t.Errorf("the server hears %v", from)
	}
}
