package state

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"github.com/spf13/afero"

	"github.com/iosim/iosim/images"
	"github.com/iosim/iosim/internal/atomicfile"
	"github.com/iosim/iosim/internal/chunk"
	"github.com/iosim/iosim/internal/rootfs"
	"github.com/iosim/iosim/internal/share"
)

// State is where a lab keeps its state: folders of plain files below one, which no symbolic
// link leads out of, or memory. One process at a time may have it. It is safe for concurrent use.
type State struct {
	ctx    context.Context // ends the filling of folders
	dir    string          // "": memory
	root   *rootfs.Fs
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
	if err := makeDir(dir); err != nil {
		return nil, err
	}
	root, err := rootfs.Open(dir)
	if err != nil {
		return nil, err
	}
	s.root = root
	if err := s.takeLock(); err != nil {
		return nil, errors.Join(err, root.Close())
	}
	return s, nil
}

// makeDir makes a folder of this machine and what is missing above it, durably.
func makeDir(dir string) error {
	if info, err := os.Stat(dir); err == nil && info.IsDir() {
		return nil
	}
	above := filepath.Dir(dir)
	if above != dir {
		if err := makeDir(above); err != nil {
			return err
		}
	}
	if err := os.Mkdir(dir, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	_ = atomicfile.SyncDir(afero.NewOsFs(), above) // a folder that may be written in, not read, cannot be synced
	return nil
}

// takeLock takes the state for this process.
func (s *State) takeLock() error {
	f, err := s.root.OpenFile(lockName, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return err
	}
	s.lock = f.(*os.File)
	if err := share.Lock(s.lock); err != nil {
		s.lock.Close()
		s.lock = nil
		return fmt.Errorf("the state in %s is in use by another iosim (give --state another folder, or --ephemeral)", s.dir)
	}
	return nil
}

// InMemory reports whether nothing is kept after the end of the program.
func (s *State) InMemory() bool { return s.dir == "" }

// Folder is the folder of that name in the state, made if it is not there. In memory each
// call makes one.
func (s *State) Folder(name string) (afero.Fs, error) {
	if s.dir == "" {
		return chunk.NewFs(s.store), nil
	}
	name = filepath.ToSlash(name)
	if err := atomicfile.MkdirAll(s.root, name, 0o755); err != nil {
		return nil, fmt.Errorf("the state in %s: %w", s.dir, err)
	}
	return s.root.Sub(name), nil
}

// oldSuffix ends the name of the folder that Reset puts aside; no device has such a name.
const oldSuffix = ".old"

// Reset puts the folder of a device aside, so that the device is as from the factory, and gives
// the name of this machine that the folder has then, "" if there was none. What an earlier
// Reset of the device has put aside is removed. The device must not have been assembled.
func (s *State) Reset(device string) (old string, err error) {
	if s.dir == "" {
		return "", nil
	}
	if _, _, err := s.root.LstatIfPossible(device); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			err = nil
		}
		return "", err
	}
	if err := s.root.RemoveAll(device + oldSuffix); err != nil {
		return "", err
	}
	if err := s.root.Rename(device, device+oldSuffix); err != nil {
		return "", err
	}
	return filepath.Join(s.dir, device+oldSuffix), atomicfile.SyncDir(s.root, "/")
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
	if s.root != nil {
		err = errors.Join(err, s.root.Close())
		s.root = nil
	}
	return err
}
