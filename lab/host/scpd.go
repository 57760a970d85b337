package host

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"syscall"

	"github.com/iosim/iosim/internal/share"
	"github.com/iosim/iosim/line/ssh"
)

// scpFolder is a host's folder as scp sees it.
type scpFolder struct{ *share.Folder }

var _ ssh.Files = scpFolder{}

// refused is an error in the form of OpenSSH's scp.
func refused(name string, err error) error { return fmt.Errorf("scp: %s: %s", name, hostText(err)) }

// hostText is the POSIX text for a folder's error.
func hostText(err error) string {
	switch {
	case errors.Is(err, share.ErrQuota):
		return "Disk quota exceeded"
	case errors.Is(err, syscall.ENOSPC):
		return "No space left on device"
	case errors.Is(err, share.ErrExist), errors.Is(err, fs.ErrExist):
		return "File exists"
	case errors.Is(err, fs.ErrNotExist):
		return "No such file or directory"
	case errors.Is(err, syscall.EISDIR):
		return "not a regular file"
	case errors.Is(err, syscall.ENOTDIR):
		return "Not a directory"
	case errors.Is(err, syscall.ENOTEMPTY):
		return "Directory not empty"
	}
	return "Permission denied"
}

// Create implements ssh.Files.
func (h scpFolder) Create(_ context.Context, target, name string, size int64) (ssh.Upload, error) {
	p, err := share.Clean(target)
	if err == nil {
		if st, e := h.Stat(p); e == nil && st.IsDir() {
			p, err = share.Clean(path.Join(p, path.Base(path.Clean("/"+name))))
		}
	}
	var u *share.Upload
	if err == nil {
		u, err = h.Folder.Create(p, 0)
	}
	if err == nil {
		if err = u.Fits(size); err != nil {
			_ = u.Abort()
		}
	}
	if err != nil {
		return nil, refused(target, err)
	}
	return scpUpload{u, target}, nil
}

// scpUpload gives an upload's errors that form.
type scpUpload struct {
	*share.Upload
	name string
}

// Write implements ssh.Upload.
func (u scpUpload) Write(p []byte) (int, error) {
	n, err := u.Upload.Write(p)
	if err != nil {
		err = refused(u.name, err)
	}
	return n, err
}

// Commit implements ssh.Upload.
func (u scpUpload) Commit() error {
	if err := u.Upload.Commit(); err != nil {
		return refused(u.name, err)
	}
	return nil
}

// Open implements ssh.Files.
func (h scpFolder) Open(_ context.Context, name string) (*ssh.Download, error) {
	p, err := share.Clean(name)
	if err != nil {
		return nil, refused(name, err)
	}
	f, st, err := h.OpenRegular(p)
	if err != nil {
		return nil, refused(name, err)
	}
	return &ssh.Download{ReadCloser: f, Name: path.Base(p), Size: st.Size(), ModTime: st.ModTime()}, nil
}
