// Package atomicfile replaces small files so that a crash or a power cut leaves the old
// content or the new one, never a mixture.
//
//	err := atomicfile.Write(fs, "device.json", b, 0o644)
package atomicfile

import (
	"os"
	"path"

	"github.com/spf13/afero"
)

// tmpDir holds the files that are being written.
const tmpDir = ".iosim/tmp"

// Clean removes what a process that was killed has left of unfinished writes.
func Clean(fs afero.Fs) error { return fs.RemoveAll(tmpDir) }

// Write replaces the file with that name: the content goes to a temporary name, is synced,
// and is renamed; then the folder is synced. At most one goroutine at a time may write a
// name. An error that IsUnsynced is of the last step: the file has its new content, which
// a power cut may still take back.
func Write(fs afero.Fs, name string, b []byte, perm os.FileMode) (err error) {
	if err := fs.MkdirAll(tmpDir, 0o755); err != nil {
		return err
	}
	tmp := path.Join(tmpDir, path.Base(name))
	f, err := fs.OpenFile(tmp, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, perm)
	if err != nil {
		return err
	}
	if _, err = f.Write(b); err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = fs.Rename(tmp, name)
	}
	if err != nil {
		_ = fs.Remove(tmp)
		return err
	}
	return SyncDir(fs, path.Dir(name))
}
