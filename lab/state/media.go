package state

import (
	"path/filepath"
	"sync"

	"github.com/spf13/afero"
)

// Media are what has been in the slots of the devices: what is taken out can be put back.
// The zero value is empty; it is safe for concurrent use.
type Media struct {
	mu sync.Mutex
	m  map[slot]afero.Fs
}

type slot struct{ device, prefix string }

// Put notes the medium in a slot of a device.
func (m *Media) Put(device, prefix string, fs afero.Fs) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.keep(slot{device, prefix}, fs)
}

// Last is the medium that was last in a slot of a device, a new and empty one of the state
// if there was none.
func (m *Media) Last(s *State, device, prefix string) (afero.Fs, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	key := slot{device, prefix}
	if fs := m.m[key]; fs != nil {
		return fs, nil
	}
	fs, err := s.Folder(filepath.Join(device, prefix))
	if err == nil {
		m.keep(key, fs)
	}
	return fs, err
}

// keep notes a medium; m.mu is held.
func (m *Media) keep(key slot, fs afero.Fs) {
	if m.m == nil {
		m.m = map[slot]afero.Fs{}
	}
	m.m[key] = fs
}
