package lab

import (
	"net"
	"sync"
)

// shielded reports whether a firewall or NAT keeps what a host opens from the
// devices.
func (l *Lab) shielded(host string) bool {
	for _, h := range l.spec.Hosts {
		if h.Name == host {
			return h.Value.Firewall || h.Value.NAT
		}
	}
	return false
}

// blocked is a port that nobody gets through to.
type blocked struct {
	addr net.Addr
	once sync.Once
	done chan struct{}
}

// behindFirewall takes the place of a listener: who connects is refused.
func behindFirewall(ln net.Listener) net.Listener {
	b := &blocked{addr: ln.Addr(), done: make(chan struct{})}
	ln.Close()
	return b
}

func (b *blocked) Accept() (net.Conn, error) {
	<-b.done
	return nil, net.ErrClosed
}

func (b *blocked) Close() error {
	b.once.Do(func() { close(b.done) })
	return nil
}

func (b *blocked) Addr() net.Addr { return b.addr }
