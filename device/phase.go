package device

import "github.com/iosim/iosim/event"

// Phase is how far a device has come.
type Phase int

// The phases.
const (
	PowerOff Phase = iota // switched off
	Booting               // only the console can be used
	Waiting               // it does not go on without a person at the console: ROMMON, the dialog
	Up                    // software runs
)

var phaseNames = [...]string{"off", "booting", "waiting", "up"}

// String is the phase's name in events.
func (p Phase) String() string { return phaseNames[p] }

// Phase is how far the device has come.
func (d *Device) Phase() Phase {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.phase
}

// AwaitConsole notes that the start waits for a person at the console.
func (d *Device) AwaitConsole() {
	if d.Phase() == Booting {
		d.enter(Waiting)
	}
}

// enter changes the phase. One goroutine at a time takes a device through its
// phases.
func (d *Device) enter(p Phase) {
	d.mu.Lock()
	was := d.phase
	d.phase = p
	d.mu.Unlock()
	if p != was {
		event.Emit(d.events, event.PhaseChanged{From: was.String(), To: p.String()})
	}
}
