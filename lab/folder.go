package lab

import (
	"errors"
	"path/filepath"
	"sync"

	"github.com/spf13/afero"

	"github.com/iosim/iosim/internal/rootfs"
)

// folders are the folders of this machine that the lab serves or has as media.
type folders struct {
	mu   sync.Mutex
	open []*rootfs.Fs
}

func (f *folders) keep(r *rootfs.Fs) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.open = append(f.open, r)
}

func (f *folders) close() (err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, r := range f.open {
		err = errors.Join(err, r.Close())
	}
	f.open = nil
	return err
}

// folder is a folder of this machine, which no name leads out of; relative paths
// start at the lab file.
func (l *Lab) folder(dir string) (afero.Fs, error) {
	if !filepath.IsAbs(dir) {
		dir = filepath.Join(l.spec.Dir, dir)
	}
	r, err := rootfs.Open(dir)
	if err != nil {
		return nil, err
	}
	l.folders.keep(r)
	return r, nil
}
