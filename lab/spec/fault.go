package spec

import (
	"fmt"
	"slices"
	"time"

	"github.com/iosim/iosim/device"
)

// Fault is a fault of a device: an entry of `faults:`. The names, and the parameters that
// each takes, are in docs/faults.md.
type Fault struct {
	Name     string   `yaml:"name"`
	Times    int      `yaml:"times"` // how often it happens; 0: always
	Seed     uint64   `yaml:"seed"`  // of its random numbers
	Bytes    int64    `yaml:"bytes"`
	Percent  int      `yaml:"percent"`
	Lines    int      `yaml:"lines"`
	Dots     int      `yaml:"dots"`
	Delay    Duration `yaml:"delay"`
	User     string   `yaml:"user"`
	Password string   `yaml:"password"`
	Hostname string   `yaml:"hostname"`
	Text     string   `yaml:"text"`
}

// Device is the fault as a device takes it.
func (f Fault) Device() device.Fault {
	return device.Fault{
		Name: f.Name, Times: f.Times, Seed: f.Seed, Bytes: f.Bytes, Percent: f.Percent, Lines: f.Lines, Dots: f.Dots,
		Delay: time.Duration(f.Delay), User: f.User, Password: f.Password, Hostname: f.Hostname, Text: f.Text,
	}
}

// CheckName refuses a name that is no fault's, with a near one.
func (f Fault) CheckName() error {
	names := device.FaultNames()
	if slices.Contains(names, f.Name) {
		return nil
	}
	if near := nearest(f.Name, names); near != "" {
		return fmt.Errorf("there is no fault %q; is it %q?", f.Name, near)
	}
	return fmt.Errorf("there is no fault %q; there are %q", f.Name, names)
}

// checkFaults refuses faults that do not exist or take other parameters.
func (d Device) checkFaults() error {
	for _, f := range d.Faults {
		err := f.CheckName()
		if err == nil {
			err = f.Device().Check()
		}
		if err != nil {
			return err
		}
	}
	return nil
}
