package lab

import (
	"context"
	"errors"

	"github.com/iosim/iosim/lab/listen"
	"github.com/iosim/iosim/lab/spec"
)

// ServeOptions say where the devices of a lab answer.
type ServeOptions struct {
	listen.Options
	// Ready is called once, when every device answers or waits for a person at its
	// console; it may be nil. Its error ends Serve.
	Ready func(Endpoints) error
}

// Serve switches all devices on and serves their ports until ctx ends, which is no
// error. The lab must have been opened with Options.Ports.
func (l *Lab) Serve(ctx context.Context, o ServeOptions) error {
	if !l.opt.Ports {
		return errors.New("lab: Serve needs a lab that was opened with Ports")
	}
	if l.spec.Outside == spec.OutsideLoopback && !o.OnLoopback() {
		return errors.New("lab: outside: loopback opens this machine's own servers to whoever logs in: it stands with devices that listen on the loopback alone")
	}
	nodes := make([]listen.Node, len(l.nodes))
	for i, n := range l.nodes {
		nodes[i] = n
	}
	l.since = l.opt.Clock.Now()
	return listen.Serve(ctx, nodes, o.Options, &l.connections, func(all []*listen.DeviceServer) error {
		if o.Ready == nil {
			return nil
		}
		return o.Ready(l.endpoints(all))
	})
}
