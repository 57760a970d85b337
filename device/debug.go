package device

import (
	"maps"
	"slices"
	"sync"
)

// debugs are the debug flags that are on. They live until the software ends.
type debugs struct {
	mu sync.Mutex
	on map[string]bool
}

// SetDebug switches a debug flag: "ip tftp events". It reports whether that
// changed anything.
func (d *Device) SetDebug(flag string, on bool) bool {
	d.debugs.mu.Lock()
	defer d.debugs.mu.Unlock()
	if d.debugs.on == nil {
		d.debugs.on = map[string]bool{}
	}
	was := d.debugs.on[flag]
	if on {
		d.debugs.on[flag] = true
	} else {
		delete(d.debugs.on, flag)
	}
	return was != on
}

// Debugging reports whether a debug flag is on.
func (d *Device) Debugging(flag string) bool {
	d.debugs.mu.Lock()
	defer d.debugs.mu.Unlock()
	return d.debugs.on[flag]
}

// Debugs are the flags that are on, in alphabetical order.
func (d *Device) Debugs() []string {
	d.debugs.mu.Lock()
	defer d.debugs.mu.Unlock()
	return slices.Sorted(maps.Keys(d.debugs.on))
}

// ClearDebugs switches all flags off.
func (d *Device) ClearDebugs() {
	d.debugs.mu.Lock()
	defer d.debugs.mu.Unlock()
	clear(d.debugs.on)
}
