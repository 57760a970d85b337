package chunk

import (
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/afero"
)

// Fs is a file system in memory. Names are case-sensitive and separated by "/";
// relative names start at the root, and ".." stops there. Errors are those of
// package os: *fs.PathError and *os.LinkError that match fs.ErrNotExist and so on.
// It is safe for concurrent use.
type Fs struct {
	store *Store
	mu    sync.RWMutex // guards the tree: the children of every node
	root  *node
}

var _ afero.Fs = (*Fs)(nil)

// node is a directory entry.
type node struct {
	*content
	children map[string]*node // nil for a file
}

// NewFs returns an empty file system whose chunks are kept by s.
func NewFs(s *Store) *Fs {
	f := &Fs{store: s}
	f.root = f.newDir(0o755)
	return f
}

func (f *Fs) newContent(mode fs.FileMode) *content {
	return &content{store: f.store, mtime: time.Now(), mode: uint32(mode.Perm())}
}

func (f *Fs) newDir(mode fs.FileMode) *node {
	return &node{content: f.newContent(mode), children: map[string]*node{}}
}

// Name returns the name of the file system's type.
func (f *Fs) Name() string { return "chunk.Fs" }

// clean returns the components of name below the root.
func clean(name string) []string {
	p := path.Clean("/" + filepath.ToSlash(name))
	if p == "/" {
		return nil
	}
	return strings.Split(p[1:], "/")
}

func pathErr(op, name string, err error) error {
	return &fs.PathError{Op: op, Path: name, Err: err}
}

// walk returns the node of elems. The caller holds f.mu.
func (f *Fs) walk(elems []string) (*node, error) {
	n := f.root
	for _, e := range elems {
		if n.children == nil {
			return nil, syscall.ENOTDIR
		}
		c, ok := n.children[e]
		if !ok {
			return nil, syscall.ENOENT
		}
		n = c
	}
	return n, nil
}

// parent returns the directory of the last of elems. The caller holds f.mu.
func (f *Fs) parent(elems []string) (*node, string, error) {
	if len(elems) == 0 {
		return nil, "", syscall.EINVAL
	}
	last := len(elems) - 1
	d, err := f.walk(elems[:last])
	if err == nil && d.children == nil {
		err = syscall.ENOTDIR
	}
	return d, elems[last], err
}

func (n *node) touch() {
	n.content.mu.Lock()
	n.mtime = time.Now()
	n.content.mu.Unlock()
}

// Create creates or truncates a file and opens it for reading and writing.
func (f *Fs) Create(name string) (afero.File, error) {
	return f.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o666)
}

// Open opens a file or directory for reading.
func (f *Fs) Open(name string) (afero.File, error) { return f.OpenFile(name, os.O_RDONLY, 0) }

// OpenFile opens a file with the flags of package os.
func (f *Fs) OpenFile(name string, flag int, perm os.FileMode) (afero.File, error) {
	n, err := f.open(clean(name), flag, perm)
	if err != nil {
		return nil, pathErr("open", name, err)
	}
	h := &file{fs: f, node: n, name: name, flag: flag}
	if flag&os.O_TRUNC != 0 && h.canWrite() {
		if err := n.truncate(0); err != nil {
			return nil, pathErr("open", name, err)
		}
	}
	return h, nil
}

func (f *Fs) open(elems []string, flag int, perm os.FileMode) (*node, error) {
	if flag&os.O_CREATE == 0 {
		f.mu.RLock()
		defer f.mu.RUnlock()
	} else {
		f.mu.Lock()
		defer f.mu.Unlock()
	}
	n, err := f.walk(elems)
	switch {
	case err == nil && flag&(os.O_CREATE|os.O_EXCL) == os.O_CREATE|os.O_EXCL:
		return nil, syscall.EEXIST
	case err == nil && n.children != nil && flag&(os.O_WRONLY|os.O_RDWR|os.O_CREATE) != 0:
		return nil, syscall.EISDIR
	case err == nil:
		return n, nil
	case err != syscall.ENOENT || flag&os.O_CREATE == 0:
		return nil, err
	}
	d, base, err := f.parent(elems)
	if err != nil {
		return nil, err
	}
	n = &node{content: f.newContent(perm)}
	d.children[base] = n
	d.touch()
	return n, nil
}

// Link creates or replaces a file whose bytes are the size bytes of r. It takes no
// memory. r is read when the file is, possibly from several goroutines at once. The
// bytes of the file cannot be changed; it can only be replaced (Create, Rename).
func (f *Fs) Link(name string, r io.ReaderAt, size int64, mtime time.Time) error {
	if r == nil || size < 0 {
		return pathErr("link", name, syscall.EINVAL)
	}
	n := &node{content: f.newContent(0o644)}
	n.link, n.size, n.mtime = r, size, mtime
	return f.put("link", name, n)
}

// put makes n the file called name.
func (f *Fs) put(op, name string, n *node) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	d, base, err := f.parent(clean(name))
	if err == nil {
		if old, ok := d.children[base]; ok && old.children != nil {
			err = syscall.EISDIR
		}
	}
	if err != nil {
		return pathErr(op, name, err)
	}
	d.children[base] = n
	d.touch()
	return nil
}

// Clone gives the open, writable file dst the present bytes of the open file src.
// Only the bytes of small files are copied; others share chunks, or the source of a
// linked file. ok is false, and nothing happens, if one of them is not a file
// of this package; afero.BasePathFs in between is allowed.
func Clone(dst, src afero.File) (n int64, ok bool) {
	d, ok1 := unwrap(dst)
	s, ok2 := unwrap(src)
	if !ok1 || !ok2 || d.children != nil || s.children != nil || d.content == s.content || !d.canWrite() {
		return 0, false
	}
	return d.copyFrom(s.content), true
}

func unwrap(f afero.File) (*file, bool) {
	for {
		switch h := f.(type) {
		case *file:
			return h, true
		case *afero.BasePathFile:
			f = h.File
		default:
			return nil, false
		}
	}
}
