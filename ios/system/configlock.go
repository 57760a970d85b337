package system

import (
	"sync"
	"time"
)

// ConfigLock is the right to change the configuration that one session has for
// itself: `configuration mode exclusive`, `configure replace`.
type ConfigLock struct {
	User    string    // "unknown" if the line asks for no login
	PID     int       // process of the session's EXEC
	Line    int       // number of its terminal line
	Command string    // that took it: "configure terminal"
	Since   time.Time // device time
}

// configLock is the lock of a device's configuration.
type configLock struct {
	mu     sync.Mutex
	holder *ConfigLock
}

// LockConfig takes the configuration for who alone, until unlock is called, which may
// be more than once. If another session has it, it returns false and the holder.
func (sys *System) LockConfig(who ConfigLock) (holder *ConfigLock, unlock func(), ok bool) {
	l := &sys.configLock
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.holder != nil {
		return l.holder, nil, false
	}
	who.Since = sys.Now()
	mine := &who
	l.holder = mine
	return mine, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.holder == mine {
			l.holder = nil
		}
	}, true
}

// ConfigLock is the holder of the configuration, nil if there is none.
func (sys *System) ConfigLock() *ConfigLock {
	l := &sys.configLock
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.holder
}
