package diskfs

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/chunk"
	"github.com/spf13/afero"
)

func TestClusters(t *testing.T) {
	const size = 256487424 // a 2901's CompactFlash
	each(t, func(t *testing.T, b afero.Fs) {
		o := options(size)
		o.Reserved = 36864
		f := open(t, b, o)
		want := func(used int64) {
			t.Helper()
			for _, f := range []*FS{f, open(t, b, o)} {
				if i := f.Info(); i.Size != size || i.Free != size-used || f.Used() != used {
					t.Errorf("%d free, used %d, want %d used", i.Free, f.Used(), used)
				}
			}
		}
		want(36864)
		put(t, f, "one", "1")
		want(36864 + 4096)
		put(t, f, "two", strings.Repeat("2", 4097))
		want(36864 + 3*4096)
		must(t, f.Mkdir(t.Context(), name("dir")))
		want(36864 + 4*4096)
		put(t, f, "dir/empty", "")
		want(36864 + 4*4096)
		put(t, f, "two", "2")
		want(36864 + 3*4096)
	})
}

func TestOrderIsThatOfSlots(t *testing.T) {
	each(t, func(t *testing.T, b afero.Fs) {
		f := open(t, b, options(1<<20))
		want := func(dir string, want ...string) {
			t.Helper()
			for i, f := range []*FS{f, open(t, b, options(1<<20))} {
				if d := cmp.Diff(want, names(t, f, dir)); d != "" {
					t.Errorf("%s, %d restarts: %s", dir, i, d)
				}
			}
		}
		for _, n := range []string{"z", "m", "a", "k"} {
			put(t, f, n, n)
		}
		want("", "z", "m", "a", "k")
		must(t, f.Remove(t.Context(), name("m")))
		put(t, f, "A", "replaced: the old entry stays")
		want("", "z", "a", "k")
		put(t, f, "new", "in the first free slot")
		put(t, f, "last", "at the end")
		want("", "z", "new", "a", "k", "last")
		must(t, f.Rename(t.Context(), name("a"), name("b")))
		must(t, f.Mkdir(t.Context(), name("dir")))
		for _, n := range []string{"y", "x", "c"} {
			put(t, f, "dir/"+n, n)
		}
		must(t, f.Rename(t.Context(), name("dir"), name("folder")))
		must(t, f.Rename(t.Context(), name("folder/x"), name("x")))
		must(t, f.Rename(t.Context(), name("z"), name("folder/z")))
		want("", "new", "b", "k", "last", "folder", "x")
		want("folder", "y", "z", "c")
		for i := range 300 { // until the journal is written anew
			put(t, f, fmt.Sprintf("t%d", i), "")
			must(t, f.Remove(t.Context(), name(fmt.Sprintf("t%d", i))))
		}
		want("folder", "y", "z", "c")
		want("", "new", "b", "k", "last", "folder", "x")
	})
}

func TestIndicesCountTheWholeDevice(t *testing.T) {
	f := open(t, chunk.NewFs(chunk.NewStore()), options(1<<20))
	for _, d := range []string{"boot", "boot/grub", "config"} {
		must(t, f.Mkdir(t.Context(), name(d)))
	}
	put(t, f, "boot/grub/a", "")
	put(t, f, "boot/b", "")
	put(t, f, "last", "")
	indices := func(dir string) (out []string) {
		rows, err := f.ReadDir(t.Context(), name(dir))
		must(t, err)
		for _, r := range rows {
			out = append(out, fmt.Sprint(r.Index, " ", r.Name))
			if e, err := f.Stat(t.Context(), name(dir+"/"+r.Name)); err != nil || e != r {
				t.Errorf("Stat %+v, %v; listed %+v", e, err, r)
			}
		}
		return out
	}
	for dir, want := range map[string][]string{
		"":          {"1 boot", "5 config", "6 last"},
		"boot":      {"2 grub", "4 b"},
		"boot/grub": {"3 a"},
	} {
		if d := cmp.Diff(want, indices(dir)); d != "" {
			t.Errorf("%s: %s", dir, d)
		}
	}
}

