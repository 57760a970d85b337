package diskfs

import (
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/chunk"
	"github.com/spf13/afero"
)

// TestEveryFault makes each call of the backing fail in turn, alone and with all
// that follow, for every kind of change: the disk is as before or as after it, and
// stays so over a restart.
func TestEveryFault(t *testing.T) {
	big := strings.Repeat("n", 9000)
	for what, do := range map[string]func(f *FS) error{
		"new file": func(f *FS) error { return write(f, "d/new", big) },
		"replace":  func(f *FS) error { return write(f, "A", big) },
		"remove":   func(f *FS) error { return f.Remove(t.Context(), name("a")) },
		"mkdir":    func(f *FS) error { return f.Mkdir(t.Context(), name("d/sub")) },
		"rmdir":    func(f *FS) error { return f.Rmdir(t.Context(), name("empty")) },
		"rename":   func(f *FS) error { return f.Rename(t.Context(), name("d"), name("empty/moved")) },
		"format":   func(f *FS) error { return f.Format(t.Context()) },
	} {
		prepare := func() (*faulty, *FS) {
			b := &faulty{Fs: chunk.NewFs(chunk.NewStore()), left: -1}
			f := open(t, b, options(1<<20))
			put(t, f, "a", "a")
			must(t, f.Mkdir(t.Context(), name("d")))
			must(t, f.Mkdir(t.Context(), name("empty")))
			put(t, f, "d/x", "x")
			put(t, f, "z", "z")
			return b, f
		}
		_, f := prepare()
		before := tree(t, f, "")
		must(t, do(f))
		after := tree(t, f, "")
		for _, stays := range []bool{false, true} {
			for n, hit := 0, true; hit; n++ {
				b, f := prepare()
				b.arm(n, stays)
				err := do(f)
				hit = b.disarm()
				got := tree(t, f, "")
				if err == nil && got != after || err != nil && got != before && got != after {
					t.Errorf("%s, fault %d (stays %v), %v:\n%s", what, n, stays, err, got)
				}
				if err != nil && ifs.KindOf(err) != ifs.KindIO {
					t.Errorf("%s, fault %d: %v", what, n, err)
				}
				if again := open(t, b, options(1<<20)); tree(t, again, "") != got {
					t.Errorf("%s, fault %d (stays %v), %v: after a restart\n%s, before it\n%s", what, n, stays, err, tree(t, again, ""), got)
				}
			}
		}
	}
}

// tree is the contents of a directory and all below it, without their order.
func tree(t testing.TB, f *FS, dir string) string {
	rows, err := f.ReadDir(t.Context(), name(dir))
	must(t, err)
	var out []string
	for _, r := range rows {
		p := path.Join(dir, r.Name)
		if r.Dir {
			out = append(out, p+"/", tree(t, f, p))
		} else {
			out = append(out, p+"="+get(t, f, p)[:1], r.ModTime.String())
		}
	}
	slices.Sort(out)
	return strings.Join(out, "\n")
}

// TestNothingIsLeftOfAFailedCommit looks into the temporary folder.
func TestNothingIsLeftOfAFailedCommit(t *testing.T) {
	each(t, func(t *testing.T, b afero.Fs) {
		f := open(t, b, options(1<<20))
		must(t, f.Mkdir(t.Context(), name("d")))
		short, err := f.Create(t.Context(), name("x"), 10)
		must(t, err)
		wantKind(t, short.Commit(), ifs.KindLength)
		orphan, err := f.Create(t.Context(), name("d/x"), -1)
		must(t, err)
		must(t, f.Rmdir(t.Context(), name("d")))
		wantKind(t, orphan.Commit(), ifs.KindNotExist)
		aborted, err := f.Create(t.Context(), name("x"), 10)
		must(t, err)
		must(t, aborted.Abort())
		if rows, err := afero.ReadDir(b, tmpDir); err != nil || len(rows) > 0 {
			t.Errorf("%d files are left, %v", len(rows), err)
		}
	})
}

