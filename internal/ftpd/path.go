package ftpd

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/spf13/afero"
)

// The bounds of a name, in bytes.
const (
	maxPath    = 1024
	maxElement = 255
)

// partPrefix begins the names that files have while they come in. Clients do not
// see them.
const partPrefix = ".ftpd-part-"

// resolve is the name that arg has below the root, absolute and clean; ".." stops
// at the root. It never touches a file.
func resolve(cwd, arg string) (string, error) {
	if len(arg) > maxPath {
		return "", syscall.ENAMETOOLONG
	}
	p := arg
	if !strings.HasPrefix(p, "/") {
		p = cwd + "/" + p
	}
	p = path.Clean("/" + p)
	if p == "/" {
		return p, nil
	}
	for e := range strings.SplitSeq(p[1:], "/") {
		if len(e) > maxElement {
			return "", syscall.ENAMETOOLONG
		}
		if strings.HasPrefix(e, partPrefix) {
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
	p, info, err := s.stat(arg)
	switch {
	case err != nil:
	case info.IsDir():
		err = syscall.EISDIR
	case !info.Mode().IsRegular():
		err = fs.ErrPermission // a pipe would hold up the session, a device is no file
	}
	return p, info, err
}

var (
	errQuota  = errors.New("quota exceeded")
	errExists = errors.New("the file exists")
)

// fileError is the reply to a failed file operation, in the words of the
// system's errors, which clients know.
func fileError(err error) (int, string) {
	switch {
	case errors.Is(err, errQuota):
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
	case errors.Is(err, fs.ErrExist), errors.Is(err, errExists):
		return 550, "File exists."
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return 550, "Permission denied."
	}
	return 451, "Local error in processing."
}