func TestTimes(t *testing.T) {
	each(t, func(t *testing.T, b afero.Fs) {
		o := options(1 << 20)
		now := deviceStart
		o.Now = func() time.Time { return now }
		f := open(t, b, o)
		put(t, f, "a", "a")
		now = now.Add(time.Hour)
		must(t, f.Mkdir(t.Context(), name("d")))
		now = time.Time{}
		put(t, f, "zero", "written before the clock was set")
		now = deviceStart.Add(48 * time.Hour)
		put(t, f, "d/x", "changes nothing of d's date")
		for i, f := range []*FS{f, open(t, b, o)} {
			rows, err := f.ReadDir(t.Context(), name(""))
			must(t, err)
			want := []time.Time{deviceStart.Add(-time.Second), deviceStart.Add(time.Hour - time.Second), {}}
			for j, r := range rows {
				if !r.ModTime.Equal(want[j]) || r.ModTime.IsZero() != want[j].IsZero() {
					t.Errorf("%d restarts: %s has %v, want %v", i, r.Name, r.ModTime, want[j])
				}
			}
		}
	})
}

func TestWhatAPersonPutsIntoTheFolder(t *testing.T) {
	dir := t.TempDir()
	host := func(path, content string) {
		t.Helper()
		must(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, path)), 0o755))
		must(t, os.WriteFile(filepath.Join(dir, path), []byte(content), 0o644))
	}
	b := afero.NewBasePathFs(afero.NewOsFs(), dir)
	host("c", "c")
	host("b/deep/er", "deeper")
	f := open(t, b, options(1<<20))
	put(t, f, "z", "z")
	host("a", "a")
	host("b/new/file", "new")
	must(t, os.Symlink("/etc/passwd", filepath.Join(dir, "link")))
	must(t, os.Symlink("/etc", filepath.Join(dir, "etc")))
	host("bad:name", "")
	host("Z", "second spelling")
	host(".iosim/tmp/mine", "x")
	if d := cmp.Diff([]string{"b", "c", "z", "a"}, names(t, f, "")); d != "" {
		t.Error(d)
	}
	if got := get(t, f, "b/new/file"); got != "new" {
		t.Errorf("%q", got)
	}
	for _, path := range []string{"etc/passwd", "link", "../../../../../../etc/passwd"} {
		if _, err := f.Open(t.Context(), name(path)); ifs.KindOf(err) != ifs.KindNotExist {
			t.Errorf("%s: %v", path, err)
		}
	}
	wantKind(t, write(f, "link", "x"), ifs.KindExist)
	wantKind(t, f.Mkdir(t.Context(), name("etc")), ifs.KindExist)
	wantKind(t, f.Rename(t.Context(), name("a"), name("link")), ifs.KindExist)
	wantKind(t, f.Rename(t.Context(), name("z"), name("Z")), ifs.KindExist)
	if used := f.Used(); used != 8*4096 {
		t.Errorf("used %d", used)
	}
	host("a", strings.Repeat("a", 5000)) // changed in place
	if rows, err := f.ReadDir(t.Context(), name("")); err != nil || rows[3].Size != 5000 || f.Used() != 9*4096 {
		t.Errorf("%+v, %v", rows, err)
	}
	must(t, os.RemoveAll(filepath.Join(dir, "b")))
	if got := names(t, f, ""); !slices.Equal(got, []string{"c", "z", "a"}) || f.Used() != 4*4096 {
		t.Errorf("%q, used %d", got, f.Used())
	}
	host("big", strings.Repeat("b", 2<<20))
	_ = names(t, f, "")
	if i := f.Info(); i.Free != 0 || i.Size-i.Free != f.Used() {
		t.Errorf("%+v", i)
	}
	wantKind(t, write(f, "more", "x"), ifs.KindNoSpace)
	put(t, f, "more", "")
	want := names(t, f, "")
	if got := names(t, open(t, b, options(1<<20)), ""); !slices.Equal(got, want) {
		t.Errorf("after a restart %q, want %q", got, want)
	}
}

