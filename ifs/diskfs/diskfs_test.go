package diskfs

import (
	"context"
	"io"
	"path/filepath"
	"testing"
	"testing/fstest"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ifs/ifstest"
	"github.com/iosim/iosim/internal/chunk"
	"github.com/spf13/afero"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// deviceStart is odd on purpose: entries get the even second before.
var deviceStart = time.Date(2026, 3, 1, 12, 30, 45, 0, time.UTC)

func options(size int64) Options {
	return Options{Prefix: "flash0", Size: size, Now: func() time.Time { return deviceStart }}
}

// backings are the kinds of stores that a disk stands on.
var backings = map[string]func(t testing.TB) afero.Fs{
	"host": func(t testing.TB) afero.Fs {
		return afero.NewBasePathFs(afero.NewOsFs(), filepath.Join(t.TempDir(), "state", "flash0"))
	},
	"memory": func(testing.TB) afero.Fs { return chunk.NewFs(chunk.NewStore()) },
}

func each(t *testing.T, f func(t *testing.T, b afero.Fs)) {
	for name, open := range backings {
		t.Run(name, func(t *testing.T) { f(t, open(t)) })
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func open(t testing.TB, b afero.Fs, o Options) *FS {
	t.Helper()
	f, err := New(b, o)
	must(t, err)
	return f
}

func name(path string) ifs.Name { return ifs.Name{Prefix: "flash0", Path: path} }

func put(t testing.TB, f ifs.FS, path, content string) {
	t.Helper()
	must(t, write(f, path, content))
}

func write(f ifs.FS, path, content string) error {
	w, err := f.Create(context.Background(), name(path), int64(len(content)))
	if err != nil {
		return err
	}
	defer w.Abort()
	if _, err := io.WriteString(w, content); err != nil {
		return err
	}
	return w.Commit()
}

func get(t testing.TB, f ifs.FS, path string) string {
	t.Helper()
	r, err := f.Open(t.Context(), name(path))
	must(t, err)
	defer r.Close()
	b, err := io.ReadAll(r)
	must(t, err)
	return string(b)
}

func wantKind(t testing.TB, err error, want ifs.Kind) {
	t.Helper()
	if err == nil || ifs.KindOf(err) != want {
		t.Errorf("%v: kind %v, want %v", err, ifs.KindOf(err), want)
	}
}

func names(t testing.TB, f ifs.FS, dir string) []string {
	t.Helper()
	rows, err := ifs.ReadDir(t.Context(), f, name(dir))
	must(t, err)
	out := []string{}
	for _, r := range rows {
		out = append(out, r.Name)
	}
	return out
}

func TestConformance(t *testing.T) {
	for kind, backing := range backings {
		t.Run(kind, func(t *testing.T) {
			ifstest.TestFS(t, func(t testing.TB) ifs.FS {
				return open(t, backing(t), options(4<<20))
			}, ifstest.Options{Prefix: "flash0"})
		})
	}
}

func TestConformanceReadOnly(t *testing.T) {
	for kind, backing := range backings {
		t.Run(kind, func(t *testing.T) {
			ifstest.TestFS(t, func(t testing.TB) ifs.FS {
				b := backing(t)
				put(t, open(t, b, options(1<<20)), "readme.txt", "read me")
				o := options(1 << 20)
				o.Access = ifs.ReadOnly
				return open(t, b, o)
			}, ifstest.Options{Prefix: "flash0", ReadOnly: true, Present: map[string]string{"readme.txt": "read me"}})
		})
	}
}

func TestStandardLibraryConformance(t *testing.T) {
	each(t, func(t *testing.T, b afero.Fs) {
		f := open(t, b, options(1<<20))
		put(t, f, "zero", "")
		put(t, f, "image.bin", "image")
		must(t, f.Mkdir(t.Context(), name("dir")))
		must(t, f.Mkdir(t.Context(), name("dir/empty")))
		put(t, f, "dir/deep.txt", "deep")
		if err := fstest.TestFS(ifstest.StdFS(f, "flash0"), "zero", "image.bin", "dir/empty", "dir/deep.txt"); err != nil {
			t.Error(err)
		}
	})
}
