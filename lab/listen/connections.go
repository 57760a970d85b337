package listen

import "sync/atomic"

// Connections counts the connections to the ports of devices, by their kind. The zero
// value is ready, and safe for concurrent use.
type Connections [portsEach]struct{ now, total atomic.Int64 }

// portNames are the kinds of ports.
var portNames = [portsEach]string{"ssh", "telnet", "console"}

// ConnectionCount is how many connections a kind of port has, and has had so far.
type ConnectionCount struct {
	Port       string // "ssh", "telnet", "console"
	Now, Total int64
}

// Counts gives the counts, always in the same order.
func (c *Connections) Counts() []ConnectionCount {
	var out []ConnectionCount
	for i, name := range portNames {
		out = append(out, ConnectionCount{name, c[i].now.Load(), c[i].total.Load()})
	}
	return out
}

// count counts a connection of a kind while f runs.
func (c *Connections) count(kind int, f func()) {
	c[kind].total.Add(1)
	c[kind].now.Add(1)
	defer c[kind].now.Add(-1)
	f()
}