func TestMetaFolderMayVanish(t *testing.T) {
	each(t, func(t *testing.T, b afero.Fs) {
		f := open(t, b, options(1<<20))
		put(t, f, "a", "a")
		must(t, b.RemoveAll(metaDir))
		put(t, f, "b", "b")
		must(t, b.RemoveAll(metaDir))
		must(t, f.Mkdir(t.Context(), name("d")))
		if got := names(t, f, ""); !slices.Equal(got, []string{"a", "b", "d"}) {
			t.Errorf("%q", got)
		}
	})
}

func TestMetaFolderIsNoLink(t *testing.T) {
	dir, out := t.TempDir(), t.TempDir()
	must(t, os.MkdirAll(filepath.Join(out, "tmp", "precious"), 0o755))
	must(t, os.Symlink(out, filepath.Join(dir, ".iosim")))
	if _, err := New(afero.NewBasePathFs(afero.NewOsFs(), dir), options(1)); err == nil {
		t.Error("a folder whose .iosim leads elsewhere is taken")
	}
	if _, err := os.Stat(filepath.Join(out, "tmp", "precious")); err != nil {
		t.Error(err)
	}
}

func TestLeftoversGo(t *testing.T) {
	each(t, func(t *testing.T, b afero.Fs) {
		f := open(t, b, options(1<<20))
		w, err := f.Create(t.Context(), name("x"), -1)
		must(t, err)
		_, err = w.Write([]byte("half"))
		must(t, err)
		// The process is killed here: another one opens the folder.
		open(t, b, options(1<<20))
		if rows, err := afero.ReadDir(b, tmpDir); err == nil && len(rows) > 0 {
			t.Errorf("%d temporary files are left", len(rows))
		} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Error(err)
		}
		_ = w.Abort()
	})
}

func TestFullAtTheLastByte(t *testing.T) {
	each(t, func(t *testing.T, b afero.Fs) {
		f := open(t, b, options(3*4096))
		fill := strings.Repeat("x", 3*4096)
		wantKind(t, write(f, "a", fill+"x"), ifs.KindNoSpace)
		put(t, f, "a", fill)
		if i := f.Info(); i.Free != 0 {
			t.Errorf("%+v", i)
		}
		put(t, f, "a", fill) // its own room is enough
		wantKind(t, write(f, "b", "x"), ifs.KindNoSpace)
		wantKind(t, f.Mkdir(t.Context(), name("d")), ifs.KindNoSpace)

		w, err := f.Create(t.Context(), name("A"), -1)
		must(t, err)
		_, err = w.Write([]byte(fill))
		must(t, err)
		_, err = w.Write([]byte("x"))
		wantKind(t, err, ifs.KindFull)
		wantKind(t, w.Commit(), ifs.KindFull)
		if got := get(t, f, "a"); got != fill {
			t.Errorf("%d bytes left", len(got))
		}
	})
}

func TestTwoWritersCannotOvercommit(t *testing.T) {
	f := open(t, chunk.NewFs(chunk.NewStore()), options(10*4096))
	put(t, f, "old", strings.Repeat("o", 4*4096)) // 6 clusters are free
	create := func(path string, clusters int64) (ifs.Writer, error) {
		return f.Create(t.Context(), name(path), clusters*4096)
	}
	a, err := create("a", 5)
	must(t, err)
	_, err = create("b", 2)
	wantKind(t, err, ifs.KindNoSpace)
	wantKind(t, write(f, "c", strings.Repeat("c", 4097)), ifs.KindNoSpace)
	b, err := create("b", 1)
	must(t, err)
	wantKind(t, f.Mkdir(t.Context(), name("d")), ifs.KindNoSpace)
	small, err := create("old", 1) // will give room back, and has not yet
	must(t, err)
	_, err = create("c", 1)
	wantKind(t, err, ifs.KindNoSpace)
	if i := f.Info(); i.Free != 6*4096 {
		t.Errorf("reserved space shows as used: %+v", i)
	}
	must(t, b.Abort())
	_, err = small.Write(make([]byte, 4096))
	must(t, err)
	must(t, small.Commit())
	put(t, f, "c", strings.Repeat("c", 4*4096))
	_, err = a.Write(make([]byte, 5*4096))
	must(t, err)
	must(t, a.Commit())
	if i := f.Info(); i.Free != 0 {
		t.Errorf("%+v", i)
	}
}

