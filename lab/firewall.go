package lab

import (
	"fmt"
	"net"
	"os"
	"sync"

	"go.yaml.in/yaml/v4"

	"github.com/iosim/iosim/internal/clock"
)

// Firewall is what becomes of a connection that is not let in: "" (there is none),
// "refuse" or "drop".
type Firewall string

const (
	firewallOff    Firewall = ""
	firewallRefuse Firewall = "refuse"
	firewallDrop   Firewall = "drop"
)

var firewalls = map[string]Firewall{
	"false": firewallOff, "true": firewallRefuse, "refuse": firewallRefuse, "drop": firewallDrop,
}

// UnmarshalYAML reads true, false, refuse or drop.
func (f *Firewall) UnmarshalYAML(n *yaml.Node) error {
	v, ok := firewalls[n.Value]
	if !ok {
		return fmt.Errorf("line %d: firewall is true, false, refuse or drop, not %q", n.Line, n.Value)
	}
	*f = v
	return nil
}

// shield is the firewall between a host and the devices.
func (l *Lab) shield(host string) Firewall {
	for _, h := range l.spec.Hosts {
		if h.Name == host {
			return h.Value.Firewall
		}
	}
	return firewallOff
}

// blocked is a port that nobody gets through to.
type blocked struct {
	addr    net.Addr
	instant bool // a wait for it has come to its end at once
	once    sync.Once
	done    chan struct{}
	drop    func() // ends the dropping; nil where connections are refused
}

// behindFirewall takes the place of a listener: who connects is refused, or gets no
// answer.
func behindFirewall(ln net.Listener, f Firewall, clk clock.Clock) (net.Listener, error) {
	b := &blocked{addr: ln.Addr(), done: make(chan struct{})}
	if f != firewallDrop {
		return b, ln.Close()
	}
	b.instant = clock.Jumps(clk)
	drop, err := dropConnections(ln.(*net.TCPListener))
	b.drop = drop
	return b, err
}

// Accept implements net.Listener: nobody comes. Where time is simulated and nobody is
// told so, the wait for it is over at once.
func (b *blocked) Accept() (net.Conn, error) {
	if b.instant {
		return nil, os.ErrDeadlineExceeded
	}
	<-b.done
	return nil, net.ErrClosed
}

func (b *blocked) Close() error {
	b.once.Do(func() {
		close(b.done)
		if b.drop != nil {
			b.drop()
		}
	})
	return nil
}

func (b *blocked) Addr() net.Addr { return b.addr }
