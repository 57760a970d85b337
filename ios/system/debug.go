package system

import (
	"maps"
	"slices"
	"sync"

	"github.com/iosim/iosim/internal/printable"
	"github.com/iosim/iosim/ios/running"
)

// debugs are the debug flags that are on. They live until the software ends.
type debugs struct {
	mu sync.Mutex
	on map[string]bool
}

// SetDebug switches a debug flag: "ip tftp events". It reports whether that
// changed anything.
func (sys *System) SetDebug(flag string, on bool) bool {
	sys.debugs.mu.Lock()
	defer sys.debugs.mu.Unlock()
	if sys.debugs.on == nil {
		sys.debugs.on = map[string]bool{}
	}
	was := sys.debugs.on[flag]
	if on {
		sys.debugs.on[flag] = true
	} else {
		delete(sys.debugs.on, flag)
	}
	return was != on
}

// Debugging reports whether a debug flag is on.
func (sys *System) Debugging(flag string) bool {
	sys.debugs.mu.Lock()
	defer sys.debugs.mu.Unlock()
	return sys.debugs.on[flag]
}

// Debugs are the flags that are on, in alphabetical order.
func (sys *System) Debugs() []string {
	sys.debugs.mu.Lock()
	defer sys.debugs.mu.Unlock()
	return slices.Sorted(maps.Keys(sys.debugs.on))
}

// ClearDebugs switches all flags off.
func (sys *System) ClearDebugs() {
	sys.debugs.mu.Lock()
	defer sys.debugs.mu.Unlock()
	clear(sys.debugs.on)
}

// Debugf logs a line of debug: it has no facility, and the severity of debugging.
func (sys *System) Debugf(line string) {
	sys.send(Message{Time: sys.Now(), Severity: running.Debugging, Text: printable.Lines(line)})
}
