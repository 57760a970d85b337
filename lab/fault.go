package lab

import (
	"fmt"
	"time"

	"github.com/iosim/iosim/device"
)

// Fault is something that goes wrong with a device: an entry of `faults:`. The names
// and what parameters each takes are in docs/faults.md.
type Fault struct {
	Name     string   `yaml:"name"`
	Times    int      `yaml:"times"` // how often it strikes; 0: always
	Seed     uint64   `yaml:"seed"`  // of what it draws
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

// SetFault makes a fault strike a device from now on. An unknown name is an error
// with a near one.
func SetFault(d *device.Device, f Fault) error {
	if err := f.known(); err != nil {
		return err
	}
	return d.SetFault(f.device())
}

func (f Fault) device() device.Fault {
	return device.Fault{
		Name: f.Name, Times: f.Times, Seed: f.Seed, Bytes: f.Bytes, Percent: f.Percent, Lines: f.Lines, Dots: f.Dots,
		Delay: time.Duration(f.Delay), User: f.User, Password: f.Password, Hostname: f.Hostname, Text: f.Text,
	}
}

// known refuses what is no fault.
func (f Fault) known() error {
	names := device.FaultNames()
	best, near := "", 4
	for _, n := range names {
		if n == f.Name {
			return nil
		}
		if d := distance(n, f.Name); d < near {
			best, near = n, d
		}
	}
	if best == "" {
		return fmt.Errorf("there is no fault %q; there are %q", f.Name, names)
	}
	return fmt.Errorf("there is no fault %q; is it %q?", f.Name, best)
}

// checkFaults refuses what SetFault would.
func (d Device) checkFaults() error {
	for _, f := range d.Faults {
		err := f.known()
		if err == nil {
			err = f.device().Check()
		}
		if err != nil {
			return err
		}
	}
	return nil
}
