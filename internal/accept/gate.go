package accept

import (
	"net/netip"
	"sync"
)

// Limits bound how many connections there are at once.
type Limits struct {
	Total     int // of all clients; 0: DefaultTotal
	PerSource int // of one address; 0: DefaultPerSource
	// SpareLocal lets programs of this machine, which share an address, have as many as
	// all clients together.
	SpareLocal bool
}

// The defaults of Limits.
const (
	DefaultTotal     = 1024
	DefaultPerSource = 256
)

// Gate counts who is being served. Its methods are safe for concurrent use.
type Gate struct {
	limits Limits

	mu    sync.Mutex
	total int
	by    map[netip.Addr]int
}

// NewGate returns a gate without clients.
func NewGate(l Limits) *Gate {
	if l.Total <= 0 {
		l.Total = DefaultTotal
	}
	if l.PerSource <= 0 {
		l.PerSource = DefaultPerSource
	}
	return &Gate{limits: l, by: map[netip.Addr]int{}}
}

// Enter lets a client in until leave is called, which may be more than once; false if there
// are too many.
func (g *Gate) Enter(from netip.Addr) (leave func(), ok bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	spared := g.limits.SpareLocal && from.IsLoopback()
	if g.total >= g.limits.Total || !spared && g.by[from] >= g.limits.PerSource {
		return nil, false
	}
	g.total++
	g.by[from]++
	return sync.OnceFunc(func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		g.total--
		if g.by[from]--; g.by[from] == 0 {
			delete(g.by, from)
		}
	}), true
}

// Inside is how many clients have entered and not left.
func (g *Gate) Inside() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.total
}
