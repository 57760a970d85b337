package chunk

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"github.com/spf13/afero"
	"pgregory.net/rapid"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// random is n bytes that repeat nowhere.
func random(n int, seed uint64) []byte {
	b := make([]byte, n)
	r := rand.NewChaCha8([32]byte{byte(seed), byte(seed >> 8), byte(seed >> 16)})
	r.Read(b)
	return b
}

func TestStandardLibraryConformance(t *testing.T) {
	f := NewFs(NewStore())
	must(t, f.MkdirAll("/a/b/c", 0o755))
	for _, n := range []string{"/x", "/a/y", "a/b/z"} {
		must(t, afero.WriteFile(f, n, []byte(n), 0o644))
	}
	must(t, f.Link("/a/link", bytes.NewReader([]byte("linked")), 6, time.Unix(1e9, 0)))
	if err := fstest.TestFS(afero.NewIOFS(f), "x", "a/y", "a/b/z", "a/b/c", "a/link"); err != nil {
		t.Error(err)
	}
}

// TestLikeTheHost runs the same calls here and on the host's file system: the
// results and kinds of errors are the same.
func TestLikeTheHost(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		dir, err := os.MkdirTemp(t.TempDir(), "")
		must(t, err)
		host := afero.NewBasePathFs(afero.NewOsFs(), dir)
		mem := NewFs(NewStore())
		path := rapid.SampledFrom([]string{"/a", "/b", "/d", "/d/a", "/d/e", "/d/e/x", "/no/x", "a/./b/.."})
		for range rapid.IntRange(1, 40).Draw(rt, "calls") {
			p, q := path.Draw(rt, "path"), path.Draw(rt, "other")
			data := random(rapid.SampledFrom([]int{0, 5, 600, Size - 1, Size, 2*Size + 9}).Draw(rt, "size"), 1)
			off := rapid.Int64Range(0, 3*Size).Draw(rt, "offset")
			flag := rapid.SampledFrom([]int{
				os.O_RDONLY, os.O_RDWR | os.O_CREATE, os.O_WRONLY, os.O_WRONLY | os.O_CREATE | os.O_TRUNC,
				os.O_WRONLY | os.O_CREATE | os.O_EXCL, os.O_WRONLY | os.O_APPEND,
			}).Draw(rt, "flag")
			do := map[string]func(afero.Fs) (string, error){
				"mkdir":    func(f afero.Fs) (string, error) { return "", f.Mkdir(p, 0o755) },
				"mkdirall": func(f afero.Fs) (string, error) { return "", f.MkdirAll(p, 0o755) },
				"remove":   func(f afero.Fs) (string, error) { return "", f.Remove(p) },
				"rename":   func(f afero.Fs) (string, error) { return "", f.Rename(p, q) },
				"stat": func(f afero.Fs) (string, error) {
					i, err := f.Stat(p)
					if err != nil {
						return "", err
					}
					if i.IsDir() {
						return "dir", nil
					}
					return fmt.Sprint(i.Name(), i.Size()), nil
				},
				"list": func(f afero.Fs) (string, error) {
					rows, err := afero.ReadDir(f, p)
					s := ""
					for _, r := range rows {
						s += fmt.Sprint(r.Name(), r.IsDir(), " ")
					}
					return s, err
				},
				"open": func(f afero.Fs) (string, error) {
					h, err := f.OpenFile(p, flag, 0o644)
					if err != nil {
						return "", err
					}
					return "", h.Close()
				},
				"write": func(f afero.Fs) (string, error) {
					h, err := f.OpenFile(p, flag, 0o644)
					if err != nil {
						return "", err
					}
					defer h.Close()
					_, err1 := h.Write(data)
					var err2 error
					if flag&os.O_APPEND == 0 && len(data) > 0 { // the host checks nothing for no bytes
						_, err2 = h.WriteAt(data, off)
					}
					return fmt.Sprint(err1 == nil, err2 == nil), nil
				},
				"truncate": func(f afero.Fs) (string, error) {
					h, err := f.OpenFile(p, os.O_RDWR, 0)
					if err != nil {
						return "", err
					}
					defer h.Close()
					return "", h.Truncate(off)
				},
				"read": func(f afero.Fs) (string, error) {
					b, err := afero.ReadFile(f, p)
					return string(b), err
				},
				"readat": func(f afero.Fs) (string, error) {
					h, err := f.Open(p)
					if err != nil {
						return "", err
					}
					defer h.Close()
					b := make([]byte, 1000)
					n, err := h.ReadAt(b, off)
					return fmt.Sprint(n, string(b[:n]), err == io.EOF), nil
				},
			}
			names := make([]string, 0, len(do))
			for n := range do {
				names = append(names, n)
			}
			slices.Sort(names)
			n := rapid.SampledFrom(names).Draw(rt, "call")
			want, werr := do[n](host)
			got, gerr := do[n](mem)
			if p2, q2 := filepath.Clean("/"+p), filepath.Clean("/"+q); n == "rename" && (p2 == "/" || q2 == "/") {
				continue
			}
			if kind(werr) != kind(gerr) {
				rt.Fatalf("%s %s %s: %v, the host says %v", n, p, q, gerr, werr)
			}
			if got != want {
				rt.Fatalf("%s %s: %.60q (%d), the host says %.60q (%d)", n, p, got, len(got), want, len(want))
			}
		}
	})
}

