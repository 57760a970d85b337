package tftpfs

import (
	"fmt"
	"net"
	"net/netip"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/iosim/iosim/internal/peertest"
	"github.com/iosim/iosim/internal/tftp"
)

// Requests whose clients never answer do not lock the server: neither those who share
// their address, once the first time-out has passed, nor at any time another.
func TestUnansweredRequestsDoNotLock(t *testing.T) {
	const flood, limit, each = 60, 40, 30
	var attackers sync.Map // addresses, by port
	bad := []netip.Addr{netip.MustParseAddr("10.1.1.7"), netip.MustParseAddr("10.1.1.8")}
	s := startServer(t, func(s *Server) {
		s.Limit, s.SourceLimit, s.Timeout, s.Retries = limit, each, 500*time.Millisecond, 1000
		s.Source = func(peer netip.AddrPort) netip.Addr {
			if a, ok := attackers.Load(peer.Port()); ok {
				return a.(netip.Addr)
			}
			return peer.Addr()
		}
	})
	peertest.RandomFile(t, filepath.Join(s.Root, "f"), 700, 1)
	request := tftp.AppendRequest(nil, tftp.RRQ, "f", "octet")
	type asked struct {
		op   tftp.Opcode
		code tftp.ErrorCode
	}
	ask := func(from netip.Addr) asked {
		c := udp(t)
		t.Cleanup(func() { c.Close() })
		if from.IsValid() {
			attackers.Store(c.LocalAddr().(*net.UDPAddr).AddrPort().Port(), from)
		}
		p, _ := exchange(t, c, s.Addr, request)
		return asked{p.Op, p.Code}
	}
	got := map[asked]int{}
	for i := range flood {
		got[ask(bad[i%2])]++
	}
	if got[asked{op: tftp.DATA}] < limit {
		t.Errorf("the flood was answered %v", got)
	}
	// The whole server is full of them: another client is served at once.
	if a := ask(netip.Addr{}); a.op != tftp.DATA {
		t.Errorf("another address: %+v", a)
	}
	// Their own address is served once they have had the time to answer.
	time.Sleep(time.Second)
	for i := range 5 {
		if a := ask(bad[i%2]); a.op != tftp.DATA {
			t.Errorf("the same address, later: %s", fmt.Sprint(a))
		}
	}
}
