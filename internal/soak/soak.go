// Package soak reads the duration of soak tests from the environment: with
// IOSIM_SOAK=30m each of them runs for that long.
package soak

import (
	"fmt"
	"os"
	"time"
)

// Time returns the duration in IOSIM_SOAK, in real time, or 0 if it is not set. It
// fails if the value is not a duration.
func Time() (time.Duration, error) {
	v := os.Getenv("IOSIM_SOAK")
	if v == "" {
		return 0, nil
	}
	d, err := time.ParseDuration(v)
	if err != nil {
		return 0, fmt.Errorf("IOSIM_SOAK: %w", err)
	}
	return d, nil
}