// A writer counts on the room of what it replaces; if that goes to another name
// meanwhile, its Commit fails and the disk is not overfull.
func TestReplacedFileMovesAway(t *testing.T) {
	f := open(t, chunk.NewFs(chunk.NewStore()), options(4*4096))
	put(t, f, "x", strings.Repeat("x", 3*4096))
	w, err := f.Create(t.Context(), name("x"), 3*4096)
	must(t, err)
	must(t, f.Rename(t.Context(), name("x"), name("y")))
	_, err = w.Write(make([]byte, 3*4096))
	must(t, err)
	wantKind(t, w.Commit(), ifs.KindFull)
	if i := f.Info(); i.Free != 4096 {
		t.Errorf("%+v", i)
	}
}

func TestEjectAndInsert(t *testing.T) {
	each(t, func(t *testing.T, b afero.Fs) {
		f := Empty(options(1 << 20))
		if i := f.Info(); !i.Absent || i.Size != -1 || i.Free != -1 || i.Type != ifs.Disk {
			t.Errorf("%+v", i)
		}
		wantKind(t, write(f, "x", "x"), ifs.KindNoDevice)
		must(t, f.Insert(b))
		wantKind(t, f.Insert(b), ifs.KindExist)
		put(t, f, "a", strings.Repeat("a", 100))
		r, err := f.Open(t.Context(), name("a"))
		must(t, err)
		defer r.Close()
		w, err := f.Create(t.Context(), name("a"), -1)
		must(t, err)
		_, err = w.Write([]byte("new"))
		must(t, err)
		w2, err := f.Create(t.Context(), name("b"), -1)
		must(t, err)

		f.Eject()
		f.Eject()
		_, err = r.Read(make([]byte, 10))
		wantKind(t, err, ifs.KindIO)
		_, err = w.Write([]byte("more"))
		wantKind(t, err, ifs.KindIO)
		wantKind(t, w.Commit(), ifs.KindIO)
		wantKind(t, w2.Commit(), ifs.KindIO)
		for what, err := range map[string]error{
			"mkdir":  f.Mkdir(t.Context(), name("d")),
			"remove": f.Remove(t.Context(), name("a")),
			"rename": f.Rename(t.Context(), name("a"), name("b")),
			"format": f.Format(t.Context()),
		} {
			if ifs.KindOf(err) != ifs.KindNoDevice {
				t.Errorf("%s: %v", what, err)
			}
		}
		if _, err := f.ReadDir(t.Context(), name("")); ifs.KindOf(err) != ifs.KindNoDevice {
			t.Errorf("dir: %v", err)
		}
		must(t, f.Insert(b))
		if got := names(t, f, ""); !slices.Equal(got, []string{"a"}) || get(t, f, "a") != strings.Repeat("a", 100) {
			t.Errorf("%q", got)
		}
	})
}

func TestInterruptedFormatIsUndone(t *testing.T) {
	each(t, func(t *testing.T, b afero.Fs) {
		f := open(t, b, options(1<<20))
		put(t, f, "a", "a")
		put(t, f, "b", "b")
		must(t, b.MkdirAll(formatDir, 0o755))
		must(t, b.Rename("/a", formatDir+"/a"))
		f = open(t, b, options(1<<20))
		if got := names(t, f, ""); !slices.Equal(got, []string{"a", "b"}) {
			t.Errorf("%q", got)
		}
		must(t, f.Format(t.Context()))
		for _, f := range []*FS{f, open(t, b, options(1<<20))} {
			if got := names(t, f, ""); len(got) != 0 || f.Used() != 0 {
				t.Errorf("%q, used %d", got, f.Used())
			}
		}
	})
}

