package lab

import (
	"errors"
	"fmt"
	"path/filepath"
	"sync"

	"github.com/spf13/afero"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/platform"
)

// sticks are the media that were put into the devices while the lab runs, by
// device and slot: what is taken out can be put back.
type sticks struct {
	mu sync.Mutex
	m  map[[2]string]afero.Fs
}

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
	medium, err := l.stick(device, prefix, dir)
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

// USBSocket is the first USB socket of a device that has a stick in it, or has none:
// the one that a person at the device means.
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

func (l *Lab) stick(device, prefix, dir string) (afero.Fs, error) {
	if dir != "" {
		return l.folder(dir)
	}
	key := [2]string{device, prefix}
	l.sticks.mu.Lock()
	defer l.sticks.mu.Unlock()
	if fs := l.sticks.m[key]; fs != nil {
		return fs, nil
	}
	fs, err := l.state.folder(filepath.Join(device, prefix))
	if err == nil {
		l.sticks.keep(key, fs)
	}
	return fs, err
}

// put notes a medium.
func (s *sticks) put(key [2]string, fs afero.Fs) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keep(key, fs)
}

// keep notes a medium; s.mu is held.
func (s *sticks) keep(key [2]string, fs afero.Fs) {
	if s.m == nil {
		s.m = map[[2]string]afero.Fs{}
	}
	s.m[key] = fs
}
