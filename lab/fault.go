package lab

import (
	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/lab/spec"
)

// SetFault makes a fault happen to a device from now on, in place of one of the same
// name. It fails for a fault that spec.CheckFault refuses.
func SetFault(d *device.Device, f device.Fault) error {
	if err := spec.CheckFault(f); err != nil {
		return err
	}
	return d.SetFault(f)
}
