package lab

import (
	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/lab/spec"
)

// SetFault makes a fault happen to a device from now on. An unknown name is an error
// with a near one.
func SetFault(d *device.Device, f spec.Fault) error {
	if err := f.CheckName(); err != nil {
		return err
	}
	return d.SetFault(f.Device())
}
