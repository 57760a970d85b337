package system

import (
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ios/running"
)

// NextImage is the image that a reload is to start: the first local one of the `boot
// system` lines in the startup-config, or the one that runs.
func (sys *System) NextImage() ifs.Name {
	text, _ := sys.NVRAM().Startup()
	for _, e := range running.ReadStartup(text).System {
		if e.IsNetwork() || e.File == "" {
			continue
		}
		if _, n, err := sys.files.Resolve(ifs.Name{Prefix: e.Device, Path: e.File}); err == nil {
			return n
		}
	}
	return sys.Image().File
}
