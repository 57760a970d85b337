package iosimtest

import "github.com/iosim/iosim/lab"

// Snapshot is what the routers and hosts of a lab keep without power at a moment: files,
// startup-config, configuration register, keys. What was not saved by `write memory` is not
// in it.
type Snapshot struct{ s *lab.Snapshot }

// Snapshot notes the state of the lab, which goes on.
func (l *Lab) Snapshot() Snapshot {
	l.t.Helper()
	s, err := l.lab.Snapshot()
	if err != nil {
		l.t.Fatalf("iosimtest: %v", err)
	}
	return Snapshot{s}
}

// Restore brings the lab back to a snapshot of it, as often as you like: every router is
// switched off and, with what it had then, on again. Sessions are cut, the addresses stay,
// faults are those of the lab file. Time does not go back. It returns when all routers are
// up, or wait for a person at their console.
func (l *Lab) Restore(s Snapshot) {
	l.t.Helper()
	if err := l.lab.Restore(s.s); err != nil {
		l.t.Fatalf("iosimtest: %v", err)
	}
}