// kind is what package os can tell of an error.
func kind(err error) string {
	switch {
	case err == nil:
		return "none"
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return "not exist" // a rename with two faults may name either
	case errors.Is(err, fs.ErrExist), errors.Is(err, syscall.ENOTEMPTY):
		return "exist"
	}
	return "other"
}

func TestEqualChunksAreHeldOnce(t *testing.T) {
	s := NewStore()
	image := random(20*Size+100, 1)
	var all []*Fs
	for range 50 {
		f := NewFs(s)
		must(t, afero.WriteFile(f, "/image", image, 0o644))
		all = append(all, f)
	}
	if n := s.Chunks(); n != 20 {
		t.Errorf("%d chunks for 50 equal files of 20", n)
	}
	for _, f := range all {
		if got, err := afero.ReadFile(f, "/image"); err != nil || !bytes.Equal(got, image) {
			t.Fatal("a file differs", err)
		}
	}
	// One of them changes: the others do not.
	h, err := all[0].OpenFile("/image", os.O_RDWR, 0)
	must(t, err)
	_, err = h.WriteAt([]byte("changed"), 5*Size+7)
	must(t, err)
	must(t, h.Close())
	if got, _ := afero.ReadFile(all[1], "/image"); !bytes.Equal(got, image) {
		t.Error("a change in one file shows in another")
	}
	for _, f := range all {
		must(t, f.Remove("/image"))
	}
	for range 20 {
		if runtime.GC(); s.Chunks() == 0 {
			break
		}
		time.Sleep(time.Millisecond)
	}
	if n := s.Chunks(); n != 0 {
		t.Errorf("%d chunks are left of removed files", n)
	}
	runtime.KeepAlive(all)
}

func TestLink(t *testing.T) {
	f := NewFs(NewStore())
	image := random(3*Size+5, 2)
	when := time.Unix(1_000_000_000, 0)
	must(t, f.Link("/image", bytes.NewReader(image), int64(len(image)), when))
	info, err := f.Stat("/image")
	if err != nil || info.Size() != int64(len(image)) || !info.ModTime().Equal(when) {
		t.Errorf("%+v, %v", info, err)
	}
	h, err := f.OpenFile("/image", os.O_RDWR, 0)
	must(t, err)
	if _, err := h.Write([]byte("x")); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("writing into a link: %v", err)
	}
	must(t, h.Close())
	other := NewFs(NewStore())
	must(t, CloneFile(other, "/copy", f, "/image"))
	must(t, afero.WriteFile(f, "/image", []byte("replaced"), 0o644))
	if got, err := afero.ReadFile(other, "/copy"); err != nil || !bytes.Equal(got, image) {
		t.Error("the clone changed", err)
	}
	if got, _ := afero.ReadFile(f, "/image"); string(got) != "replaced" {
		t.Errorf("%.20q", got)
	}
	// A source that is shorter than it was said to be is an error, not zeros.
	must(t, f.Link("/short", bytes.NewReader(image[:10]), 20, when))
	if _, err := afero.ReadFile(f, "/short"); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("%v", err)
	}
	must(t, f.Mkdir("/d", 0o755))
	for path, want := range map[string]error{"/d": syscall.EISDIR, "/no/x": fs.ErrNotExist, "/short/x": syscall.ENOTDIR} {
		if err := f.Link(path, bytes.NewReader(nil), 0, when); !errors.Is(err, want) {
			t.Errorf("%s: %v", path, err)
		}
	}
	if err := f.Link("/neg", bytes.NewReader(nil), -1, when); err == nil {
		t.Error("a negative size is taken")
	}
	if err := CloneFile(f, "/x", f, "/d"); !errors.Is(err, syscall.EISDIR) {
		t.Errorf("%v", err)
	}
}

