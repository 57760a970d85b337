package state

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/spf13/afero"

	"github.com/iosim/iosim/images"
	"github.com/iosim/iosim/internal/chunk"
	"github.com/iosim/iosim/internal/rootfs"
	"github.com/iosim/iosim/internal/share"
)

// State is where a lab keeps its state: folders of plain files below one, or memory. One
// process at a time may have it. It is safe for concurrent use.
type State struct {
	ctx    context.Context // ends the filling of folders
	dir    string          // "": memory
	lock   *os.File
	store  *chunk.Store
	path   func(string) string
	images Cache[builtImage, images.Spec]

	mu   sync.Mutex
	open []*rootfs.Fs
}

// lockName is the file that a running lab holds locked.
const lockName = ".lock"

// Open opens the state in a folder of this machine, "" for memory. path resolves the
// paths of the lab file. The end of ctx stops what fills the folders, with its error.
func Open(ctx context.Context, dir string, path func(string) string) (*State, error) {
	s := &State{ctx: ctx, dir: dir, store: chunk.NewStore(), path: path}
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

// InMemory reports whether nothing is kept after the end of the program.
func (s *State) InMemory() bool { return s.dir == "" }

// Folder is the folder of that name in the state, made if it is not there. In memory each
// call makes one.
func (s *State) Folder(name string) (afero.Fs, error) {
	if s.dir == "" {
		return chunk.NewFs(s.store), nil
	}
	p := filepath.Join(s.dir, name)
	if err := os.MkdirAll(p, 0o755); err != nil {
		return nil, err
	}
	return afero.NewBasePathFs(afero.NewOsFs(), p), nil
}

// Machine is a folder of this machine, which no name leads out of; relative paths start at
// the lab file.
func (s *State) Machine(dir string) (afero.Fs, error) {
	r, err := rootfs.Open(s.path(dir))
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open = append(s.open, r)
	return r, nil
}

// Close closes the folders of this machine, and lets another process have the state.
func (s *State) Close() (err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.open {
		err = errors.Join(err, r.Close())
	}
	s.open = nil
	if s.lock != nil {
		err = errors.Join(err, share.Unlock(s.lock), s.lock.Close())
		s.lock = nil
	}
	return err
}
