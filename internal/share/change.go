package share

import (
	"os"
	"path"

	"github.com/iosim/iosim/internal/atomicfile"
)

// Mkdir makes a directory, durably. ErrQuota if it has no room.
func (f *Folder) Mkdir(p string, perm os.FileMode) error {
	if err := f.quota.name(); err != nil {
		return err
	}
	err := f.Fs.Mkdir(p, perm)
	if err == nil {
		err = atomicfile.SyncDir(f.Fs, path.Dir(p))
	}
	return err
}

// Remove deletes a file or an empty directory, durably.
func (f *Folder) Remove(p string) error {
	err := f.Fs.Remove(p)
	if err == nil {
		err = atomicfile.SyncDir(f.Fs, path.Dir(p))
	}
	return err
}

// Rename moves a file or directory, durably.
func (f *Folder) Rename(from, to string) error {
	err := f.Fs.Rename(from, to)
	if err == nil {
		err = atomicfile.SyncDir(f.Fs, path.Dir(to))
	}
	if err == nil && path.Dir(from) != path.Dir(to) {
		err = atomicfile.SyncDir(f.Fs, path.Dir(from))
	}
	return err
}
