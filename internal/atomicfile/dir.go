package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"runtime"
	"syscall"

	"github.com/spf13/afero"
)

// unsynced is the error of a folder that could not be synced.
type unsynced struct{ err error }

func (u unsynced) Error() string { return fmt.Sprintf("sync of the folder: %v", u.err) }
func (u unsynced) Unwrap() error { return u.err }

// IsUnsynced reports whether an error says only that a change of a folder, which has been
// made, may be lost in a power cut.
func IsUnsynced(err error) bool {
	var u unsynced
	return errors.As(err, &u)
}

// SyncDir makes the names in a folder durable: files that were created, renamed or removed.
// Where folders cannot be synced, as on Windows and on some network file systems, it does
// nothing. Its errors are those of IsUnsynced.
func SyncDir(b afero.Fs, dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := b.Open(dir)
	if err != nil {
		return unsynced{err}
	}
	err = d.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOTSUP) {
		err = nil
	}
	if cerr := d.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return unsynced{err}
	}
	return nil
}

// MkdirAll makes a folder and what is missing above it, durably: each new folder stands in a
// synced one.
func MkdirAll(b afero.Fs, dir string, perm os.FileMode) error {
	dir = path.Clean("/" + dir)
	if dir == "/" {
		return nil
	}
	info, err := b.Stat(dir)
	switch {
	case err == nil && info.IsDir():
		return nil
	case err == nil:
		return &fs.PathError{Op: "mkdir", Path: dir, Err: syscall.ENOTDIR}
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	if err := MkdirAll(b, path.Dir(dir), perm); err != nil {
		return err
	}
	if err := b.Mkdir(dir, perm); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return SyncDir(b, path.Dir(dir))
}
