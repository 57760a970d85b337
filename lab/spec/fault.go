package spec

import (
	"fmt"
	"slices"

	"go.yaml.in/yaml/v4"

	"github.com/iosim/iosim/device"
)

// Faults is the list `faults:` of a device. The names, and the parameters that each
// takes, are in docs/faults.md.
type Faults []device.Fault

// UnmarshalYAML reads the list; a delay is written as a Duration.
func (f *Faults) UnmarshalYAML(n *yaml.Node) error {
	for _, fault := range n.Content {
		for i := 0; i+1 < len(fault.Content); i += 2 {
			var d Duration
			if fault.Content[i].Value != "delay" {
				continue
			}
			if err := d.UnmarshalYAML(fault.Content[i+1]); err != nil {
				return err
			}
		}
	}
	return n.Decode((*[]device.Fault)(f))
}

// CheckFault reports what is wrong with a fault. The error for an unknown name suggests
// a known one.
func CheckFault(f device.Fault) error {
	names := device.FaultNames()
	if slices.Contains(names, f.Name) {
		return f.Check()
	}
	if near := nearest(f.Name, names); near != "" {
		return fmt.Errorf("there is no fault %q; is it %q?", f.Name, near)
	}
	return fmt.Errorf("there is no fault %q; there are %q", f.Name, names)
}

// checkFaults is CheckFault for all faults of a device.
func (d Device) checkFaults() error {
	for _, f := range d.Faults {
		if err := CheckFault(f); err != nil {
			return err
		}
	}
	return nil
}
