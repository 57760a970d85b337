package lab

import (
	"errors"
	"fmt"

	"github.com/iosim/iosim/internal/chunk"
)

// Snapshot is what the routers and hosts of a lab in memory keep without power: files,
// NVRAM, configuration register, boot variables, keys. It costs little: what is the same
// is shared.
type Snapshot struct {
	lab     *Lab
	devices map[*node]map[string]*chunk.Fs // of those that have been switched on
	hosts   []map[string]*chunk.Fs         // by protocol
}

var errNoSnapshot = errors.New("lab: a snapshot can be taken of what is in memory only")

// Snapshot notes what is kept now. Every file is in it as it is visible: one that is being
// written is not. A lab of which something lies in a folder of this machine has none.
func (l *Lab) Snapshot() (*Snapshot, error) {
	s := &Snapshot{lab: l, devices: map[*node]map[string]*chunk.Fs{}}
	if l.state.dir != "" {
		return nil, errNoSnapshot
	}
	for _, n := range l.nodes {
		for _, c := range n.spec.Files {
			if c.Dir != "" {
				return nil, fmt.Errorf("%w: device %s", errNoSnapshot, n.name)
			}
		}
		if n.dev.Load() == nil {
			continue
		}
		held := map[string]*chunk.Fs{}
		for name, fs := range n.held {
			held[name] = fs.Copy()
		}
		s.devices[n] = held
	}
	for _, h := range l.hosts {
		held := map[string]*chunk.Fs{}
		for protocol, root := range h.root {
			fs, ok := root.(*chunk.Fs)
			if !ok {
				return nil, fmt.Errorf("%w: host %s", errNoSnapshot, h.Name)
			}
			held[protocol] = fs.Copy()
		}
		s.hosts = append(s.hosts, held)
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
		for protocol, fs := range s.hosts[i] {
			h.root[protocol].(*chunk.Fs).Restore(fs)
		}
	}
	var all []*station
	for _, n := range l.nodes {
		if n.dev.Load() == nil {
			continue
		}
		at := n.station.Load()
		if at == nil {
			return errors.New("lab: Restore needs a lab that is served")
		}
		if err := at.rebuild(func() { n.restore(s.devices[n]) }); err != nil {
			return err
		}
		all = append(all, at)
	}
	for _, s := range all {
		if !s.show.await(s) {
			return errOver
		}
	}
	return nil
}

// restore makes the device's folders hold what was kept; nothing makes it as new.
func (n *node) restore(held map[string]*chunk.Fs) {
	for name, fs := range n.held {
		if kept := held[name]; kept != nil {
			fs.Restore(kept)
		} else {
			fs.Restore(chunk.NewFs(n.lab.store))
		}
	}
}
