package peertest

import (
	"io/fs"
	"path/filepath"
	"testing"
)

// Contents are the sums of the visible files below a folder, by their names, and
// the names of its folders.
func Contents(t testing.TB, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && d.Name() == ".iosim":
			return fs.SkipDir
		}
		name, _ := filepath.Rel(dir, path)
		if d.IsDir() {
			all[name] = "folder"
			return nil
		}
		all[name], err = md5Of(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
