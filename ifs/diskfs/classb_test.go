package diskfs_test

import (
	"context"
	"testing"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ifs/diskfs"
	"github.com/iosim/iosim/ifs/ifstest"
	"github.com/iosim/iosim/internal/chunk"
	"github.com/spf13/afero"
)

func classB(t testing.TB, b afero.Fs) *diskfs.ClassB {
	t.Helper()
	f, err := diskfs.NewClassB(b, diskfs.Options{Prefix: "flash", Type: ifs.Flash, Size: 16252928})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func flash(path string) ifs.Name { return ifs.Name{Prefix: "flash", Path: path} }

func write(t testing.TB, f ifs.FS, path string, size int) {
	t.Helper()
	w, err := f.Create(context.Background(), flash(path), int64(size))
	if err == nil {
		_, err = w.Write(make([]byte, size))
	}
	if err == nil {
		err = w.Commit()
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestClassBConformance(t *testing.T) {
	ifstest.TestFS(t, func(t testing.TB) ifs.FS { return classB(t, chunk.NewFs(chunk.NewStore())) },
		ifstest.Options{Prefix: "flash", Flat: true, Keeps: true})
	ifstest.TestFS(t, func(t testing.TB) ifs.FS {
		return classB(t, afero.NewBasePathFs(afero.NewOsFs(), t.TempDir()))
	}, ifstest.Options{Prefix: "flash", Flat: true, Keeps: true})
}

// The capture of ios-files.md 4.4: two files and their headers.
func TestClassBAccounting(t *testing.T) {
	ctx := context.Background()
	b := chunk.NewFs(chunk.NewStore())
	f := classB(t, b)
	write(t, f, "c2600-i-mz.122-12e.bin", 5427700)
	write(t, f, "c2600-i-mz.121-17.bin", 4511476)
	free := func(want int64) {
		t.Helper()
		if i := f.Info(); i.Free != want || i.Size != 16252928 {
			t.Errorf("%+v, want %d free", i, want)
		}
	}
	free(6313624)
	if err := f.Remove(ctx, flash("c2600-i-mz.122-12e.bin")); err != nil {
		t.Fatal(err)
	}
	free(6313624) // it still takes its room
	write(t, f, "x", 10)
	write(t, f, "X", 20) // replaces x
	free(6313624 - 10 - 20 - 2*64)
	want := []ifs.Entry{
		{Name: "c2600-i-mz.122-12e.bin", Size: 5427700, Index: 1, Deleted: true, Perm: "-rw-"},
		{Name: "c2600-i-mz.121-17.bin", Size: 4511476, Index: 2, Perm: "-rw-"},
		{Name: "x", Size: 10, Index: 3, Deleted: true, Perm: "-rw-"},
		{Name: "X", Size: 20, Index: 4, Perm: "-rw-"},
	}
	check := func(f ifs.FS, want []ifs.Entry) {
		t.Helper()
		got, err := ifs.ReadAll(ctx, f, flash("/"))
		if err != nil || len(got) != len(want) {
			t.Fatalf("%+v, %v", got, err)
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%+v, want %+v", got[i], want[i])
			}
		}
	}
	check(f, want)
	check(classB(t, b), want) // after a restart
	if err := f.Undelete(ctx, 3); ifs.KindOf(err) != ifs.KindExist {
		t.Errorf("undelete of a name that is taken: %v", err)
	}
	if err := f.Undelete(ctx, 2); ifs.KindOf(err) != ifs.KindNotExist {
		t.Errorf("undelete of a file that is there: %v", err)
	}
	if err := f.Undelete(ctx, 1); err != nil {
		t.Error(err)
	}
	if err := f.Squeeze(ctx); err != nil {
		t.Fatal(err)
	}
	check(f, []ifs.Entry{
		{Name: "c2600-i-mz.122-12e.bin", Size: 5427700, Index: 1, Perm: "-rw-"},
		{Name: "c2600-i-mz.121-17.bin", Size: 4511476, Index: 2, Perm: "-rw-"},
		{Name: "X", Size: 20, Index: 3, Perm: "-rw-"},
	})
	free(6313624 - 20 - 64)
	// The last byte fits, one more does not.
	if _, err := f.Create(ctx, flash("big"), 6313624-20-64-64+1); ifs.KindOf(err) != ifs.KindNoSpace {
		t.Errorf("a byte too many: %v", err)
	}
	write(t, f, "big", 6313624-20-64-64)
	free(0)
	if err := f.Format(ctx); err != nil {
		t.Fatal(err)
	}
	free(16252928)
}

func TestClassBUnknownSize(t *testing.T) {
	f, err := diskfs.NewClassB(chunk.NewFs(chunk.NewStore()), diskfs.Options{Prefix: "flash", Size: 1000})
	if err != nil {
		t.Fatal(err)
	}
	w, err := f.Create(context.Background(), flash("x"), -1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(make([]byte, 936)); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte("x")); ifs.KindOf(err) != ifs.KindFull {
		t.Errorf("the byte beyond: %v", err)
	}
	if err := w.Abort(); err != nil || f.Info().Free != 1000 {
		t.Errorf("%v, %+v", err, f.Info())
	}
}

// A process killed after the commit, before the names were changed.
func TestClassBSettles(t *testing.T) {
	b := chunk.NewFs(chunk.NewStore())
	for name, text := range map[string]string{"/img": "old", "/~arrived-7~img": "new"} {
		if err := afero.WriteFile(b, name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	f := classB(t, b)
	e, err := f.Stat(context.Background(), flash("img"))
	if err != nil || e.Size != 3 || !e.ModTime.Equal(time.Time{}) {
		t.Errorf("%+v, %v", e, err)
	}
	got, err := afero.ReadFile(b, "/img")
	if err != nil || string(got) != "new" {
		t.Errorf("%q, %v", got, err)
	}
	if n, err := f.Check(context.Background()); n != 0 || err != nil {
		t.Errorf("check: %d, %v", n, err)
	}
}

func TestCheck(t *testing.T) {
	b := chunk.NewFs(chunk.NewStore())
	f, err := diskfs.New(b, diskfs.Options{Prefix: "flash0", Size: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	w, err := f.Create(ctx, ifs.Name{Prefix: "flash0", Path: "x"}, 3)
	if err != nil {
		t.Fatal(err)
	}
	if err := afero.WriteFile(b, "/.iosim/tmp/9999", []byte("lost"), 0o644); err != nil {
		t.Fatal(err)
	}
	if n, err := f.Check(ctx); n != 1 || err != nil {
		t.Errorf("%d repaired, %v", n, err)
	}
	if _, err := w.Write([]byte("abc")); err != nil {
		t.Fatal(err)
	}
	if err := w.Commit(); err != nil { // its own temporary file was left alone
		t.Error(err)
	}
	if n, err := f.Check(ctx); n != 0 || err != nil {
		t.Errorf("%d repaired, %v", n, err)
	}
}
