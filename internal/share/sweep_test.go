package share

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"testing"

	"github.com/spf13/afero"

	"github.com/iosim/iosim/internal/rootfs"
)

// manyFs is a folder with more files than a sweep of old looked at; it counts what is asked
// of it beside the names of a folder.
type manyFs struct {
	afero.Fs
	files int
	asked int
}

type manyDir struct {
	afero.File
	of   *manyFs
	next int
}

func (m *manyFs) Open(name string) (afero.File, error) {
	m.asked++
	f, err := m.Fs.Open(name)
	if err != nil || name != "/" {
		return f, err
	}
	return &manyDir{File: f, of: m}, nil
}

func (m *manyFs) Stat(name string) (os.FileInfo, error) {
	m.asked++
	return m.Fs.Stat(name)
}

// ReadDir gives invented files, and then those that are there.
func (d *manyDir) ReadDir(n int) ([]fs.DirEntry, error) {
	if d.next >= d.of.files {
		return d.File.(fs.ReadDirFile).ReadDir(n)
	}
	rows := make([]fs.DirEntry, min(n, d.of.files-d.next))
	for i := range rows {
		rows[i] = invented(fmt.Sprint(d.next + i))
	}
	d.next += len(rows)
	return rows, nil
}

type invented string

func (i invented) Name() string               { return string(i) }
func (i invented) IsDir() bool                { return false }
func (i invented) Type() fs.FileMode          { return 0 }
func (i invented) Info() (fs.FileInfo, error) { return nil, fs.ErrNotExist }

// A served folder of 200,000 entries is swept by reading their names alone.
func TestSweepOfManyFiles(t *testing.T) {
	dir := t.TempDir()
	below := filepath.Join(dir, "below")
	if err := os.Mkdir(below, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"kept", partPrefix + "LEFT"} {
		if err := os.WriteFile(filepath.Join(below, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	root, err := rootfs.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	m := &manyFs{Fs: root, files: 200_000}
	if err := Sweep(m); err != nil {
		t.Fatal(err)
	}
	if m.asked > 5 {
		t.Errorf("%d files were looked at", m.asked)
	}
	if rows, err := os.ReadDir(below); err != nil || len(rows) != 1 || rows[0].Name() != "kept" {
		t.Errorf("%v, %v", rows, err)
	}
}

// What a name stands for is found through links, as long as they stay in the folder.
func TestReal(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "a", "b"), 0o755); err != nil {
		t.Fatal(err)
	}
	for link, to := range map[string]string{"l": "a", "a/up": "../a/b", "out": "../x", "abs": "/etc", "loop": "loop"} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Skip(err)
		}
	}
	root, err := rootfs.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	f := New(root, Never, 0)
	for p, want := range map[string]string{"/": "/", "/a/b": "/a/b", "/l/b/x": "/a/b/x", "/l/up/x": "/a/b/x", "/out": "", "/abs": "", "/loop": "", "/none/x": "/none/x"} {
		if got, err := f.Real(p); got != want || (err == nil) != (want != "") {
			t.Errorf("%s is %s, %v, want %s", p, got, err, want)
		}
	}
	if !f.Same("/a", "/a") || f.Same("/a", path.Join("/", "l")) {
		t.Error("Same")
	}
}
