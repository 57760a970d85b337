package iosimtest

import (
	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/lab"
)

// Fault is something that goes wrong with a router: what breaks upgrade scripts. The
// names, and what parameters each takes, are in docs/faults.md.
//
//	r.SetFault(iosimtest.Fault{Name: "cut-at", Bytes: 2000, Times: 1})
type Fault = device.Fault

// SetFault makes a fault happen from now on, in place of one of the same name. One
// that does not exist ends the test.
func (d *Device) SetFault(f Fault) {
	d.l.t.Helper()
	if err := lab.SetFault(d.inner(), f); err != nil {
		d.l.t.Fatalf("iosimtest: %s: %v", d.Name, err)
	}
}

// ClearFault ends a fault; what it has done stays.
func (d *Device) ClearFault(name string) {
	d.inner().ClearFault(name)
}
