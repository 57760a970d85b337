package share

import (
	"crypto/rand"
	"os"
	"path"
	"strings"

	"github.com/spf13/afero"
)

// partPrefix begins the names that files have while they come in. Clients do not see
// them.
const partPrefix = ".iosim-part-"

// IsPart reports whether base is the name of a file that still comes in.
func IsPart(base string) bool { return strings.HasPrefix(base, partPrefix) }

// ownPrefix begins the names of the program's own files and folders, in a folder that is
// served and that of a disk.
const ownPrefix = ".iosim"

// isOwn reports whether base is the name of a file or folder of the program's own, on any
// system: some take no difference in letter case.
func isOwn(base string) bool {
	n := 0
	for i := range base {
		if n == len(ownPrefix) {
			base = base[:i]
			break
		}
		n++
	}
	return strings.EqualFold(base, ownPrefix)
}

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
