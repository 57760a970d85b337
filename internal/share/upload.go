package share

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/afero"

	"github.com/iosim/iosim/internal/atomicfile"
)

// Upload is a file that comes in. Exactly one of Commit and Abort ends it; calls after
// the first do nothing and return nil. Writes may come at any place and from several
// goroutines.
type Upload struct {
	folder   *Folder
	f        afero.File
	part, to string
	old      int64 // the size of what it replaces
	once     bool  // the name is kept for it

	mu      sync.Mutex
	size    int64 // so far
	ended   bool
	modTime time.Time
}

// Create begins a file that will be the clean name p; keep bytes of what is there stay
// in front. Its bytes go to a name of their own; only Commit gives it its name, in one
// step. Errors: fs.ErrPermission, ErrExist where files are written once, EISDIR,
// ErrQuota and those of the file system.
func (f *Folder) Create(p string, keep int64) (*Upload, error) {
	if err := f.MayMake(); err != nil {
		return nil, err
	}
	u := &Upload{folder: f, to: p}
	mode := os.FileMode(0o644)
	switch err := f.Vacant(p); {
	case err == ErrExist:
		info, err := f.Regular(p)
		switch {
		case err != nil:
			return nil, err
		case f.write == Once:
			return nil, ErrExist
		case info.Mode().Perm()&0o200 == 0:
			return nil, fs.ErrPermission
		}
		u.old, mode = info.Size(), info.Mode().Perm()
	case err != nil:
		return nil, err
	}
	if keep > u.old {
		return nil, syscall.EINVAL
	}
	if err := errors.Join(f.quota.name(), f.quota.begin(-1, u.old)); err != nil {
		return nil, err
	}
	if f.write == Once {
		if !f.coming.take(p) {
			return nil, ErrExist
		}
		u.once = true
	}
	var err error
	if u.f, u.part, err = createPart(f.Fs, path.Dir(p), mode); err != nil {
		u.release()
		return nil, err
	}
	if err := u.copyOld(keep); err != nil {
		_ = u.Abort()
		return nil, err
	}
	return u, nil
}

// release gives the name back.
func (u *Upload) release() {
	if u.once {
		u.folder.coming.release(u.to)
	}
}

// Fits is ErrQuota if a file of size bytes, which the client has announced, has no room.
func (u *Upload) Fits(size int64) error { return u.folder.quota.begin(size, u.old) }

// copyOld puts the first bytes of the old file in front.
func (u *Upload) copyOld(keep int64) error {
	if keep == 0 {
		return nil
	}
	old, err := u.folder.Fs.Open(u.to)
	if err != nil {
		return err
	}
	defer old.Close()
	n, err := io.CopyN(struct{ io.Writer }{u}, old, keep)
	if err != nil {
		return fmt.Errorf("%d bytes of %d: %w", n, keep, err)
	}
	return nil
}

// Write adds p at the end.
func (u *Upload) Write(p []byte) (int, error) {
	u.mu.Lock()
	at := u.size
	u.mu.Unlock()
	return u.WriteAt(p, at)
}

// WriteAt implements io.WriterAt.
func (u *Upload) WriteAt(p []byte, off int64) (int, error) {
	if err := u.grow(off, int64(len(p))); err != nil {
		return 0, err
	}
	return u.f.WriteAt(p, off)
}

// grow accounts for n bytes at off.
func (u *Upload) grow(off, n int64) error {
	u.mu.Lock()
	defer u.mu.Unlock()
	end := off + n
	switch {
	case u.ended:
		return fs.ErrClosed
	case off < 0 || end < off:
		return syscall.EINVAL
	case end <= u.size:
		return nil
	}
	if err := u.folder.quota.take(end-u.size, u.old); err != nil {
		return err
	}
	u.size = end
	return nil
}

// Size is how long the file is so far, in bytes.
func (u *Upload) Size() int64 {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.size
}

// SetModTime is the date that Commit gives the file.
func (u *Upload) SetModTime(t time.Time) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.modTime = t
}

// end says whether this call ends the upload.
func (u *Upload) end() bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	first := !u.ended
	u.ended = true
	return first
}

// Commit gives the file its name, durably: its bytes are on the disk before the name is, and
// the name before Commit returns nil.
func (u *Upload) Commit() error {
	if !u.end() {
		return nil
	}
	root := u.folder.Fs
	if u.once {
		// Another program may have put a file there meanwhile: it stays.
		if err := u.folder.Vacant(u.to); err != nil {
			u.discard()
			return err
		}
	}
	defer u.release()
	err := u.f.Sync()
	if cerr := u.f.Close(); err == nil {
		err = cerr
	}
	if err == nil && !u.modTime.IsZero() {
		err = root.Chtimes(u.part, u.modTime, u.modTime)
	}
	if err == nil {
		err = root.Rename(u.part, u.to)
	}
	if err != nil {
		_ = root.Remove(u.part)
	}
	u.folder.quota.end(u.size, u.old, err == nil)
	if err == nil {
		err = atomicfile.SyncDir(root, path.Dir(u.to))
	}
	return err
}

// Abort leaves everything as it was.
func (u *Upload) Abort() error {
	if u.end() {
		u.discard()
	}
	return nil
}

func (u *Upload) discard() {
	defer u.release()
	_ = u.f.Close()
	_ = u.folder.Fs.Remove(u.part)
	u.folder.quota.end(u.size, u.old, false)
}