func TestCloneKeepsBoth(t *testing.T) {
	s := NewStore()
	a, b := NewFs(s), NewFs(s)
	for _, n := range []int{0, 10, 700, Size, 2*Size + 3} {
		want := random(n, uint64(n))
		must(t, afero.WriteFile(a, "/x", want, 0o644))
		must(t, CloneFile(b, "/x", a, "/x"))
		for _, f := range []*Fs{a, b} { // each changes; the other must not
			h, err := f.OpenFile("/x", os.O_RDWR, 0)
			must(t, err)
			_, err = h.WriteAt([]byte{'A', byte(n)}, int64(max(0, n-1)))
			must(t, err)
			must(t, h.Truncate(int64(n)))
			must(t, h.Close())
			other := map[*Fs]*Fs{a: b, b: a}[f]
			if f == b {
				break
			}
			if got, _ := afero.ReadFile(other, "/x"); !bytes.Equal(got, want) {
				t.Errorf("%d bytes: the clone changed", n)
			}
		}
	}
}

func TestConcurrentUse(t *testing.T) {
	s := NewStore()
	f := NewFs(s)
	must(t, f.Mkdir("/d", 0o755))
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			own := fmt.Sprintf("/d/%d", g)
			for i := range 30 {
				want := random(Size+i, uint64(i)) // equal between goroutines
				must(t, afero.WriteFile(f, own, want, 0o644))
				if got, err := afero.ReadFile(f, own); err != nil || !bytes.Equal(got, want) {
					t.Error("own file differs", err)
				}
				h, err := f.OpenFile("/shared", os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o644)
				must(t, err)
				_, err = h.Write([]byte("line\n"))
				must(t, err)
				_, _ = h.Seek(0, io.SeekEnd)
				must(t, h.Close())
				_, _ = afero.ReadDir(f, "/d")
				_ = f.Rename(own, own+"x")
				_ = CloneFile(f, "/clone", f, own+"x")
				_ = f.Remove(own + "x")
			}
		})
	}
	wg.Wait()
	if i, err := f.Stat("/shared"); err != nil || i.Size() != 4*30*5 {
		t.Errorf("%v, %v", i, err)
	}
}

// A sequential write of new bytes, and one of bytes that the store has already.
func BenchmarkWrite(b *testing.B) {
	image := random(100<<20, 3)
	run := func(b *testing.B, s *Store) {
		b.SetBytes(int64(len(image)))
		for b.Loop() {
			st := s
			if st == nil {
				st = NewStore()
			}
			h, err := NewFs(st).Create("/image")
			must(b, err)
			for rest := image; len(rest) > 0; {
				n := min(len(rest), 32<<10)
				_, err := h.Write(rest[:n])
				must(b, err)
				rest = rest[n:]
			}
			must(b, h.Close())
		}
	}
	b.Run("new", func(b *testing.B) { run(b, nil) })
	b.Run("known", func(b *testing.B) {
		s := NewStore()
		f := NewFs(s)
		must(b, afero.WriteFile(f, "/image", image, 0o644))
		run(b, s)
		runtime.KeepAlive(f)
	})
}

