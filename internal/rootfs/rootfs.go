// Package rootfs is a folder of this machine as an afero.Fs that nothing leads out
// of: not "..", not a symbolic link, not one that appears between two calls.
//
//	fs, err := rootfs.Open("/srv/tftp")
//	defer fs.Close()
package rootfs

import (
	"io/fs"
	"os"
	"path"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/afero"

	"github.com/iosim/iosim/internal/hostfile"
)

// Fs is a folder. Its names are slash-separated; "/" is the folder itself. Links
// that stay within it are followed; the others give an error (os.Root). Pipes, devices and
// sockets are not opened: hostfile.ErrSpecial. Open files are *os.File.
type Fs struct {
	root *os.Root
	base string // the folder of this Fs below root, "" for root itself
}

var (
	_ afero.Fs      = (*Fs)(nil)
	_ afero.Lstater = (*Fs)(nil)
)

// Open opens an existing folder; Close lets it go.
func Open(dir string) (*Fs, error) {
	info, err := os.Stat(dir) // a pipe would hold up the next call
	if err == nil && !info.IsDir() {
		err = &fs.PathError{Op: "open", Path: dir, Err: syscall.ENOTDIR}
	}
	if err != nil {
		return nil, err
	}
	r, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return &Fs{root: r}, nil
}

// Sub is a folder of f, which need not exist, as a file system of its own. Links may lead to
// other folders of f. It has no Close: it ends with f.
func (f *Fs) Sub(dir string) *Fs { return &Fs{root: f.root, base: f.local(dir)} }

// Close lets the folder go; open files stay open.
func (f *Fs) Close() error { return f.root.Close() }

// Name implements afero.Fs.
func (f *Fs) Name() string { return "rootfs" }

// local is the name as os.Root takes it: relative to the root, "." for that.
func (f *Fs) local(name string) string {
	name = strings.TrimPrefix(path.Join("/", f.base, path.Clean("/"+name)), "/")
	if name == "" {
		return "."
	}
	return name
}

// Create implements afero.Fs.
func (f *Fs) Create(name string) (afero.File, error) {
	return f.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o666)
}

// Open implements afero.Fs.
func (f *Fs) Open(name string) (afero.File, error) { return f.OpenFile(name, os.O_RDONLY, 0) }

// OpenFile implements afero.Fs.
func (f *Fs) OpenFile(name string, flag int, perm os.FileMode) (afero.File, error) {
	name = f.local(name)
	if info, err := f.root.Stat(name); err == nil { // a device may do something when it is opened
		if err := hostfile.Check(info.Mode()); err != nil {
			return nil, &fs.PathError{Op: "open", Path: name, Err: err}
		}
	}
	h, err := f.root.OpenFile(name, flag|hostfile.NonBlock, perm)
	if err != nil {
		return nil, err
	}
	info, err := h.Stat()
	if err == nil {
		err = hostfile.Check(info.Mode())
	}
	if err != nil {
		h.Close()
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	return h, nil
}

// Mkdir implements afero.Fs.
func (f *Fs) Mkdir(name string, perm os.FileMode) error { return f.root.Mkdir(f.local(name), perm) }

// MkdirAll implements afero.Fs.
func (f *Fs) MkdirAll(name string, perm os.FileMode) error {
	return f.root.MkdirAll(f.local(name), perm)
}

// Remove implements afero.Fs.
func (f *Fs) Remove(name string) error { return f.root.Remove(f.local(name)) }

// RemoveAll implements afero.Fs.
func (f *Fs) RemoveAll(name string) error { return f.root.RemoveAll(f.local(name)) }

// Rename implements afero.Fs.
func (f *Fs) Rename(from, to string) error { return f.root.Rename(f.local(from), f.local(to)) }

// Stat implements afero.Fs.
func (f *Fs) Stat(name string) (os.FileInfo, error) { return f.root.Stat(f.local(name)) }

// LstatIfPossible implements afero.Lstater.
func (f *Fs) LstatIfPossible(name string) (os.FileInfo, bool, error) {
	st, err := f.root.Lstat(f.local(name))
	return st, true, err
}

// Readlink is what a symbolic link says.
func (f *Fs) Readlink(name string) (string, error) { return f.root.Readlink(f.local(name)) }

// Chmod implements afero.Fs.
func (f *Fs) Chmod(name string, mode os.FileMode) error { return f.root.Chmod(f.local(name), mode) }

// Chown implements afero.Fs.
func (f *Fs) Chown(name string, uid, gid int) error { return f.root.Chown(f.local(name), uid, gid) }

// Chtimes implements afero.Fs.
func (f *Fs) Chtimes(name string, atime, mtime time.Time) error {
	return f.root.Chtimes(f.local(name), atime, mtime)
}
