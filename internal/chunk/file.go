package chunk

import (
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"sync"
	"syscall"
)

// file is an open handle. It keeps its bytes if the file is removed or replaced.
type file struct {
	*node
	fs   *Fs
	name string
	flag int

	pos    sync.Mutex // guards the fields below
	off    int64
	rows   []os.FileInfo // rows not yet returned by Readdir
	listed bool
	closed bool
}

func (f *file) canRead() bool  { return f.flag&os.O_WRONLY == 0 }
func (f *file) canWrite() bool { return f.flag&(os.O_WRONLY|os.O_RDWR) != 0 }

func (f *file) err(op string, err error) error {
	if err == nil || err == io.EOF {
		return err
	}
	return pathErr(op, f.name, err)
}

// lock locks the handle and checks that it is open. The caller unlocks pos.
func (f *file) lock(op string, may bool) error {
	f.pos.Lock()
	switch {
	case f.closed:
		return f.err(op, fs.ErrClosed)
	case op != "readdir" && op != "sync" && op != "close" && op != "stat" && f.children != nil:
		return f.err(op, syscall.EISDIR)
	case !may:
		return f.err(op, syscall.EBADF)
	}
	return nil
}

func (f *file) Name() string { return f.name }

func (f *file) Close() error {
	err := f.lock("close", true)
	defer f.pos.Unlock()
	if err == nil {
		f.closed = true
		f.content.mu.Lock()
		f.spare = nil
		f.content.mu.Unlock()
	}
	return err
}

func (f *file) Read(p []byte) (int, error) {
	err := f.lock("read", f.canRead())
	defer f.pos.Unlock()
	if err != nil || len(p) == 0 {
		return 0, err
	}
	n, err := f.readAt(p, f.off)
	f.off += int64(n)
	if n > 0 && err == io.EOF {
		err = nil
	}
	return n, f.err("read", err)
}

func (f *file) ReadAt(p []byte, off int64) (int, error) {
	err := f.lock("read", f.canRead())
	f.pos.Unlock() // concurrent reads at offsets do not block each other
	if err != nil || len(p) == 0 {
		return 0, err
	}
	n, err := f.readAt(p, off)
	return n, f.err("read", err)
}

func (f *file) Write(p []byte) (int, error) {
	err := f.lock("write", f.canWrite())
	defer f.pos.Unlock()
	if err != nil {
		return 0, err
	}
	f.content.mu.Lock()
	defer f.content.mu.Unlock()
	if f.flag&os.O_APPEND != 0 {
		f.off = f.size
	}
	n, err := f.writeAt(p, f.off)
	f.off += int64(n)
	return n, f.err("write", err)
}

func (f *file) WriteAt(p []byte, off int64) (int, error) {
	err := f.lock("write", f.canWrite() && f.flag&os.O_APPEND == 0)
	f.pos.Unlock()
	if err != nil {
		return 0, err
	}
	f.content.mu.Lock()
	defer f.content.mu.Unlock()
	n, err := f.writeAt(p, off)
	return n, f.err("write", err)
}

func (f *file) WriteString(s string) (int, error) { return f.Write([]byte(s)) }

func (f *file) Seek(offset int64, whence int) (int64, error) {
	err := f.lock("seek", true)
	defer f.pos.Unlock()
	if err != nil {
		return 0, err
	}
	switch whence {
	case io.SeekStart:
	case io.SeekCurrent:
		offset += f.off
	case io.SeekEnd:
		offset += f.info("").size
	default:
		offset = -1
	}
	if offset < 0 {
		return 0, f.err("seek", syscall.EINVAL)
	}
	f.off = offset
	return offset, nil
}

func (f *file) Truncate(size int64) error {
	err := f.lock("truncate", f.canWrite())
	f.pos.Unlock()
	if err != nil {
		return err
	}
	return f.err("truncate", f.truncate(size))
}

func (f *file) Sync() error {
	err := f.lock("sync", true)
	f.pos.Unlock()
	return err
}

func (f *file) Stat() (os.FileInfo, error) {
	err := f.lock("stat", true)
	f.pos.Unlock()
	if err != nil {
		return nil, err
	}
	return f.info(path.Base("/" + f.name)), nil
}

// Readdir lists the directory sorted by name, with the count semantics of os.File.
func (f *file) Readdir(count int) ([]os.FileInfo, error) {
	err := f.lock("readdir", true)
	defer f.pos.Unlock()
	if err != nil {
		return nil, err
	}
	if f.children == nil {
		return nil, f.err("readdir", syscall.ENOTDIR)
	}
	if !f.listed {
		f.listed = true
		f.fs.mu.RLock()
		for name, n := range f.children {
			f.rows = append(f.rows, n.info(name))
		}
		f.fs.mu.RUnlock()
		slices.SortFunc(f.rows, func(a, b os.FileInfo) int { return strings.Compare(a.Name(), b.Name()) })
	}
	n := len(f.rows)
	if count > 0 {
		if n == 0 {
			return nil, io.EOF
		}
		n = min(n, count)
	}
	rows := f.rows[:n:n]
	f.rows = f.rows[n:]
	return rows, nil
}

func (f *file) Readdirnames(count int) ([]string, error) {
	rows, err := f.Readdir(count)
	names := make([]string, len(rows))
	for i, r := range rows {
		names[i] = r.Name()
	}
	return names, err
}

// Source returns the source of a linked file. ok is false if the file has its own
// bytes, or if some were read: what is known about the source is then not true of
// the rest.
func (f *file) Source() (io.ReaderAt, bool) {
	f.pos.Lock()
	off := f.off
	f.pos.Unlock()
	f.content.mu.RLock()
	defer f.content.mu.RUnlock()
	return f.content.link, f.content.link != nil && off == 0
}
