package device

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/iosim/iosim/boot"
	"github.com/iosim/iosim/device/config"
	"github.com/iosim/iosim/event"
	"github.com/iosim/iosim/ifs"
)

// revision counts every change of the configuration; d.mu is held.
func (d *Device) revision() uint64 { return d.config.Generation() + d.changes }

// Modified reports whether the configuration changed since it was last saved or
// loaded: reload asks then (ios-boot.md 1.1).
func (d *Device) Modified() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.revision() != d.saved
}

// Touch counts a change that the tree does not show (config-register).
func (d *Device) Touch() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.changes++
}

// Changed notes that the section at of the running-config may have changed and
// does what follows for the hardware.
func (d *Device) Changed(at config.Path) { d.linkChange(at) }

// Configured is ConfiguredBy for what nobody on a line has entered.
func (d *Device) Configured(source string) { d.ConfiguredBy(source, "console") }

// ConfiguredBy notes that somebody has left configuration mode: the time goes into
// the header of the running-config, a message into the log. by is "console" or
// "admin on vty0 (10.1.1.5)".
func (d *Device) ConfiguredBy(source, by string) {
	now := d.Now()
	user, _, _ := strings.Cut(by, " on ")
	if user == by {
		user = ""
	}
	d.mu.Lock()
	d.lastChange, d.changedBy = now, user
	d.mu.Unlock()
	event.Emit(d.events, event.ConfigChanged{Source: source, By: by})
	d.Logf("SYS-5-CONFIG_I", "Configured from %s by %s", source, by)
}

// LastChange is the device time of the last configuration, zero if there was
// none since the start.
func (d *Device) LastChange() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.lastChange
}

// StampFormat is how the headers of a configuration write a time
// (ios-boot.md 11.2).
const StampFormat = "15:04:05 MST Mon Jan 2 2006"

// header is the comment at the top of a configuration.
func (d *Device) header() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	var b strings.Builder
	b.WriteString("!\n")
	if !d.lastChange.IsZero() {
		by := ""
		if d.changedBy != "" {
			by = " by " + d.changedBy
		}
		fmt.Fprintf(&b, "! Last configuration change at %s%s\n", d.lastChange.Format(StampFormat), by)
	}
	if !d.lastSave.IsZero() {
		fmt.Fprintf(&b, "! NVRAM config last updated at %s\n", d.lastSave.Format(StampFormat))
	}
	if b.Len() > len("!\n") {
		b.WriteString("!\n")
	}
	return b.String()
}

// RunningConfig is the text of the running-config with its header comment.
func (d *Device) RunningConfig() string { return d.Headed(d.config) }

// Headed is a configuration's text below the comments that head the running-config.
func (d *Device) Headed(t *config.Tree) string { return d.header() + t.Render() }

// Save writes the running-config to NVRAM as the startup-config, and with it
// ROMMON's BOOT variable.
func (d *Device) Save(ctx context.Context) error {
	d.mu.Lock()
	previous := d.lastSave
	d.lastSave = d.Now()
	revision := d.revision()
	d.mu.Unlock()
	err := d.writeStartup(ctx, d.RunningConfig())
	d.mu.Lock()
	if err != nil {
		d.lastSave = previous
	} else {
		d.saved = revision
	}
	d.mu.Unlock()
	if err == nil {
		event.Emit(d.events, event.ConfigSaved{Name: "nvram:/startup-config"})
	}
	return err
}

// writeStartup replaces the startup-config through its file system, so that
// room and failures are judged in one place.
func (d *Device) writeStartup(ctx context.Context, text string) error {
	fs, name, err := d.files.Resolve(ifs.Name{Prefix: "nvram", Path: "startup-config"})
	if err != nil {
		return err
	}
	w, err := fs.Create(ctx, name, int64(len(text)))
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
	return d.StartupWritten()
}

// StartupWritten brings ROMMON's BOOT variable up to the startup-config that was
// just written.
func (d *Device) StartupWritten() error {
	text, _ := d.nv.Startup()
	return d.setBootVariable(boot.Variable(boot.BootSystem(text)))
}