// A copy between disks in memory moves no bytes.
func TestCloneSharesChunks(t *testing.T) {
	store := chunk.NewStore()
	tab := ifs.NewTable()
	flash := open(t, chunk.NewFs(store), options(1<<30))
	stick := open(t, afero.NewBasePathFs(chunk.NewFs(store), "/stick"), options(64<<20))
	tab.Mount("flash0", flash)
	tab.Mount("usbflash0", stick)
	var content strings.Builder
	for i := range 3 << 20 / 16 {
		fmt.Fprintf(&content, "%15d\n", i)
	}
	put(t, flash, "image", content.String())
	chunks := store.Chunks()
	var told int64
	ctx := ifs.WithTrace(t.Context(), &ifs.Trace{Data: func(n int) { told += int64(n) }})
	n, err := ifs.Copy(ctx, tab, ifs.Name{Prefix: "usbflash0", Path: "image"}, name("image"))
	if err != nil || n != 3<<20 || told != n {
		t.Fatalf("%d bytes, %d told, %v", n, told, err)
	}
	if got := store.Chunks(); got > chunks {
		t.Errorf("%d chunks became %d", chunks, got)
	}
	if get(t, stick, "image") != content.String() {
		t.Error("the copy differs")
	}
	put(t, stick, "image", "changed")
	if get(t, flash, "image") != content.String() {
		t.Error("changing the copy changed the original")
	}
	// Too large for the other disk: as any write.
	small := open(t, chunk.NewFs(store), options(1<<20))
	tab.Mount("small", small)
	_, err = ifs.Copy(t.Context(), tab, ifs.Name{Prefix: "small", Path: "x"}, name("image"))
	wantKind(t, err, ifs.KindNoSpace)
}

func FuzzJournal(f *testing.F) {
	f.Add([]byte("\n{\"p\":\"/a\",\"s\":3}\n{\"p\":\"/d\",\"s\":0,\"t\":1}\n{\"p\":\"/e\",\"s\":1,\"f\":\"/d\"}"))
	f.Add([]byte("\n{\"p\":\"\",\"s\":-1}\n{\"p\":\"/a\",\"s\":70000}\n{\"p\":\"/a/b/c\",\"s\":2,\"f\":\"/\"}\n{"))
	f.Fuzz(func(t *testing.T, journal []byte) {
		b := afero.NewMemMapFs()
		for _, n := range []string{"/a", "/b", "/d/x", "/e/x"} {
			must(t, afero.WriteFile(b, n, []byte("x"), 0o644))
		}
		must(t, afero.WriteFile(b, journalFile, journal, 0o644))
		d := open(t, b, options(1<<20))
		if got := names(t, d, ""); len(got) != 4 || d.Used() != 6*4096 {
			t.Errorf("%q, used %d", got, d.Used())
		}
		put(t, d, "new", "x")
		want := names(t, d, "")
		if got := names(t, open(t, b, options(1<<20)), ""); !slices.Equal(got, want) {
			t.Errorf("after a restart %q, want %q", got, want)
		}
	})
}

func FuzzName(f *testing.F) {
	for _, s := range []string{"a", "A/../b", `..\x`, ".iosim", "K", "ſ", "a\x00", strings.Repeat("a", 300), "a//b/"} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		if strings.EqualFold(a, b) != (fold(a) == fold(b)) && validName(a) && validName(b) {
			t.Errorf("%q and %q: EqualFold %v", a, b, strings.EqualFold(a, b))
		}
		d := open(t, chunk.NewFs(chunk.NewStore()), options(1<<20))
		if err := write(d, a, a); err == nil {
			if got := get(t, d, strings.ToUpper(a)); got != a && strings.EqualFold(a, strings.ToUpper(a)) {
				t.Errorf("%q reads %q", a, got)
			}
		} else if ifs.KindOf(err) == ifs.KindUnknown {
			t.Error(err)
		}
	})
}

// A format lays the medium out in its own way, once and for good (ios-files.md 3.2, 10).
func TestFormatChangesTheSize(t *testing.T) {
	each(t, func(t *testing.T, b afero.Fs) {
		o := options(100 * 4096)
		o.Formatted = 97 * 4096
		f := open(t, b, o)
		put(t, f, "a", "a")
		if i := f.Info(); i.Size != o.Size || i.Free != o.Size-4096 {
			t.Errorf("%+v", i)
		}
		for range 2 {
			must(t, f.Format(t.Context()))
			put(t, f, "b", "b")
			for _, f := range []*FS{f, open(t, b, o)} {
				if i := f.Info(); i.Size != o.Formatted || i.Free != o.Formatted-4096 {
					t.Errorf("%+v", i)
				}
			}
		}
	})
}
