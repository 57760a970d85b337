package lab

import (
	"errors"
	"fmt"

	"github.com/spf13/afero"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/platform"
)

// Insert puts a medium into a slot of a device ("usbflash0"), whether it runs or
// not: the folder dir of this machine (relative paths start at the lab file), or
// with "" the medium that was there before, a new and empty one the first time.
func (l *Lab) Insert(device, prefix, dir string) error {
	d, ok := l.Device(device)
	if !ok {
		return fmt.Errorf("the lab has no device %s", device)
	}
	if _, ok := d.Model().FileSystem(prefix); !ok {
		return fmt.Errorf("a %s has no slot %s", d.Model().PID, prefix)
	}
	medium, err := l.medium(device, prefix, dir)
	if err != nil {
		return err
	}
	return d.Insert(prefix, medium)
}

// Eject takes the medium out of a slot of a device, in use or not.
func (l *Lab) Eject(device, prefix string) error {
	d, ok := l.Device(device)
	if !ok {
		return fmt.Errorf("the lab has no device %s", device)
	}
	return d.Eject(prefix)
}

// USBSocket returns the first USB socket of a device that has a stick in it, or with taken
// false the first that has none. It fails if there is no such socket.
func (l *Lab) USBSocket(device string, taken bool) (prefix string, err error) {
	d, ok := l.Device(device)
	if !ok {
		return "", fmt.Errorf("the lab has no device %s", device)
	}
	any := false
	for _, row := range d.Model().FileSystems {
		if row.Backing != platform.USB {
			continue
		}
		any = true
		if _, _, err := d.Files().Resolve(ifs.Name{Prefix: row.Prefix}); (err == nil) == taken {
			return row.Prefix, nil
		}
	}
	switch {
	case !any:
		return "", fmt.Errorf("a %s has no USB socket", d.Model().PID)
	case taken:
		return "", errors.New("there is no USB stick in the router")
	}
	return "", errors.New("there is a USB stick in the router already")
}

// medium opens a folder of this machine, or the medium that was last in the slot.
func (l *Lab) medium(device, prefix, dir string) (afero.Fs, error) {
	if dir != "" {
		return l.state.Machine(dir)
	}
	return l.media.Last(l.state, device, prefix)
}
