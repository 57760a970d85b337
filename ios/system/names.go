package system

import "github.com/iosim/iosim/platform"

// Hostname is the configured name, "Router" if there is none.
func (sys *System) Hostname() string {
	if h := sys.config.Value(nil, "hostname"); h != "" {
		return h
	}
	return "Router"
}

// Texts are how the release that runs words what releases word differently.
func (sys *System) Texts() platform.Texts {
	return sys.Model().TextsOf(sys.Image().Image.Version)
}