func BenchmarkClone(b *testing.B) {
	s := NewStore()
	x, y := NewFs(s), NewFs(s)
	must(b, afero.WriteFile(x, "/image", random(100<<20, 4), 0o644))
	for b.Loop() {
		must(b, CloneFile(y, "/image", x, "/image"))
	}
}

// BenchmarkFleet writes one 100 MB image into each of 100 file systems and
// reports what they hold in memory.
func BenchmarkFleet(b *testing.B) {
	image := random(100<<20, 5)
	for b.Loop() {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		s := NewStore()
		fleet := make([]*Fs, 100)
		for i := range fleet {
			fleet[i] = NewFs(s)
			must(b, afero.WriteFile(fleet[i], "/image", image, 0o644))
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/(1<<20), "MiB-held")
		runtime.KeepAlive(fleet)
	}
}

// What was never written, or cut off, reads as zeros, whatever a buffer held.
func TestHolesAreZeros(t *testing.T) {
	s := NewStore()
	full := random(Size, 9)
	keep := NewFs(s)
	must(t, afero.WriteFile(keep, "/full", full, 0o644))
	f := NewFs(s)
	h, err := f.Create("/x")
	must(t, err)
	defer h.Close()
	_, err = h.Write(full) // known to the store: the buffer is free again
	must(t, err)
	_, err = h.WriteAt([]byte("end"), Size+1000)
	must(t, err)
	want := append(append(bytes.Clone(full), make([]byte, 1000)...), "end"...)
	if got, _ := afero.ReadFile(f, "/x"); !bytes.Equal(got, want) {
		t.Error("a hole shows old bytes")
	}
	must(t, h.Truncate(Size-100)) // cuts a shared chunk
	must(t, h.Truncate(Size+10))
	want = append(bytes.Clone(full[:Size-100]), make([]byte, 110)...)
	if got, _ := afero.ReadFile(f, "/x"); !bytes.Equal(got, want) {
		t.Error("what was cut off comes back")
	}
	if got, _ := afero.ReadFile(keep, "/full"); !bytes.Equal(got, full) {
		t.Error("cutting a file changed another")
	}
	runtime.KeepAlive(keep)
}

// What a file system held is there again, and shares nothing that can change.
func TestCopyAndRestore(t *testing.T) {
	f := NewFs(NewStore())
	must(t, f.MkdirAll("/a/b", 0o755))
	big := random(3*Size+5, 1)
	must(t, afero.WriteFile(f, "/a/b/big", big, 0o600))
	must(t, afero.WriteFile(f, "/small", []byte("one"), 0o644))
	must(t, f.Link("/link", bytes.NewReader(big), int64(len(big)), time.Unix(5, 0)))
	when := time.Unix(1000, 0)
	must(t, f.Chtimes("/a/b/big", when, when))
	held := f.Copy()
	h, err := f.OpenFile("/small", os.O_RDWR, 0)
	must(t, err)
	_, err = h.WriteAt([]byte("two"), 0)
	must(t, err)
	must(t, f.RemoveAll("/a"))
	must(t, f.Remove("/link"))
	must(t, afero.WriteFile(f, "/new", []byte("x"), 0o644))
	for range 2 { // a copy can be used more than once
		f.Restore(held)
		for name, want := range map[string][]byte{"/a/b/big": big, "/small": []byte("one"), "/link": big} {
			if got, err := afero.ReadFile(f, name); err != nil || !bytes.Equal(got, want) {
				t.Errorf("%s: %d bytes, %v", name, len(got), err)
			}
		}
		if info, err := f.Stat("/a/b/big"); err != nil || !info.ModTime().Equal(when) || info.Mode() != 0o600 {
			t.Error(info, err)
		}
		if _, err := f.Stat("/new"); err == nil {
			t.Error("what came later is still there")
		}
		must(t, afero.WriteFile(f, "/small", []byte("three"), 0o644))
	}
	b := make([]byte, 3)
	if _, err := h.ReadAt(b, 0); err != nil || string(b) != "two" {
		t.Errorf("the open file has %q, %v", b, err)
	}
	must(t, h.Close())
}
