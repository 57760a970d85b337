package spec

import (
	"fmt"
	"regexp"
	"time"

	"go.yaml.in/yaml/v4"
)

// Duration is written as "5ms".
type Duration time.Duration

// UnmarshalYAML reads a duration.
func (d *Duration) UnmarshalYAML(n *yaml.Node) error {
	v, err := time.ParseDuration(n.Value)
	if err != nil || v < 0 {
		return fmt.Errorf("line %d: %q is no duration; write it as 5ms", n.Line, n.Value)
	}
	*d = Duration(v)
	return nil
}

// Rate is in bits a second, written as "10Mbit/s"; 0 is without bound.
type Rate int64

var rateForm = regexp.MustCompile(`^(\d+)\s*([kMG]?)bit/s$`)

// UnmarshalYAML reads a rate.
func (r *Rate) UnmarshalYAML(n *yaml.Node) error {
	m := rateForm.FindStringSubmatch(n.Value)
	if m == nil {
		return fmt.Errorf("line %d: %q is no rate; write it as 10Mbit/s", n.Line, n.Value)
	}
	var v int64
	if _, err := fmt.Sscan(m[1], &v); err != nil || v <= 0 {
		return fmt.Errorf("line %d: %q is no rate; write it as 10Mbit/s", n.Line, n.Value)
	}
	*r = Rate(v * map[string]int64{"": 1, "k": 1e3, "M": 1e6, "G": 1e9}[m[2]])
	return nil
}
