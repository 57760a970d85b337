package lab

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/afero"

	"github.com/iosim/iosim/internal/chunk"
	"github.com/iosim/iosim/internal/share"
)

// stateDir is where a lab keeps its state: folders of plain files below one, or
// memory. One process at a time may have it.
type stateDir struct {
	dir   string // "": memory
	lock  *os.File
	store *chunk.Store
}

// lockName is the file that a running lab holds locked.
const lockName = ".lock"

func openState(dir string, store *chunk.Store) (*stateDir, error) {
	s := &stateDir{dir: dir, store: store}
	if dir == "" {
		return s, nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(filepath.Join(dir, lockName), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	if err := share.Lock(f); err != nil {
		f.Close()
		return nil, fmt.Errorf("the state in %s is in use by another iosim (give --state another folder, or --ephemeral)", dir)
	}
	s.lock = f
	return s, nil
}

// folder is the folder of that name in the state, made if it is not there.
func (s *stateDir) folder(name string) (afero.Fs, error) {
	if s.dir == "" {
		return chunk.NewFs(s.store), nil
	}
	p := filepath.Join(s.dir, name)
	if err := os.MkdirAll(p, 0o755); err != nil {
		return nil, err
	}
	return afero.NewBasePathFs(afero.NewOsFs(), p), nil
}

func (s *stateDir) close() error {
	if s.lock == nil {
		return nil
	}
	return s.lock.Close()
}
