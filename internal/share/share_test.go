package share

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/spf13/afero"
	"pgregory.net/rapid"

	"github.com/iosim/iosim/internal/chunk"
	"github.com/iosim/iosim/internal/rootfs"
)

// roots are the file systems that hosts serve: a folder of this machine, and memory.
func roots(t *testing.T) map[string]afero.Fs {
	t.Helper()
	disk, err := rootfs.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { disk.Close() })
	return map[string]afero.Fs{"disk": disk, "memory": chunk.NewFs(chunk.NewStore())}
}

func write(t *testing.T, f *Folder, name, text string, keep int64) error {
	t.Helper()
	u, err := f.Create(name, keep)
	if err != nil {
		return err
	}
	if _, err := u.Write([]byte(text)); err != nil {
		return errors.Join(err, u.Abort())
	}
	return u.Commit()
}

func names(t *testing.T, root afero.Fs) string {
	t.Helper()
	var out []string
	err := afero.Walk(root, "/", func(p string, i os.FileInfo, err error) error {
		if err == nil && p != "/" {
			out = append(out, p)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(out, " ")
}

// A file is seen when it is whole; one that is not leaves nothing, and what was there
// stays.
func TestUpload(t *testing.T) {
	for kind, root := range roots(t) {
		t.Run(kind, func(t *testing.T) {
			f := New(root, Always, 0)
			u, err := f.Create("/a", 0)
			if err != nil {
				t.Fatal(err)
			}
			for at, text := range map[int64]string{0: "he", 4: "o", 2: "ll"} {
				if _, err := u.WriteAt([]byte(text), at); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := f.Stat("/a"); err == nil {
				t.Error("it is seen before it is whole")
			}
			date := time.Date(2012, 1, 2, 3, 4, 6, 0, time.UTC)
			u.SetModTime(date)
			if err := u.Commit(); err != nil || u.Abort() != nil {
				t.Fatal(err)
			}
			info, err := f.Stat("/a")
			if err != nil || !info.ModTime().Equal(date) {
				t.Errorf("%v, %v", info, err)
			}
			if err := write(t, f, "/a", " world", 5); err != nil {
				t.Fatal(err)
			}
			if u, err = f.Create("/a", 0); err != nil {
				t.Fatal(err)
			}
			if _, err := u.Write([]byte("other")); err != nil {
				t.Fatal(err)
			}
			if err := u.Abort(); err != nil {
				t.Fatal(err)
			}
			if b, err := afero.ReadFile(root, "/a"); err != nil || string(b) != "hello world" {
				t.Errorf("%q, %v", b, err)
			}
			for _, tt := range []struct {
				name string
				keep int64
				want error
			}{{"/a/b", 0, syscall.ENOTDIR}, {"/none/b", 0, fs.ErrNotExist}, {"/", 0, syscall.EISDIR}, {"/a", 12, syscall.EINVAL}} {
				if _, err := f.Create(tt.name, tt.keep); !errors.Is(err, tt.want) {
					t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
				}
			}
			if got := names(t, root); got != "/a" {
				t.Errorf("left: %s", got)
			}
		})
	}
}

func TestOnceAndNever(t *testing.T) {
	for kind, root := range roots(t) {
		t.Run(kind, func(t *testing.T) {
			once, never := New(root, Once, 0), New(root, Never, 0)
			first, err := once.Create("/a", 0)
			if err != nil {
				t.Fatal(err)
			}
			if err := write(t, once, "/a", "second", 0); !errors.Is(err, ErrExist) { // it was slower
				t.Errorf("%v", err)
			}
			if err := first.Abort(); err != nil {
				t.Fatal(err)
			}
			if err := write(t, once, "/a", "second", 0); err != nil { // the name is free again
				t.Fatal(err)
			}
			if err := write(t, once, "/a", "third", 0); !errors.Is(err, ErrExist) {
				t.Errorf("%v", err)
			}
			if err := write(t, never, "/b", "x", 0); !errors.Is(err, fs.ErrPermission) {
				t.Errorf("%v", err)
			}
			if b, err := afero.ReadFile(root, "/a"); err != nil || string(b) != "second" || names(t, root) != "/a" {
				t.Errorf("%q, %v, %s", b, err, names(t, root))
			}
		})
	}
}

// Whatever comes in and breaks off, no more is kept than the quota allows, and what was
// given up is free again.
func TestQuota(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		root := chunk.NewFs(chunk.NewStore())
		const limit = 1000
		f := New(root, Always, limit)
		for range rapid.IntRange(1, 12).Draw(t, "files") {
			u, err := f.Create("/"+rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "name"), 0)
			if err != nil && !errors.Is(err, ErrQuota) {
				t.Fatal(err)
			}
			if err != nil {
				continue
			}
			_, err = u.Write(make([]byte, rapid.IntRange(0, 700).Draw(t, "size")))
			if err != nil || rapid.Bool().Draw(t, "abort") {
				err = u.Abort()
			} else {
				err = u.Commit()
			}
			if err != nil {
				t.Fatal(err)
			}
			sum := int64(0)
			rows, err := f.List("/")
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range rows {
				sum += r.Size()
			}
			if sum > limit {
				t.Fatalf("%d bytes of %d", sum, limit)
			}
			if f.Fits(limit-sum) != nil || f.Fits(limit-sum+1) == nil {
				t.Fatalf("%d bytes are there, and %d do not fit", sum, limit-sum)
			}
		}
	})
}

// What a process that was killed has left is swept; what another writes is not.
func TestSweep(t *testing.T) {
	dir := t.TempDir()
	if os.Getenv("IOSIM_SHARE_DIR") != "" {
		dir = os.Getenv("IOSIM_SHARE_DIR")
	}
	root, err := rootfs.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	f := New(root, Always, 0)
	if os.Getenv("IOSIM_SHARE_DIR") != "" { // the process that is killed
		u, err := f.Create("/image", 0)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := u.Write([]byte("half")); err != nil {
			t.Fatal(err)
		}
		p, err := os.FindProcess(os.Getpid())
		if err == nil {
			err = p.Kill()
		}
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestSweep$")
	cmd.Env = append(os.Environ(), "IOSIM_SHARE_DIR="+dir)
	if out, err := cmd.CombinedOutput(); err == nil || strings.Contains(string(out), "FAIL") {
		t.Fatalf("%v %s", err, out)
	}
	u, err := f.Create("/mine", 0)
	if err != nil {
		t.Fatal(err)
	}
	if rows, err := os.ReadDir(dir); err != nil || len(rows) != 2 {
		t.Fatalf("%v, %v", rows, err)
	}
	if err := Sweep(root); err != nil {
		t.Fatal(err)
	}
	if err := u.Commit(); err != nil {
		t.Fatal(err)
	}
	rows, err := os.ReadDir(dir)
	if err != nil || len(rows) != 1 || rows[0].Name() != "mine" {
		t.Errorf("%v, %v", rows, err)
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{"x", "/x", "../x", "a/../../b", "//", ".", "a\\b", "a/./b", "\x00", "..", "a/" + partPrefix + "x", "CON", "C:x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := Clean(s)
		if err != nil {
			return
		}
		if !strings.HasPrefix(p, "/") || filepath.ToSlash(filepath.Clean(p)) != p || strings.Contains(p+"/", "/../") ||
			strings.ContainsAny(p, "\\\x00\r\n") || strings.Contains(p, "/"+partPrefix) {
			t.Errorf("%q is %q", s, p)
		}
	})
}
