package lab

import (
	"errors"
	"fmt"

	"github.com/iosim/iosim/lab/listen"
	"github.com/iosim/iosim/lab/state"
)

// Snapshot is what the routers and hosts of a lab in memory keep without power: files,
// NVRAM, configuration register, boot variables, keys. It costs little: what is the same
// is shared.
type Snapshot struct {
	lab     *Lab
	devices map[*node]state.Kept // of those that have been switched on
	hosts   []state.Kept         // by protocol
}

var errNoSnapshot = errors.New("lab: a snapshot can be taken of what is in memory only")

// Snapshot notes what is kept now. Every file is in it as it is visible: one that is being
// written is not. A lab of which something lies in a folder of this machine has none.
func (l *Lab) Snapshot() (*Snapshot, error) {
	s := &Snapshot{lab: l, devices: map[*node]state.Kept{}}
	if !l.state.InMemory() {
		return nil, errNoSnapshot
	}
	for _, n := range l.nodes {
		for _, c := range n.spec.Files {
			if c.Dir != "" {
				return nil, fmt.Errorf("%w: device %s", errNoSnapshot, n.name)
			}
		}
		if n.dev.Load() != nil {
			s.devices[n] = n.home.Copy()
		}
	}
	for _, h := range l.hosts {
		kept, ok := h.Kept()
		if !ok {
			return nil, fmt.Errorf("%w: host %s", errNoSnapshot, h.Name)
		}
		s.hosts = append(s.hosts, kept.Copy())
	}
	return s, nil
}

// Restore switches every router off and, with what it kept at the time of the snapshot,
// on again: sessions are cut, what had not been saved is gone, faults are those of the lab
// file. It returns when all are up, or wait for a person at their console. The lab must be
// serving, and goes on in its own time. No other Restore may run.
func (l *Lab) Restore(s *Snapshot) error {
	if s.lab != l {
		return errors.New("lab: the snapshot is another lab's")
	}
	for i, h := range l.hosts {
		if kept, ok := h.Kept(); ok {
			kept.Restore(s.hosts[i])
		}
	}
	var all []*listen.DeviceServer
	for _, n := range l.nodes {
		if n.dev.Load() == nil {
			continue
		}
		at := n.server.Load()
		if at == nil {
			return errors.New("lab: Restore needs a lab that is served")
		}
		if err := at.Rebuild(func() { n.home.Restore(s.devices[n]) }); err != nil {
			return err
		}
		all = append(all, at)
	}
	for _, s := range all {
		if !s.Await() {
			return listen.ErrOver
		}
	}
	return nil
}
