package share

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"syscall"

	"github.com/spf13/afero"
)

// Write says what clients may change.
type Write int

// What clients may change.
const (
	Never  Write = iota // nothing
	Always              // everything
	Once                // new names may be made; what is there stays
)

// Folder is a tree of files with its rules. It is safe for concurrent use.
type Folder struct {
	afero.Fs
	write  Write
	quota  *quota
	coming *coming
}

// New makes a folder. limit is how many bytes all its files together may have; 0: no bound
// for a folder of a disk, and MemoryBytes for what clients send to one in memory.
func New(root afero.Fs, w Write, limit int64) *Folder {
	return &Folder{Fs: root, write: w, quota: newQuota(root, limit), coming: &coming{names: map[string]bool{}}}
}

// With is the folder with another rule for what may be written, for a part of it that
// has its own.
func (f *Folder) With(w Write) *Folder {
	other := *f
	other.write = w
	return &other
}

// coming are the names that are being written where names are taken once: the first to
// begin has them.
type coming struct {
	mu    sync.Mutex
	names map[string]bool
}

func (c *coming) take(name string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.names[name] {
		return false
	}
	c.names[name] = true
	return true
}

func (c *coming) release(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.names, name)
}

// The reasons of this package, beside those of the file system.
var (
	ErrQuota = errors.New("quota exceeded")
	ErrExist = errors.New("the file exists")
)

// The bounds of a name, in bytes.
const (
	maxPath    = 1024
	maxElement = 255
)

// Clean is the name below the root that a client means by p, absolute and clean; ".."
// stops at the root. Errors: ENAMETOOLONG, EINVAL, fs.ErrPermission for the name of a
// part or of another file of the program's own. It never touches a file.
func Clean(p string) (string, error) {
	if len(p) > maxPath {
		return "", syscall.ENAMETOOLONG
	}
	p = path.Clean("/" + p)
	if p == "/" {
		return p, nil
	}
	for e := range strings.SplitSeq(p[1:], "/") {
		if len(e) > maxElement {
			return "", syscall.ENAMETOOLONG
		}
		if isOwn(e) {
			return "", fs.ErrPermission
		}
		for _, c := range []byte(e) {
			// A backslash separates directories where Windows is the host.
			if c < ' ' || c == 0x7f || c == '\\' {
				return "", syscall.EINVAL
			}
		}
	}
	if !filepath.IsLocal(filepath.FromSlash(p[1:])) {
		return "", syscall.EINVAL // a name that means a device to the host's system
	}
	return p, nil
}

// MayMake is nil if clients may make new names.
func (f *Folder) MayMake() error {
	if f.write == Never {
		return fs.ErrPermission
	}
	return nil
}

// MayChange is nil if clients may change, rename or remove what is there.
func (f *Folder) MayChange() error {
	if f.write != Always {
		return fs.ErrPermission
	}
	return nil
}

// Regular is what is at a clean name if that is a file: EISDIR for a directory,
// fs.ErrPermission for what would hold up a server, as a pipe does.
func (f *Folder) Regular(p string) (os.FileInfo, error) {
	info, err := f.Stat(p)
	switch {
	case err != nil:
	case info.IsDir():
		err = syscall.EISDIR
	case !info.Mode().IsRegular():
		err = fs.ErrPermission
	}
	return info, err
}

// OpenRegular opens the file at a clean name.
func (f *Folder) OpenRegular(p string) (afero.File, os.FileInfo, error) {
	info, err := f.Regular(p)
	if err != nil {
		return nil, info, err
	}
	file, err := f.Fs.Open(p)
	return file, info, err
}

// Vacant is nil if p can be made: nothing is there, and its parent is a directory.
// ErrExist if something is. Some file systems would make the parent, or replace p.
func (f *Folder) Vacant(p string) error {
	if _, err := f.Stat(p); err == nil {
		return ErrExist
	}
	info, err := f.Stat(path.Dir(p))
	if err == nil && !info.IsDir() {
		err = syscall.ENOTDIR
	}
	return err
}

// Fits is ErrQuota if size bytes more have no room.
func (f *Folder) Fits(size int64) error { return f.quota.begin(size, 0) }

// readDirMax bounds the entries of a directory that are listed.
const readDirMax = 100_000

// List is the entries of a directory in no order. Symbolic links are left out: what
// they would say is not for clients; so are the program's own files.
func (f *Folder) List(p string) ([]os.FileInfo, error) {
	d, err := f.Fs.Open(p)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	rows, err := d.Readdir(readDirMax)
	if err != nil && err != io.EOF {
		return nil, err
	}
	kept := rows[:0]
	for _, i := range rows {
		if i.Mode()&fs.ModeSymlink == 0 && !isOwn(i.Name()) {
			kept = append(kept, i)
		}
	}
	return kept, nil
}
