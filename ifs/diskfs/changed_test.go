package diskfs_test

import (
	"context"
	"fmt"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ifs/diskfs"
	"github.com/iosim/iosim/internal/chunk"
)

// changeLog notes changes, and looks at the file system meanwhile: no lock is held.
type changeLog struct {
	fs   ifs.FS
	told []string
}

func (l *changeLog) note(c ifs.Change) {
	l.fs.Info()
	names := [...]string{"created", "replaced", "removed", "renamed", "dir created", "dir removed", "formatted"}
	s := fmt.Sprintf("%s %v", names[c.Kind], c.Name)
	if c.Kind == ifs.Created || c.Kind == ifs.Replaced {
		s += fmt.Sprintf(" %d", c.Size)
	}
	if c.Kind == ifs.Renamed {
		s += " " + c.To.String()
	}
	l.told = append(l.told, s)
}

func put(t *testing.T, fs ifs.FS, path, text string) {
	t.Helper()
	w, err := fs.Create(t.Context(), ifs.Name{Prefix: "flash0", Path: path}, int64(len(text)))
	if err == nil {
		if _, err = io.WriteString(w, text); err == nil {
			err = w.Commit()
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}

func at(path string) ifs.Name { return ifs.Name{Prefix: "flash0", Path: path} }

// Every change that succeeded is reported once, under the disk's own name; one that failed
// or was aborted is not.
func TestChanged(t *testing.T) {
	ctx := context.Background()
	var log changeLog
	f, err := diskfs.New(chunk.NewFs(chunk.NewStore()), diskfs.Options{Prefix: "flash0", Size: 1 << 20, Changed: log.note})
	if err != nil {
		t.Fatal(err)
	}
	log.fs = f
	if err := f.Mkdir(ctx, at("d")); err != nil {
		t.Fatal(err)
	}
	put(t, f, "d/a", "12345")
	put(t, f, "/D/A", "1")
	w, err := f.Create(ctx, at("b"), -1)
	if err != nil {
		t.Fatal(err)
	}
	_ = w.Abort()
	_ = w.Commit()
	for _, err := range []error{
		f.Rename(ctx, at("d/a"), at("b")),
		f.Rename(ctx, at("b"), at("b")), // nothing changes
		f.Rmdir(ctx, at("d")),
		f.Remove(ctx, at("b")),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if f.Remove(ctx, at("b")) == nil || f.Rmdir(ctx, at("d")) == nil || f.Rename(ctx, at("x"), at("y")) == nil {
		t.Error("what is not there was changed")
	}
	if err := f.Format(ctx); err != nil {
		t.Fatal(err)
	}
	want := []string{"dir created flash0:/d", "created flash0:/d/a 5", "replaced flash0:/d/a 1",
		"renamed flash0:/d/a flash0:/b", "dir removed flash0:/d", "removed flash0:/b", "formatted flash0:"}
	if d := cmp.Diff(want, log.told); d != "" {
		t.Error(d)
	}
}

// A class B flash tells of the names that users see, not of those in the folder.
func TestChangedClassB(t *testing.T) {
	ctx := context.Background()
	var log changeLog
	f, err := diskfs.NewClassB(chunk.NewFs(chunk.NewStore()), diskfs.Options{Prefix: "flash0", Size: 1 << 20, Changed: log.note})
	if err != nil {
		t.Fatal(err)
	}
	log.fs = f
	put(t, f, "a", "12345")
	put(t, f, "a", "1")
	for _, err := range []error{f.Rename(ctx, at("a"), at("b")), f.Remove(ctx, at("b"))} {
		if err != nil {
			t.Fatal(err)
		}
	}
	rows, err := f.ReadAll(ctx, at(""))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if r.Name == "b" {
			if err := f.Undelete(ctx, r.Index); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := f.Squeeze(ctx); err != nil {
		t.Fatal(err)
	}
	if err := f.Format(ctx); err != nil {
		t.Fatal(err)
	}
	want := []string{"created flash0:/a 5", "replaced flash0:/a 1", "renamed flash0:/a flash0:/b", "removed flash0:/b",
		"created flash0:/b 1", "formatted flash0:"}
	if d := cmp.Diff(want, log.told); d != "" {
		t.Error(d)
	}
}
