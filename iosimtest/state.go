package iosimtest

import (
	"bytes"
	"context"
	"time"

	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/ios"
	"github.com/iosim/iosim/lab"
	"github.com/iosim/iosim/lab/metrics"
)

// Transfer is how many files of a protocol ("tftp", "ftp", "scp", …) passed between the
// routers of a lab and others, whole (OK) or not, and how many bytes of them.
type Transfer = metrics.TransferCount

// Advance makes the time of the lab jump by d: what was to happen until then happens,
// such as a scheduled reload or an exec-timeout. Everybody in the lab is that much older.
func (l *Lab) Advance(d time.Duration) {
	l.t.Helper()
	if err := l.lab.Advance(context.Background(), d); err != nil {
		l.t.Fatalf("iosimtest: %v", err)
	}
}

// Transfers are what has been transferred so far, by protocol and result.
func (l *Lab) Transfers() []Transfer { return l.lab.Transfers() }

// Inventory is where the devices answer, with the credentials of the lab file, in the
// form of a tool: "ansible", "netmiko", "json" or "csv" (see lab.WriteInventory).
func (l *Lab) Inventory(format string) []byte {
	l.t.Helper()
	var b bytes.Buffer
	if err := lab.WriteInventory(&b, format, lab.Inventory(l.endpoints, l.lab.Spec())); err != nil {
		l.t.Fatalf("iosimtest: %v", err)
	}
	return b.Bytes()
}

// StartupConfig is the text that the router would boot with, "" without one.
func (d *Device) StartupConfig() string {
	text, _ := d.inner().NVRAM().Startup()
	return string(text)
}

// Version is the version of the software that runs: "15.2(4)M1"; "" while none does.
func (d *Device) Version() string {
	if d.inner().Phase() != device.Up {
		return ""
	}
	return d.inner().Image().Image.Version
}

// Log is what `show logging` has in its buffer, the oldest line first.
func (d *Device) Log() []string {
	var out []string
	sys, ok := ios.Of(d.inner())
	if !ok {
		return nil
	}
	for _, m := range sys.Log().Messages() {
		out = append(out, m.String())
	}
	return out
}

// Reload starts the router anew at once, as a power cycle does: what was not saved is
// gone. It returns when the router is up again, or waits for a person at its console.
func (d *Device) Reload() {
	d.l.t.Helper()
	d.WaitReload(func() { d.inner().Reload("Reload Command") })
}

// WaitReload calls f, which makes the router reload sooner or later, and returns when it is
// up again after it, or waits for a person at its console. It ends the test after a minute.
func (d *Device) WaitReload(f func()) {
	d.l.t.Helper()
	inner := d.inner()
	before := inner.StartedAt()
	f()
	d.await("comes back", func() bool {
		p := inner.Phase()
		return p == device.Waiting || p == device.Up && inner.StartedAt().After(before)
	})
}

// WaitUp waits until software of a version runs, "" for any: after code under test has
// reloaded the router. It ends the test after a minute.
func (d *Device) WaitUp(version string) {
	d.l.t.Helper()
	d.await("runs "+version, func() bool {
		v := d.Version()
		return v != "" && (version == "" || v == version)
	})
}

// await waits in real time for what takes the lab a moment.
func (d *Device) await(what string, done func() bool) {
	d.l.t.Helper()
	for end := time.Now().Add(startLimit); !done(); time.Sleep(pollTime) {
		if time.Now().After(end) {
			d.l.t.Fatalf("iosimtest: %s: it never %s", d.Name, what)
		}
	}
}

// pollTime is how often await looks.
const pollTime = time.Millisecond
