// Package soak is the one switch of the tests that can last: IOSIM_SOAK=30m lets each
// of them work for so long.
package soak

import (
	"fmt"
	"os"
	"time"
)

// Time is what IOSIM_SOAK asks for, in real time; 0 if it is not set. What is no
// duration is an error.
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
