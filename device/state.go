package device

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"time"

	"github.com/spf13/afero"

	"github.com/iosim/iosim/boot"
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
	if err := s.fs.RemoveAll(tmpDir); err != nil {
		return State{}, false, err
	}
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

// tmpDir is where files of a device's folder are made: what a process that was
// killed has left there is of no use.
const tmpDir = ".iosim/tmp"

// WriteFile replaces a small file so that a crash leaves the old content or the
// new. One goroutine at a time may write a name.
func WriteFile(fs afero.Fs, name string, b []byte) error { return writeFile(fs, name, b, 0o644) }

func writeFile(fs afero.Fs, name string, b []byte, perm os.FileMode) (err error) {
	if err := fs.MkdirAll(tmpDir, 0o755); err != nil {
		return err
	}
	tmp := path.Join(tmpDir, path.Base(name))
	f, err := fs.OpenFile(tmp, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, perm)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = fs.Remove(tmp)
		}
	}()
	if _, err = f.Write(b); err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = fs.Rename(tmp, name)
	}
	return err
}
