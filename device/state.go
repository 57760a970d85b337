package device

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/spf13/afero"

	"github.com/iosim/iosim/boot"
)

// State is what the hardware keeps without power, beside its disks and NVRAM.
type State struct {
	Register boot.Register     `json:"register"`           // read at the next reset
	Env      map[string]string `json:"env,omitempty"`      // ROMMON variables kept by sync
	Serial   string            `json:"serial"`             // processor board ID
	ClockSet bool              `json:"clockSet,omitempty"` // somebody has set the clock
	Offset   time.Duration     `json:"offset,omitempty"`   // of the device's clock from the lab's, in nanoseconds
}

// stateFile is where the state lies in a device's folder.
const stateFile = "device.json"

// store keeps a State in a folder: written to a temporary name, synced, renamed.
type store struct{ fs afero.Fs }

func (s store) load() (st State, found bool, err error) {
	b, err := afero.ReadFile(s.fs, stateFile)
	if errors.Is(err, fs.ErrNotExist) {
		return State{}, false, nil
	}
	if err == nil {
		err = json.Unmarshal(b, &st)
	}
	if err != nil {
		return State{}, false, fmt.Errorf("%s: %w", stateFile, err)
	}
	return st, true, nil
}

func (s store) save(st State) error {
	b, err := json.MarshalIndent(st, "", "  ")
	if err != nil {
		return err
	}
	return WriteFile(s.fs, stateFile, append(b, '\n'))
}

// WriteFile replaces a small file so that a crash leaves the old content or the
// new.
func WriteFile(fs afero.Fs, name string, b []byte) (err error) {
	f, err := afero.TempFile(fs, ".", ".iosim-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = fs.Remove(f.Name())
		}
	}()
	if _, err = f.Write(b); err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = fs.Rename(f.Name(), name)
	}
	return err
}
