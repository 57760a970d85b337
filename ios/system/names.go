package system

import (
	"github.com/iosim/iosim/ios/running"
	"github.com/iosim/iosim/platform"
)

// Running is the running configuration as it is now; it never changes.
func (sys *System) Running() *running.Config { return sys.running.Config(sys.config) }

// Hostname is the configured name, "Router" if there is none.
func (sys *System) Hostname() string {
	return sys.Running().Hostname
}

// Texts are how the release that runs words what releases word differently.
func (sys *System) Texts() platform.Texts {
	return sys.Model().TextsOf(sys.Image().Image.Version)
}
