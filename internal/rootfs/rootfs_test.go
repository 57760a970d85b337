package rootfs

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"testing/fstest"

	"github.com/spf13/afero"
)

func open(t *testing.T) (*Fs, string) {
	t.Helper()
	top := t.TempDir()
	dir := filepath.Join(top, "served")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(top, "secret"), []byte("secret"), 0o644); err != nil {
		t.Fatal(err)
	}
	f, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f, dir
}

func TestFolder(t *testing.T) {
	f, dir := open(t)
	if err := f.MkdirAll("/a/b", 0o755); err != nil {
		t.Fatal(err)
	}
	if err := afero.WriteFile(f, "/a/b/x.txt", []byte("hello"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := f.Rename("/a/b/x.txt", "a/y.txt"); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(filepath.Join(dir, "a", "y.txt")); err != nil || string(b) != "hello" {
		t.Fatalf("%q, %v", b, err)
	}
	if err := fstest.TestFS(afero.NewIOFS(f), "a/y.txt", "a/b"); err != nil {
		t.Error(err)
	}
	if err := f.RemoveAll("/a"); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Stat("/a"); !os.IsNotExist(err) {
		t.Errorf("after RemoveAll: %v", err)
	}
}

// No name and no link leads to the file beside the folder.
func TestNothingLeadsOut(t *testing.T) {
	f, dir := open(t)
	for link, to := range map[string]string{"relative": "../secret", "absolute": filepath.Join(dir, "..", "secret"), "up": ".."} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			if runtime.GOOS == "windows" {
				t.Skip("symbolic links are a privilege here")
			}
			t.Fatal(err)
		}
	}
	for _, name := range []string{"../secret", "/../secret", "a/../../secret", "relative", "/absolute", "up/secret", "/up/../../secret"} {
		if b, err := afero.ReadFile(f, name); err == nil {
			t.Errorf("%s gives %q", name, b)
		}
		if err := afero.WriteFile(f, name, []byte("x"), 0o644); err == nil {
			_ = f.Remove(name) // "../secret" is "secret" within the folder
		}
	}
	if b, err := os.ReadFile(filepath.Join(dir, "..", "secret")); err != nil || string(b) != "secret" {
		t.Errorf("the file beside the folder: %q, %v", b, err)
	}
	if st, _, err := f.LstatIfPossible("up"); err != nil || st.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the link itself: %v, %v", st, err)
	}
}
