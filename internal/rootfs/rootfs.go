// Package rootfs is a folder of this machine as an afero.Fs that nothing leads out
// of: not "..", not a symbolic link, not one that appears between two calls.
//
//	fs, err := rootfs.Open("/srv/tftp")
//	defer fs.Close()
package rootfs

import (
	"os"
	"path"
	"strings"
	"time"

	"github.com/spf13/afero"
)

// Fs is a folder. Its names are slash-separated; "/" is the folder itself. Links
// that stay within it are followed; the others give an error (os.Root). Open files
// are *os.File.
type Fs struct{ root *os.Root }

var (
	_ afero.Fs      = (*Fs)(nil)
	_ afero.Lstater = (*Fs)(nil)
)

// Open opens an existing folder; Close lets it go.
func Open(dir string) (*Fs, error) {
	r, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return &Fs{r}, nil
}

// Close lets the folder go; open files stay open.
func (f *Fs) Close() error { return f.root.Close() }

// Name implements afero.Fs.
func (f *Fs) Name() string { return "rootfs" }

// local is the name as os.Root takes it: relative, "." for the folder.
func local(name string) string {
	name = strings.TrimPrefix(path.Clean("/"+name), "/")
	if name == "" {
		return "."
	}
	return name
}

// file keeps a nil *os.File from becoming a file.
func file(f *os.File, err error) (afero.File, error) {
	if err != nil {
		return nil, err
	}
	return f, nil
}

// Create implements afero.Fs.
func (f *Fs) Create(name string) (afero.File, error) { return file(f.root.Create(local(name))) }

// Open implements afero.Fs.
func (f *Fs) Open(name string) (afero.File, error) { return file(f.root.Open(local(name))) }

// OpenFile implements afero.Fs.
func (f *Fs) OpenFile(name string, flag int, perm os.FileMode) (afero.File, error) {
	return file(f.root.OpenFile(local(name), flag, perm))
}

// Mkdir implements afero.Fs.
func (f *Fs) Mkdir(name string, perm os.FileMode) error { return f.root.Mkdir(local(name), perm) }

// MkdirAll implements afero.Fs.
func (f *Fs) MkdirAll(name string, perm os.FileMode) error {
	return f.root.MkdirAll(local(name), perm)
}

// Remove implements afero.Fs.
func (f *Fs) Remove(name string) error { return f.root.Remove(local(name)) }

// RemoveAll implements afero.Fs.
func (f *Fs) RemoveAll(name string) error { return f.root.RemoveAll(local(name)) }

// Rename implements afero.Fs.
func (f *Fs) Rename(from, to string) error { return f.root.Rename(local(from), local(to)) }

// Stat implements afero.Fs.
func (f *Fs) Stat(name string) (os.FileInfo, error) { return f.root.Stat(local(name)) }

// LstatIfPossible implements afero.Lstater.
func (f *Fs) LstatIfPossible(name string) (os.FileInfo, bool, error) {
	st, err := f.root.Lstat(local(name))
	return st, true, err
}

// Chmod implements afero.Fs.
func (f *Fs) Chmod(name string, mode os.FileMode) error { return f.root.Chmod(local(name), mode) }

// Chown implements afero.Fs.
func (f *Fs) Chown(name string, uid, gid int) error { return f.root.Chown(local(name), uid, gid) }

// Chtimes implements afero.Fs.
func (f *Fs) Chtimes(name string, atime, mtime time.Time) error {
	return f.root.Chtimes(local(name), atime, mtime)
}
