package lab

import (
	"github.com/iosim/iosim/event"
)

// Events is the bus of the lab: what happens to its devices and at its hosts.
func (l *Lab) Events() *event.Bus { return l.opt.Events }

// followPorts opens and shuts the ports of the devices, while Serve runs, as they go
// through their phases and get or lose keys for SSH. A device does not go on before its
// ports agree. stop ends it.
func (l *Lab) followPorts() (stop func()) {
	nodes := make(map[string]*node, len(l.nodes))
	for _, n := range l.nodes {
		nodes[n.name] = n
	}
	return l.opt.Events.Subscribe(func(e event.Event) {
		n, ok := nodes[e.Device]
		if !ok {
			return
		}
		if s := n.server.Load(); s != nil {
			s.Changed()
		}
	}, event.PhaseChanged{}, event.KeysChanged{})
}
