package lab

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"

	"github.com/spf13/afero"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ifs/tftpfs"
)

// tftpFiles is what a host's TFTP server serves: a folder with rights and a bound.
// No name leads out of it. A file is taken under a temporary name and renamed when
// it is whole.
type tftpFiles struct {
	root afero.Fs
	conf *TFTP

	temp  atomic.Int64
	mu    sync.Mutex
	names map[string]bool // being written where names may be taken once
	used  int64           // bytes of the quota that are used, unfinished files included
}

var _ tftpfs.Files = (*tftpFiles)(nil)

func newTFTPFiles(root afero.Fs, conf *TFTP) (*tftpFiles, error) {
	f := &tftpFiles{root: root, conf: conf, names: map[string]bool{}}
	if conf.Quota == 0 {
		return f, nil
	}
	err := afero.Walk(root, "/", func(_ string, info fs.FileInfo, err error) error {
		if err == nil && info.Mode().IsRegular() {
			f.used += info.Size()
		}
		return err
	})
	return f, err
}

// tempName begins the names of files that are not whole yet; clients have no such
// names.
const tempName = ".iosim-"

// clean keeps a name below the root, whatever it says.
func clean(name string) (string, error) {
	if strings.ContainsAny(name, "\x00\\") {
		return "", fs.ErrInvalid
	}
	return path.Clean("/" + name), nil
}

// path is the file that a client names.
func (f *tftpFiles) path(op ifs.Op, name string) (string, error) {
	p, err := clean(name)
	if err != nil || strings.HasPrefix(path.Base(p), tempName) {
		return "", &ifs.Error{Op: op, Kind: ifs.KindNotExist, Err: err}
	}
	return p, nil
}

// Open implements tftpfs.Files.
func (f *tftpFiles) Open(_ context.Context, r tftpfs.Request) (ifs.File, error) {
	p, err := f.path(ifs.OpOpen, r.File)
	if err != nil {
		return nil, err
	}
	if read, _ := f.conf.rights(p); !read {
		return nil, &ifs.Error{Op: ifs.OpOpen, Kind: ifs.KindPermission}
	}
	file, err := f.root.Open(p)
	if err != nil {
		return nil, fileError(ifs.OpOpen, err)
	}
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = syscall.EISDIR
	}
	if err != nil {
		file.Close()
		return nil, fileError(ifs.OpOpen, err)
	}
	return hostFile{file, info.Size()}, nil
}

// hostFile is an open file of a host.
type hostFile struct {
	afero.File
	size int64
}

// Size implements ifs.File.
func (f hostFile) Size() int64 { return f.size }

// fileError gives an error of the folder its kind.
func fileError(op ifs.Op, err error) error {
	kind := ifs.KindIO
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		kind = ifs.KindNotExist
	case errors.Is(err, fs.ErrPermission):
		kind = ifs.KindPermission
	case errors.Is(err, syscall.EISDIR):
		kind = ifs.KindIsDir
	case errors.Is(err, syscall.EROFS):
		kind = ifs.KindReadOnly
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		kind = ifs.KindFull
	}
	return &ifs.Error{Op: op, Kind: kind, Err: err}
}

// Create implements tftpfs.Files.
func (f *tftpFiles) Create(_ context.Context, r tftpfs.Request, size int64) (ifs.Writer, error) {
	p, err := f.path(ifs.OpWrite, r.File)
	if err != nil {
		return nil, err
	}
	_, mode := f.conf.rights(p)
	w := &hostWriter{f: f, path: p}
	old, err := f.root.Stat(p)
	switch {
	case mode == WriteNothing && err != nil: // as tftpd-hpa without --create (ios-files.md 6.11)
		return nil, &ifs.Error{Op: ifs.OpWrite, Kind: ifs.KindNotExist}
	case mode == WriteNothing:
		return nil, &ifs.Error{Op: ifs.OpWrite, Kind: ifs.KindPermission}
	case err == nil && old.IsDir():
		return nil, &ifs.Error{Op: ifs.OpWrite, Kind: ifs.KindIsDir}
	case err == nil && mode == WriteOnce:
		return nil, &ifs.Error{Op: ifs.OpWrite, Kind: ifs.KindExist}
	case err == nil:
		w.old = old.Size()
	}
	if mode == WriteOnce {
		if !f.take(p) {
			return nil, &ifs.Error{Op: ifs.OpWrite, Kind: ifs.KindExist}
		}
		w.once = true
	}
	if !f.fits(size) {
		w.release()
		return nil, &ifs.Error{Op: ifs.OpWrite, Kind: ifs.KindNoSpace}
	}
	w.temp = path.Join(path.Dir(p), fmt.Sprintf("%s%d", tempName, f.temp.Add(1)))
	if w.file, err = f.root.Create(w.temp); err != nil {
		w.release()
		return nil, fileError(ifs.OpWrite, err)
	}
	return w, nil
}

// take keeps a name for one client.
func (f *tftpFiles) take(name string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.names[name] {
		return false
	}
	f.names[name] = true
	return true
}

// fits reports whether the quota leaves room for a file of size bytes; -1: nobody
// knows.
func (f *tftpFiles) fits(size int64) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.conf.Quota == 0 || size < 0 || f.used+size <= f.conf.Quota
}

// charge counts n more bytes if the quota leaves room for them.
func (f *tftpFiles) charge(n int64) bool {
	if f.conf.Quota == 0 {
		return true
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if n > 0 && f.used+n > f.conf.Quota {
		return false
	}
	f.used += n
	return true
}

// hostWriter is a file that a client sends.
type hostWriter struct {
	f          *tftpFiles
	file       afero.File
	path, temp string
	size, old  int64 // bytes of the new file so far, and of the one that it replaces
	once       bool  // the name is kept
	done       bool
}

func (w *hostWriter) Write(b []byte) (int, error) {
	if !w.f.charge(int64(len(b))) {
		return 0, &ifs.Error{Op: ifs.OpWrite, Kind: ifs.KindFull}
	}
	w.size += int64(len(b))
	n, err := w.file.Write(b)
	if err != nil {
		err = fileError(ifs.OpWrite, err)
	}
	return n, err
}

// Commit implements ifs.Writer.
func (w *hostWriter) Commit() error {
	if w.done {
		return nil
	}
	w.done = true
	defer w.release()
	err := w.file.Close()
	if err == nil {
		err = w.f.root.Rename(w.temp, w.path)
	}
	if err != nil {
		w.drop()
		return fileError(ifs.OpWrite, err)
	}
	w.f.charge(-w.old)
	return nil
}

// Abort implements ifs.Writer.
func (w *hostWriter) Abort() error {
	if w.done {
		return nil
	}
	w.done = true
	defer w.release()
	err := w.file.Close()
	w.drop()
	return err
}

// drop removes what there is of the new file.
func (w *hostWriter) drop() {
	_ = w.f.root.Remove(w.temp) // the first error is what counts
	w.f.charge(-w.size)
}

// release gives the name back.
func (w *hostWriter) release() {
	if w.once {
		w.f.mu.Lock()
		delete(w.f.names, w.path)
		w.f.mu.Unlock()
	}
}
