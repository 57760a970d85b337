package share

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/spf13/afero"
)

// maxLinks bounds the symbolic links of one name, as systems do.
const maxLinks = 40

// linkReader is a file system with symbolic links.
type linkReader interface {
	afero.Lstater
	Readlink(name string) (string, error)
}

// Real is the clean name that p stands for when every symbolic link on the way is followed.
// What is not there has the rest of its name as it is. Errors: ELOOP, fs.ErrPermission for a
// link that leads out of the folder.
func (f *Folder) Real(p string) (string, error) {
	l, ok := f.Fs.(linkReader)
	if !ok {
		return p, nil
	}
	at, rest := "/", strings.Split(strings.Trim(p, "/"), "/")
	for links := 0; len(rest) > 0; {
		e := rest[0]
		rest = rest[1:]
		switch e {
		case "", ".":
			continue
		case "..":
			if at == "/" {
				return "", fs.ErrPermission // from a link only: p is clean
			}
			at = path.Dir(at)
			continue
		}
		next := path.Join(at, e)
		info, _, err := l.LstatIfPossible(next)
		if err != nil || info.Mode()&fs.ModeSymlink == 0 {
			at = next
			continue
		}
		if links++; links > maxLinks {
			return "", syscall.ELOOP
		}
		to, err := l.Readlink(next)
		if err != nil {
			return "", err
		}
		to = filepath.ToSlash(to)
		if path.IsAbs(to) {
			return "", fs.ErrPermission // os.Root does not follow it either
		}
		rest = append(strings.Split(to, "/"), rest...)
	}
	return at, nil
}

// Same reports whether two names stand for one file or folder, as names of other letter case
// do on some systems.
func (f *Folder) Same(a, b string) bool {
	if a == b {
		return true
	}
	if !strings.EqualFold(a, b) {
		return false
	}
	x, err := f.Stat(a)
	if err != nil {
		return false
	}
	y, err := f.Stat(b)
	return err == nil && os.SameFile(x, y)
}