// logged notes the calls that make a write durable.
type logged struct {
	afero.Fs
	calls []string
}

func (l *logged) OpenFile(n string, flag int, p os.FileMode) (afero.File, error) {
	h, err := l.Fs.OpenFile(n, flag, p)
	if err != nil {
		return nil, err
	}
	return loggedFile{h, l, path.Dir(n)}, nil
}

func (l *logged) Open(n string) (afero.File, error) {
	h, err := l.Fs.Open(n)
	if err != nil {
		return nil, err
	}
	return loggedFile{h, l, n}, nil
}

func (l *logged) Rename(a, b string) error {
	l.calls = append(l.calls, "rename to "+b)
	return l.Fs.Rename(a, b)
}

type loggedFile struct {
	afero.File
	l    *logged
	what string
}

func (h loggedFile) Sync() error {
	h.l.calls = append(h.l.calls, "sync "+h.what)
	return h.File.Sync()
}

func TestDurableOrder(t *testing.T) {
	b := &logged{Fs: chunk.NewFs(chunk.NewStore())}
	f := open(t, b, options(1<<20))
	must(t, f.Mkdir(t.Context(), name("d")))
	b.calls = nil
	put(t, f, "d/x", "x")
	if want := []string{"sync " + tmpDir, "rename to /d/x", "sync /d"}; !slices.Equal(b.calls, want) {
		t.Errorf("%q, want %q", b.calls, want)
	}
}

// One replaced file's room is not given to two writers.
func TestTwoWritersOfOneFile(t *testing.T) {
	f := open(t, chunk.NewFs(chunk.NewStore()), options(4*4096))
	put(t, f, "x", strings.Repeat("x", 4*4096))
	a, err := f.Create(t.Context(), name("x"), 3*4096)
	must(t, err)
	_, err = f.Create(t.Context(), name("X"), 2*4096)
	wantKind(t, err, ifs.KindNoSpace)
	b, err := f.Create(t.Context(), name("X"), 4096)
	must(t, err)
	for _, w := range []ifs.Writer{a, b} {
		n := map[ifs.Writer]int{a: 3, b: 1}[w]
		_, err := w.Write(make([]byte, n*4096))
		must(t, err)
		must(t, w.Commit())
	}
	if f.Used() != 4096 {
		t.Errorf("used %d", f.Used())
	}
}

// A new directory does not inherit the order of an older one of its name.
func TestNewDirectoryUnderAnOldName(t *testing.T) {
	each(t, func(t *testing.T, b afero.Fs) {
		f := open(t, b, options(1<<20))
		must(t, f.Mkdir(t.Context(), name("d")))
		put(t, f, "d/a", "")
		put(t, f, "d/b", "")
		must(t, f.Remove(t.Context(), name("d/a")))
		must(t, f.Remove(t.Context(), name("d/b")))
		must(t, f.Rmdir(t.Context(), name("d")))
		must(t, f.Mkdir(t.Context(), name("d")))
		must(t, afero.WriteFile(b, "/d/b", nil, 0o644))
		f = open(t, b, options(1<<20))
		put(t, f, "d/z", "")
		if got := names(t, f, "d"); !slices.Equal(got, []string{"b", "z"}) {
			t.Errorf("%q", got)
		}
	})
}

// A change that came within one tick of the host's clock after a look is seen
// when the tick is over.
func TestChangeWithinATick(t *testing.T) {
	b := chunk.NewFs(chunk.NewStore())
	stamp := time.Now().Add(time.Hour)
	must(t, b.Chtimes("/", stamp, stamp))
	f := open(t, b, options(1<<20))
	must(t, afero.WriteFile(b, "/late", []byte("late"), 0o644))
	must(t, b.Chtimes("/", stamp, stamp))
	time.Sleep(2 * tick)
	if got := get(t, f, "late"); got != "late" {
		t.Errorf("%q", got)
	}
}
