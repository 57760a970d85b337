package device

import (
	"net"
	"net/netip"
	"os"
	"sync"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/clock"
)

// nowhere is a socket from which no packet comes back.
type nowhere struct {
	instant  bool // no time has to pass for it to be known
	mu       sync.Mutex
	deadline time.Time
	changed  chan struct{}
	closed   bool
}

// Nowhere is a UDP socket whose packets are never answered. Where time is simulated
// its deadlines pass at once.
func Nowhere(c clock.Clock) ifs.PacketConn {
	return &nowhere{instant: clock.Jumps(c), changed: make(chan struct{})}
}

func (n *nowhere) ReadFromAddrPort([]byte) (int, netip.AddrPort, error) {
	for {
		n.mu.Lock()
		deadline, changed, closed := n.deadline, n.changed, n.closed
		n.mu.Unlock()
		if closed {
			return 0, netip.AddrPort{}, net.ErrClosed
		}
		var expired <-chan time.Time
		switch {
		case deadline.IsZero():
		case n.instant:
			return 0, netip.AddrPort{}, os.ErrDeadlineExceeded
		default:
			t := time.NewTimer(time.Until(deadline))
			defer t.Stop()
			expired = t.C
		}
		select {
		case <-expired:
			return 0, netip.AddrPort{}, os.ErrDeadlineExceeded
		case <-changed:
		}
	}
}

func (n *nowhere) WriteToAddrPort(b []byte, _ netip.AddrPort) (int, error) { return len(b), nil }

func (n *nowhere) SetReadDeadline(t time.Time) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.deadline = t
	n.wake()
	return nil
}

func (n *nowhere) Close() error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.closed = true
	n.wake()
	return nil
}

// wake makes a waiting reader look again; n.mu is held.
func (n *nowhere) wake() {
	close(n.changed)
	n.changed = make(chan struct{})
}

func (n *nowhere) LocalAddrPort() netip.AddrPort { return netip.AddrPort{} }
