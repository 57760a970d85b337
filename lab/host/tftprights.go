package host

import (
	"path"
	"strings"

	"github.com/iosim/iosim/lab/spec"
)

// rights are what clients may do with a clean name: what both the folders that it names and
// those that it leads to by symbolic links allow.
func (f *tftpFiles) rights(p string) (read bool, write spec.WriteMode, err error) {
	real, err := f.folder.Real(p)
	if err != nil {
		return false, spec.WriteNothing, err
	}
	read, write = f.conf.Rights(f.spelled(p))
	if real != p {
		r, w := f.conf.Rights(f.spelled(real))
		read, write = read && r, lesser(write, w)
	}
	return read, write, nil
}

// spelled is a clean name with the folders on its way spelled as the lab file has them, where
// letter case makes no difference to the disk.
func (f *tftpFiles) spelled(p string) string {
	at := "/"
	for e := range strings.SplitSeq(strings.Trim(p, "/"), "/") {
		at = path.Join(at, e)
		for key := range f.conf.Folders {
			if folder := path.Clean("/" + key); folder != at && strings.EqualFold(folder, at) && f.folder.Same(folder, at) {
				at = folder
				break
			}
		}
	}
	return at
}

// lesser is the mode that allows less.
func lesser(a, b spec.WriteMode) spec.WriteMode {
	for _, m := range []spec.WriteMode{spec.WriteNothing, spec.WriteOnce} {
		if a == m || b == m {
			return m
		}
	}
	return spec.WriteAny
}
