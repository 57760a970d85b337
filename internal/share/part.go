package share

import (
	"crypto/rand"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/spf13/afero"
)

// partPrefix begins the names that files have while they come in. Clients do not see
// them.
const partPrefix = ".iosim-part-"

// IsPart reports whether base is the name of a file that still comes in.
func IsPart(base string) bool { return strings.HasPrefix(base, partPrefix) }

// createPart makes a file in dir under a name of its own. On a disk it is locked
// until it is closed, however that happens.
func createPart(root afero.Fs, dir string, mode os.FileMode) (afero.File, string, error) {
	name := path.Join(dir, partPrefix+rand.Text())
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return nil, "", err
	}
	if disk, ok := f.(*os.File); ok {
		_ = Lock(disk) // a file system without locks loses the sweeping, no file
	}
	return f, name, nil
}

// maxSwept bounds how many names a sweep looks at.
const maxSwept = 100_000

// Sweep removes the parts that a process which was killed has left below a folder of
// this machine: those that are not locked.
func Sweep(root afero.Fs) error {
	seen := 0
	return afero.Walk(root, "/", func(p string, info os.FileInfo, err error) error {
		if seen++; seen > maxSwept {
			return filepath.SkipAll
		}
		if err != nil || !info.Mode().IsRegular() || !IsPart(path.Base(p)) {
			return nil // what cannot be read has no part of ours
		}
		f, err := root.Open(p)
		if err != nil {
			return nil
		}
		disk, ok := f.(*os.File)
		abandoned := ok && Lock(disk) == nil
		f.Close()
		if abandoned {
			return root.Remove(p)
		}
		return nil
	})
}
