package chunk

import (
	"io/fs"
	"os"
	"strings"
	"syscall"
	"time"
)

// Mkdir makes a directory. Its parent must exist.
func (f *Fs) Mkdir(name string, perm os.FileMode) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	elems := clean(name)
	if len(elems) == 0 {
		return pathErr("mkdir", name, syscall.EEXIST)
	}
	d, base, err := f.parent(elems)
	if err == nil {
		if _, ok := d.children[base]; ok {
			err = syscall.EEXIST
		}
	}
	if err != nil {
		return pathErr("mkdir", name, err)
	}
	d.children[base] = f.newDir(perm)
	d.touch()
	return nil
}

// MkdirAll makes a directory and all missing parents.
func (f *Fs) MkdirAll(name string, perm os.FileMode) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	d := f.root
	for _, e := range clean(name) {
		c, ok := d.children[e]
		if !ok {
			c = f.newDir(perm)
			d.children[e] = c
			d.touch()
		}
		if c.children == nil {
			return pathErr("mkdir", name, syscall.ENOTDIR)
		}
		d = c
	}
	return nil
}

// Remove deletes a file or an empty directory.
func (f *Fs) Remove(name string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	d, base, err := f.parent(clean(name))
	if err != nil {
		return pathErr("remove", name, err)
	}
	n, ok := d.children[base]
	switch {
	case !ok:
		return pathErr("remove", name, syscall.ENOENT)
	case len(n.children) > 0:
		return pathErr("remove", name, syscall.ENOTEMPTY)
	}
	delete(d.children, base)
	d.touch()
	return nil
}

// RemoveAll deletes a file or directory with all below it. It succeeds if there is
// none. The root itself stays, empty.
func (f *Fs) RemoveAll(name string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	elems := clean(name)
	if len(elems) == 0 {
		clear(f.root.children)
		f.root.touch()
		return nil
	}
	d, base, err := f.parent(elems)
	if err == syscall.ENOENT {
		return nil
	}
	if err != nil {
		return pathErr("remove", name, err)
	}
	if _, ok := d.children[base]; ok {
		delete(d.children, base)
		d.touch()
	}
	return nil
}

// Rename moves a file or directory. A file may replace a file.
func (f *Fs) Rename(from, to string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.rename(clean(from), clean(to)); err != nil {
		return &os.LinkError{Op: "rename", Old: from, New: to, Err: err}
	}
	return nil
}

func (f *Fs) rename(from, to []string) error {
	fd, fbase, err := f.parent(from)
	if err != nil {
		return err
	}
	n, ok := fd.children[fbase]
	if !ok {
		return syscall.ENOENT
	}
	td, tbase, err := f.parent(to)
	if err != nil {
		return err
	}
	old, ok := td.children[tbase]
	switch {
	case ok && old.children != nil:
		return syscall.EEXIST // as os.Rename does
	case n.children != nil && strings.HasPrefix(strings.Join(to, "/")+"/", strings.Join(from, "/")+"/"):
		return syscall.EINVAL // a directory into itself
	case ok && n.children != nil:
		return syscall.ENOTDIR
	case old == n:
		return nil
	}
	delete(fd.children, fbase)
	td.children[tbase] = n
	fd.touch()
	td.touch()
	return nil
}

// Stat describes a file or directory.
func (f *Fs) Stat(name string) (os.FileInfo, error) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	elems := clean(name)
	n, err := f.walk(elems)
	if err != nil {
		return nil, pathErr("stat", name, err)
	}
	base := "/"
	if len(elems) > 0 {
		base = elems[len(elems)-1]
	}
	return n.info(base), nil
}

func (f *Fs) change(op, name string, do func(c *content)) error {
	f.mu.RLock()
	defer f.mu.RUnlock()
	n, err := f.walk(clean(name))
	if err != nil {
		return pathErr(op, name, err)
	}
	n.content.mu.Lock()
	defer n.content.mu.Unlock()
	do(n.content)
	return nil
}

// Chmod sets the permission bits, which are stored but not enforced.
func (f *Fs) Chmod(name string, mode os.FileMode) error {
	return f.change("chmod", name, func(c *content) { c.mode = uint32(mode.Perm()) })
}

// Chown checks that the file exists. Owners are not stored.
func (f *Fs) Chown(name string, _, _ int) error {
	return f.change("chown", name, func(*content) {})
}

// Chtimes sets the modification time.
func (f *Fs) Chtimes(name string, _, mtime time.Time) error {
	return f.change("chtimes", name, func(c *content) { c.mtime = mtime })
}

// info is the os.FileInfo of a node.
type info struct {
	name  string
	size  int64
	mode  fs.FileMode
	mtime time.Time
}

func (n *node) info(base string) info {
	n.content.mu.RLock()
	defer n.content.mu.RUnlock()
	i := info{name: base, size: n.size, mode: fs.FileMode(n.mode), mtime: n.mtime}
	if n.children != nil {
		i.mode |= fs.ModeDir
	}
	return i
}

func (i info) Name() string       { return i.name }
func (i info) Size() int64        { return i.size }
func (i info) Mode() fs.FileMode  { return i.mode }
func (i info) ModTime() time.Time { return i.mtime }
func (i info) IsDir() bool        { return i.mode.IsDir() }
func (i info) Sys() any           { return nil }
