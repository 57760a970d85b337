package spec

import (
	"fmt"

	"go.yaml.in/yaml/v4"
)

// Firewall is the treatment of a connection that is not let in: "" (there is none),
// "refuse" or "drop".
type Firewall string

// The firewalls.
const (
	FirewallOff    Firewall = ""
	FirewallRefuse Firewall = "refuse"
	FirewallDrop   Firewall = "drop"
)

var firewalls = map[string]Firewall{
	"false": FirewallOff, "true": FirewallRefuse, "refuse": FirewallRefuse, "drop": FirewallDrop,
}

// UnmarshalYAML reads true, false, refuse or drop.
func (f *Firewall) UnmarshalYAML(n *yaml.Node) error {
	v, ok := firewalls[n.Value]
	if !ok {
		return fmt.Errorf("line %d: firewall is true, false, refuse or drop, not %q", n.Line, n.Value)
	}
	*f = v
	return nil
}
