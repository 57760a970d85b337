package spec

import (
	"fmt"
)

// Link is the wire between two nodes, named "R2-srv". Loss, Duplicate,
// Reorder and Corrupt are probabilities for each packet, from 0 to less than 1.
type Link struct {
	Rate      Rate     `yaml:"rate"`
	Delay     Duration `yaml:"delay"`
	Jitter    Duration `yaml:"jitter"` // each packet takes up to so much longer
	Loss      float64  `yaml:"loss"`
	Duplicate float64  `yaml:"duplicate"`
	Reorder   float64  `yaml:"reorder"`   // a packet is overtaken by the next
	Corrupt   float64  `yaml:"corrupt"`   // a packet is damaged: its checksum keeps it from arriving
	StallAt   int64    `yaml:"stall-at"`  // bytes of a socket or connection after which nothing passes any more
	CutAt     int64    `yaml:"cut-at"`    // bytes after which a connection is reset
	MTU       int      `yaml:"mtu"`       // longer UDP packets, IP's header included, vanish; 0: any length passes
	HalfOpen  bool     `yaml:"half-open"` // nothing that the host sends arrives
}

// check refuses values that are out of range.
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
