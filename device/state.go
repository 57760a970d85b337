package device

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/spf13/afero"

	"github.com/iosim/iosim/boot"
	"github.com/iosim/iosim/internal/atomicfile"
)

// State is what the hardware keeps without power, beside its disks and NVRAM.
type State struct {
	Register boot.Register     `json:"register"`           // read at the next reset
	Env      map[string]string `json:"env,omitempty"`      // ROMMON variables kept by sync
	Serial   string            `json:"serial"`             // processor board ID
	Calendar time.Duration     `json:"calendar,omitempty"` // of the hardware calendar from the lab's clock, in nanoseconds
}

// stateFile is where the state lies in a device's folder.
const stateFile = "device.json"

// store keeps a State in a folder: written to a temporary name, synced, renamed.
type store struct{ fs afero.Fs }

func (s store) load() (st State, found bool, err error) {
	if err := atomicfile.Clean(s.fs); err != nil {
		return State{}, false, err
	}
	b, err := atomicfile.Read(s.fs, stateFile)
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
	return atomicfile.Write(s.fs, stateFile, append(b, '\n'), 0o644)
}
