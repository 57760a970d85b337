package device

// Phase is how far a device has come.
type Phase int

// The phases.
const (
	PowerOff Phase = iota // switched off
	Booting               // nobody can log in but by the console
	Waiting               // it does not go on without a person at the console: ROMMON, the dialog
	Up                    // software runs
)

// Phase is how far the device has come; changed is closed when that is no longer
// so.
func (d *Device) Phase() (p Phase, changed <-chan struct{}) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.phaseChanged == nil {
		d.phaseChanged = make(chan struct{})
	}
	return d.phase, d.phaseChanged
}

// AwaitConsole notes that the start waits for a person at the console.
func (d *Device) AwaitConsole() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.phase == Booting {
		d.enter(Waiting)
	}
}

func (d *Device) setPhase(p Phase) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.enter(p)
}

// enter changes the phase; d.mu is held.
func (d *Device) enter(p Phase) {
	if d.phase == p {
		return
	}
	d.phase = p
	if d.phaseChanged != nil {
		close(d.phaseChanged)
		d.phaseChanged = nil
	}
}
