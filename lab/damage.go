package lab

import (
	"context"
	"errors"
	"fmt"
)

// DamageError is the error of a device whose state cannot be read: Options.Damaged.
type DamageError struct {
	Device string
	Dir    string // the folder of its state
	Err    error  // names the file below Dir
}

// Error implements error.
func (e *DamageError) Error() string {
	return fmt.Sprintf("device %s: its state in %s: %v", e.Device, e.Dir, e.Err)
}

// Unwrap is the reason.
func (e *DamageError) Unwrap() error { return e.Err }

// damaged marks an error as one of the state of a device; its name is given later.
func damaged(err error) error { return &DamageError{Err: err} }

// assembleAll assembles the devices that are not lazy. One whose state is damaged is told to
// Options.Damaged and left out, unless no other is there. The end of ctx stops it.
func (l *Lab) assembleAll(ctx context.Context) error {
	kept := l.nodes[:0:0]
	var damages []*DamageError
	for _, n := range l.nodes {
		if !n.lazy {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			_, err := n.Assemble()
			var damage *DamageError
			switch {
			case errors.As(err, &damage) && l.opt.Damaged != nil:
				damages = append(damages, damage)
				continue
			case err != nil:
				return err
			}
		}
		kept = append(kept, n)
	}
	if len(damages) > 0 && len(kept) == 0 {
		return damages[0]
	}
	for _, d := range damages {
		l.opt.Damaged(d)
	}
	l.nodes = kept
	return nil
}

// reset gives the devices of Options.Reset, which are named as they are or by their entry of
// the lab file, a fresh state.
func (l *Lab) reset() error {
	for _, name := range l.opt.Reset {
		found := false
		for _, n := range l.nodes {
			if n.name != name && n.entry != name {
				continue
			}
			found = true
			old, err := l.state.Reset(n.name)
			if err != nil {
				return fmt.Errorf("reset of device %s: %w", n.name, err)
			}
			if l.opt.PutAside != nil && old != "" {
				l.opt.PutAside(n.name, old)
			}
		}
		if !found {
			return fmt.Errorf("reset: the lab has no device %s", name)
		}
	}
	return nil
}
