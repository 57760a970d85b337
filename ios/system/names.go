package system

import (
	"strings"

	"github.com/iosim/iosim/ios/running"
	"github.com/iosim/iosim/platform"
)

// Running is the running configuration as it is now; it never changes.
func (sys *System) Running() *running.Config { return sys.running.Config(sys.config) }

// Settings is Running without the interfaces and the lines that begin with "ip", "ipv6" or
// "access-list", for what is asked at every line that is typed: it is not made anew when only
// those change.
func (sys *System) Settings() *running.Config { return sys.running.Settings(sys.config) }

// Hostname is the configured name, "Router" if there is none.
func (sys *System) Hostname() string {
	return sys.Settings().Hostname
}

// Texts are how the release that runs words what releases word differently.
func (sys *System) Texts() platform.Texts {
	return sys.Model().TextsOf(sys.Image().Image.Version)
}

// Banner is a banner of the configuration as users see it, "" if there is none:
// "motd", "login", "exec". It ends with its last line.
func (sys *System) Banner(which string) string {
	c := sys.Running()
	text, ok := c.Banners[which]
	if !ok {
		return ""
	}
	text = strings.NewReplacer(
		"$(hostname)", c.Hostname,
		"$(domain)", c.Domain,
		"$(line)", "0", "$(line-desc)", "",
	).Replace(text)
	return strings.TrimRight(text, "\n") + "\n"
}
