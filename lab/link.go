package lab

import "fmt"

// check refuses what no link can do.
func (l Link) check() error {
	for _, c := range []struct {
		name string
		p    float64
	}{{"loss", l.Loss}, {"duplicate", l.Duplicate}, {"reorder", l.Reorder}, {"corrupt", l.Corrupt}} {
		if !(c.p >= 0 && c.p < 1) {
			return fmt.Errorf("%s is from 0 to less than 1", c.name)
		}
	}
	switch {
	case l.StallAt < 0:
		return fmt.Errorf("stall-at: %d is no number of bytes", l.StallAt)
	case l.CutAt < 0:
		return fmt.Errorf("cut-at: %d is no number of bytes", l.CutAt)
	case l.MTU != 0 && (l.MTU < minMTU || l.MTU > maxMTU):
		return fmt.Errorf("mtu is from %d to %d bytes", minMTU, maxMTU)
	}
	return nil
}

// The bounds of an MTU in bytes: what every IPv4 link can carry (RFC 791), and the
// longest packet.
const (
	minMTU = 68
	maxMTU = 65535
)
