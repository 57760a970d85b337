package ftpd

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"strings"
	"syscall"

	"github.com/spf13/afero"

	"github.com/iosim/iosim/internal/share"
)

// resolve is the name that arg has below the root, absolute and clean; ".." stops
// at the root. It never touches a file.
func resolve(cwd, arg string) (string, error) {
	if !strings.HasPrefix(arg, "/") {
		arg = cwd + "/" + arg
	}
	return share.Clean(arg)
}

// name resolves arg and refuses a way through a symbolic link, which could lead
// out of the root.
func (s *session) name(arg string) (string, error) {
	p, err := resolve(s.cwd, arg)
	if err == nil {
		err = s.noLink(p)
	}
	return p, err
}

func (s *session) noLink(p string) error {
	l, ok := s.FS.(afero.Lstater)
	if !ok {
		return nil
	}
	if p == "/" {
		return nil // the root may well be reached by one
	}
	at := "/"
	for e := range strings.SplitSeq(strings.TrimPrefix(p, "/"), "/") {
		at = path.Join(at, e)
		info, _, err := l.LstatIfPossible(at)
		if err != nil {
			return nil // what is not there leads nowhere
		}
		if info.Mode()&fs.ModeSymlink != 0 {
			return fs.ErrPermission
		}
	}
	return nil
}

// stat is name with what is there.
func (s *session) stat(arg string) (string, os.FileInfo, error) {
	p, err := s.name(arg)
	if err != nil {
		return p, nil, err
	}
	info, err := s.FS.Stat(p)
	return p, info, err
}

// regular is stat for a file.
func (s *session) regular(arg string) (string, os.FileInfo, error) {
	p, err := s.name(arg)
	if err != nil {
		return p, nil, err
	}
	info, err := s.folder.Regular(p)
	return p, info, err
}

// fileError is the reply to a failed file operation, in the words of the
// system's errors, which clients know.
func fileError(err error) (int, string) {
	switch {
	case errors.Is(err, share.ErrQuota):
		return 552, "Disk quota exceeded."
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return 452, "No space left on device."
	case errors.Is(err, syscall.ENOTDIR):
		return 550, "Not a directory."
	case errors.Is(err, syscall.EISDIR):
		return 550, "Is a directory."
	case errors.Is(err, syscall.ENOTEMPTY):
		return 550, "Directory not empty."
	case errors.Is(err, syscall.ENAMETOOLONG):
		return 553, "File name too long."
	case errors.Is(err, syscall.EINVAL):
		return 553, "File name not allowed."
	case errors.Is(err, fs.ErrNotExist):
		return 550, "No such file or directory."
	case errors.Is(err, fs.ErrExist), errors.Is(err, share.ErrExist):
		return 550, "File exists."
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return 550, "Permission denied."
	}
	return 451, "Local error in processing."
}
