package network

import (
	"net"
	"os"
	"sync"

	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/lab/spec"
)

// firewall is the firewall between a host and the devices.
func (n *Network) firewall(host string) spec.Firewall {
	for _, h := range n.lab.Hosts {
		if h.Name == host {
			return h.Value.Firewall
		}
	}
	return spec.FirewallOff
}

// blockedListener is a port that no connection reaches.
type blockedListener struct {
	addr    net.Addr
	instant bool // time jumps: a wait for a connection is over at once
	once    sync.Once
	done    chan struct{}
	drop    func() // ends the dropping; nil where connections are refused
}

// behindFirewall takes the place of a listener: connections to it are refused, or get
// no answer.
func behindFirewall(ln net.Listener, f spec.Firewall, clk clock.Clock) (net.Listener, error) {
	b := &blockedListener{addr: ln.Addr(), done: make(chan struct{})}
	if f != spec.FirewallDrop {
		return b, ln.Close()
	}
	b.instant = clock.Jumps(clk)
	drop, err := dropConnections(ln.(*net.TCPListener))
	b.drop = drop
	return b, err
}

// Accept implements net.Listener: no connection comes. Where time jumps, the wait for one
// that is dropped is over at once.
func (b *blockedListener) Accept() (net.Conn, error) {
	if b.instant {
		return nil, os.ErrDeadlineExceeded
	}
	<-b.done
	return nil, net.ErrClosed
}

func (b *blockedListener) Close() error {
	b.once.Do(func() {
		close(b.done)
		if b.drop != nil {
			b.drop()
		}
	})
	return nil
}

func (b *blockedListener) Addr() net.Addr { return b.addr }
