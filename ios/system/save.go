package system

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/iosim/iosim/boot"
	"github.com/iosim/iosim/event"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/ios/config"
	"github.com/iosim/iosim/ios/running"
)

// revision counts every change of the configuration; sys.mu is held.
func (sys *System) revision() uint64 { return sys.config.Generation() + sys.changes }

// Modified reports whether the configuration changed since it was last saved or
// loaded: reload asks then (ios-boot.md 1.1).
func (sys *System) Modified() bool {
	sys.mu.Lock()
	defer sys.mu.Unlock()
	return sys.revision() != sys.saved
}

// Touch counts a change that the tree does not show (config-register).
func (sys *System) Touch() {
	sys.mu.Lock()
	defer sys.mu.Unlock()
	sys.changes++
}

// Changed notes that the section at of the running-config may have changed and
// does what follows for the hardware.
func (sys *System) Changed(at config.Path) { sys.linkChange(at) }

// Configured is ConfiguredBy for what was not entered on a line.
func (sys *System) Configured(source string) { sys.ConfiguredBy(source, "console") }

// ConfiguredBy notes that a session has left configuration mode: the time goes into
// the header of the running-config, a message into the log. by is "console" or
// "admin on vty0 (10.1.1.5)".
func (sys *System) ConfiguredBy(source, by string) {
	now := sys.Now()
	user, _, _ := strings.Cut(by, " on ")
	if user == by {
		user = ""
	}
	sys.mu.Lock()
	sys.lastChange, sys.changedBy = now, user
	sys.mu.Unlock()
	event.Emit(sys.events, event.ConfigChanged{Source: source, By: by})
	sys.Logf("SYS-5-CONFIG_I", "Configured from %s by %s", source, by)
}

// LastChange is the device time of the last configuration, zero if there was
// none since the start.
func (sys *System) LastChange() time.Time {
	sys.mu.Lock()
	defer sys.mu.Unlock()
	return sys.lastChange
}

// StampFormat is how the headers of a configuration write a time
// (ios-boot.md 11.2).
const StampFormat = clock.Layout

// header is the comment at the top of a configuration.
func (sys *System) header() string {
	sys.mu.Lock()
	defer sys.mu.Unlock()
	var b strings.Builder
	b.WriteString("!\n")
	if !sys.lastChange.IsZero() {
		by := ""
		if sys.changedBy != "" {
			by = " by " + sys.changedBy
		}
		fmt.Fprintf(&b, "! Last configuration change at %s%s\n", sys.lastChange.Format(StampFormat), by)
	}
	if !sys.lastSave.IsZero() {
		fmt.Fprintf(&b, "! NVRAM config last updated at %s\n", sys.lastSave.Format(StampFormat))
	}
	if b.Len() > len("!\n") {
		b.WriteString("!\n")
	}
	return b.String()
}

// RunningConfig is the text of the running-config with its header comment.
func (sys *System) RunningConfig() string { return sys.Headed(sys.config) }

// Headed is a configuration's text below the comments that head the running-config.
func (sys *System) Headed(t *config.Tree) string { return sys.header() + t.Render() }

// Save writes the running-config to NVRAM as the startup-config, and with it
// ROMMON's BOOT variable.
func (sys *System) Save(ctx context.Context) error {
	sys.mu.Lock()
	previous := sys.lastSave
	sys.lastSave = sys.Now()
	revision := sys.revision()
	sys.mu.Unlock()
	err := sys.writeStartup(ctx, sys.RunningConfig())
	sys.mu.Lock()
	if err != nil {
		sys.lastSave = previous
	} else {
		sys.saved = revision
	}
	sys.mu.Unlock()
	if err == nil {
		event.Emit(sys.events, event.ConfigSaved{Name: "nvram:/startup-config"})
	}
	return err
}

// writeStartup replaces the startup-config through its file system, so that
// room and failures are judged in one place.
func (sys *System) writeStartup(ctx context.Context, text string) error {
	fs, name, err := sys.Files().Resolve(ifs.Name{Prefix: "nvram", Path: "startup-config"})
	if err != nil {
		return err
	}
	w, err := ifs.Create(ctx, fs, name, int64(len(text)))
	if err != nil {
		return err
	}
	defer w.Abort()
	if _, err := w.Write([]byte(text)); err != nil {
		return err
	}
	if err := w.Commit(); err != nil {
		return err
	}
	return sys.StartupWritten()
}

// StartupWritten brings ROMMON's BOOT variable up to the startup-config that was
// just written.
func (sys *System) StartupWritten() error {
	text, _ := sys.NVRAM().Startup()
	return sys.SetBootVariable(boot.Variable(running.ReadStartup(text).System))
}
