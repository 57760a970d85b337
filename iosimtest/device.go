package iosimtest

import (
	"context"
	"testing"
	"time"

	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/ios"
	"github.com/iosim/iosim/lab"
	"github.com/iosim/iosim/lab/host"
)

// Device is a router of a running lab. Its addresses are those of the loopback, as
// net.Dial takes them, and stay over a reload; while the router boots, SSH and Telnet
// are refused.
type Device struct {
	Name     string
	Platform string
	SSH      string
	Telnet   string
	Console  string // speaks Telnet; one client at a time

	l *Lab
}

// inner is the device of the lab. It boots one that has not been needed yet.
func (d *Device) inner() *device.Device {
	inner, _ := d.l.lab.Device(d.Name) // it is one of the lab's
	return inner
}

// RunningConfig is the text of the running-config, "" while IOS does not run.
func (d *Device) RunningConfig() string {
	if sys, ok := ios.Of(d.inner()); ok {
		return sys.RunningConfig()
	}
	return ""
}

// Now is the device's time of day.
func (d *Device) Now() time.Time { return d.inner().Now() }

// Uptime is how long the software has run, in device time.
func (d *Device) Uptime() time.Duration { return d.inner().Uptime() }

// InROMMON reports whether no software runs.
func (d *Device) InROMMON() bool { return d.inner().InROMMON() }

// ReadFile gives a file by the name that a user would type: "flash:notes.txt",
// "nvram:startup-config". A file that cannot be read ends the test.
func (d *Device) ReadFile(name string) []byte {
	d.l.t.Helper()
	b, err := lab.ReadDeviceFile(context.Background(), d.inner(), name)
	if err != nil {
		d.l.t.Fatalf("iosimtest: %s: %v", d.Name, err)
	}
	return b
}

// WriteFile puts a file on the device; what cannot be written ends the test.
func (d *Device) WriteFile(name string, content []byte) {
	d.l.t.Helper()
	if err := lab.WriteDeviceFile(context.Background(), d.inner(), name, content); err != nil {
		d.l.t.Fatalf("iosimtest: %s: %v", d.Name, err)
	}
}

// HasFile reports whether a file is there.
func (d *Device) HasFile(name string) bool {
	_, err := lab.ReadDeviceFile(context.Background(), d.inner(), name)
	return err == nil
}

// Host is a host of a running lab. TFTP to SSH are the real addresses of its servers, ""
// for one that it has not; the routers know it by Address.
type Host struct {
	Name    string
	Address string
	TFTP    string
	FTP     string
	FTPS    string // FTP that begins with TLS
	HTTP    string
	HTTPS   string
	SSH     string // for scp and SFTP

	t testing.TB
	h *host.Host
}

// ReadFile gives a file that a protocol of the host serves ("tftp", "ftp"); what
// cannot be read ends the test.
func (h *Host) ReadFile(protocol, name string) []byte {
	h.t.Helper()
	b, err := h.h.ReadFile(protocol, name)
	if err != nil {
		h.t.Fatalf("iosimtest: %s: %s: %v", h.Name, name, err)
	}
	return b
}

// WriteFile puts a file where a protocol of the host serves it.
func (h *Host) WriteFile(protocol, name string, content []byte) {
	h.t.Helper()
	if err := h.h.WriteFile(protocol, name, content); err != nil {
		h.t.Fatalf("iosimtest: %s: %s: %v", h.Name, name, err)
	}
}
