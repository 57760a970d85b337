package diskfs

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/chunk"
	"github.com/spf13/afero"
)

// BenchmarkReadDir lists 10,000 files.
func BenchmarkReadDir(b *testing.B) {
	for kind, backing := range backings {
		b.Run(kind, func(b *testing.B) {
			store := backing(b)
			must(b, store.MkdirAll("/many", 0o755))
			for i := range 10_000 {
				must(b, afero.WriteFile(store, fmt.Sprintf("/many/file-%d.txt", i), nil, 0o644))
			}
			f := open(b, store, options(1<<30))
			for b.Loop() {
				rows, err := f.ReadDir(context.Background(), name("many"))
				if err != nil || len(rows) != 10_000 {
					b.Fatal(len(rows), err)
				}
			}
		})
	}
}

// BenchmarkCreate makes files in a directory that has 10,000.
func BenchmarkCreate(b *testing.B) {
	store := chunk.NewFs(chunk.NewStore())
	for i := range 10_000 {
		must(b, afero.WriteFile(store, fmt.Sprintf("/file-%d.txt", i), nil, 0o644))
	}
	f := open(b, store, options(1<<30))
	i := 0
	for b.Loop() {
		put(b, f, fmt.Sprintf("new-%d", i), "new")
		i++
	}
}

// BenchmarkWrite writes 100 MB to the host's disk, each time once by io.Copy to an
// os.File with fsync and once through the file system; "times-cp" is the ratio of
// the two in the same run.
func BenchmarkWrite(b *testing.B) {
	dir := b.TempDir()
	src := filepath.Join(dir, "source")
	const size = 100 << 20
	must(b, os.WriteFile(src, make([]byte, size), 0o644))
	f := open(b, afero.NewBasePathFs(afero.NewOsFs(), filepath.Join(dir, "disk")), options(1<<30))
	b.SetBytes(size)
	through, direct := time.Hour, time.Hour // the best of each: the machine has other things to do
	for b.Loop() {
		in, err := os.Open(src)
		must(b, err)
		began := b.Elapsed()
		plain, err := os.Create(filepath.Join(dir, "plain"))
		must(b, err)
		_, err = io.CopyBuffer(struct{ io.Writer }{plain}, struct{ io.Reader }{in}, make([]byte, ifs.BufferSize))
		must(b, err)
		must(b, plain.Sync())
		must(b, plain.Close())
		direct = min(direct, b.Elapsed()-began)

		_, err = in.Seek(0, io.SeekStart)
		must(b, err)
		began = b.Elapsed()
		w, err := f.Create(context.Background(), name("image"), size)
		must(b, err)
		_, err = io.CopyBuffer(struct{ io.Writer }{w}, struct{ io.Reader }{in}, make([]byte, ifs.BufferSize))
		must(b, err)
		must(b, w.Commit())
		through = min(through, b.Elapsed()-began)
		must(b, in.Close())
	}
	b.ReportMetric(through.Seconds()/direct.Seconds(), "times-cp")
}

// BenchmarkCopy copies 100 MB from one disk to another in folders of this machine,
// each time once as cp does, by the kernel, with an fsync, and once by ifs.Copy;
// "times-cp" is the median of the ratios of the two in the same round.
func BenchmarkCopy(b *testing.B) {
	dir := b.TempDir()
	const size = 100 << 20
	disk := func(prefix string) (*FS, string) {
		folder := filepath.Join(dir, prefix)
		o := options(1 << 30)
		o.Prefix = prefix
		return open(b, afero.NewBasePathFs(afero.NewOsFs(), folder), o), folder
	}
	flash, source := disk("flash0")
	usb, target := disk("usbflash0")
	noise := make([]byte, 1<<20)
	for i := range noise {
		noise[i] = byte(i * i >> 3)
	}
	w, err := flash.Create(b.Context(), name("image"), size)
	must(b, err)
	for range size / len(noise) {
		_, err := w.Write(noise)
		must(b, err)
	}
	must(b, w.Commit())
	tab := ifs.NewTable()
	tab.Mount("flash0", flash)
	tab.Mount("usbflash0", usb)
	plain := func() time.Duration {
		began := b.Elapsed()
		in, err := os.Open(filepath.Join(source, "image"))
		must(b, err)
		out, err := os.Create(filepath.Join(target, "plain"))
		must(b, err)
		_, err = io.Copy(out, in)
		must(b, err)
		must(b, out.Sync())
		must(b, out.Close())
		must(b, in.Close())
		return b.Elapsed() - began
	}
	ours := func() time.Duration {
		began := b.Elapsed()
		_, err := ifs.Copy(b.Context(), tab, ifs.Name{Prefix: "usbflash0", Path: "image"}, ifs.Name{Prefix: "flash0", Path: "image"})
		must(b, err)
		return b.Elapsed() - began
	}
	b.SetBytes(size)
	var ratios []float64
	for first := false; b.Loop(); first = !first {
		must(b, os.RemoveAll(filepath.Join(target, "plain")))
		_ = usb.Remove(b.Context(), name("image")) // not there in the first round
		var p, o time.Duration
		if first { // the one that comes second finds what the other left to write
			o, p = ours(), plain()
		} else {
			p, o = plain(), ours()
		}
		ratios = append(ratios, o.Seconds()/p.Seconds())
	}
	slices.Sort(ratios)
	b.ReportMetric(ratios[len(ratios)/2], "times-cp")
}

// BenchmarkClone copies a stored 100 MB file between two disks in memory.
func BenchmarkClone(b *testing.B) {
	store := chunk.NewStore()
	tab := ifs.NewTable()
	flash := open(b, chunk.NewFs(store), options(1<<30))
	tab.Mount("flash0", flash)
	tab.Mount("usbflash0", open(b, chunk.NewFs(store), options(1<<30)))
	w, err := flash.Create(context.Background(), name("image"), -1)
	must(b, err)
	_, err = io.CopyN(w, strings.NewReader(strings.Repeat("0123456789abcdef", 100<<16)), 100<<20)
	must(b, err)
	must(b, w.Commit())
	for b.Loop() {
		_, err := ifs.Copy(context.Background(), tab, ifs.Name{Prefix: "usbflash0", Path: "image"}, name("image"))
		must(b, err)
	}
}

// TestTwoSessions lets goroutines do all things to one disk at once: what is left
// is whole and accounted for.
func TestTwoSessions(t *testing.T) {
	each(t, func(t *testing.T, b afero.Fs) {
		f := open(t, b, options(64*4096))
		var wg sync.WaitGroup
		for g := range 3 {
			wg.Go(func() {
				ctx := t.Context()
				for i := range 60 {
					p := fmt.Sprintf("f%d", (i*7+g)%4)
					content := strings.Repeat(string(rune('a'+i%26)), 1000*(i%17))
					var err error
					switch (i + g) % 8 {
					case 0:
						err = f.Remove(ctx, name(p))
					case 1:
						err = f.Rename(ctx, name(p), name("d/"+p))
					case 2:
						err = f.Mkdir(ctx, name("d"))
					case 3:
						err = f.Remove(ctx, name("d/"+p))
					case 4:
						_, err = f.ReadDir(ctx, name("d"))
					default:
						err = write(f, p, content)
					}
					if err != nil && ifs.KindOf(err) == ifs.KindIO || err != nil && ifs.KindOf(err) == ifs.KindUnknown {
						t.Error(err)
					}
					if r, err := f.Open(ctx, name(p)); err == nil {
						got, err := io.ReadAll(r)
						if err != nil || int64(len(got)) != r.Size() || len(got) > 0 && strings.Trim(string(got), string(got[:1])) != "" {
							t.Errorf("torn: %d bytes, %v", len(got), err)
						}
						r.Close()
					}
					if i := f.Info(); i.Free < 0 || i.Free > i.Size {
						t.Errorf("%+v", i)
					}
				}
			})
		}
		wg.Wait()
		again := open(t, b, options(64*4096))
		if f.Used() != again.Used() {
			t.Errorf("used %d, after a restart %d", f.Used(), again.Used())
		}
		if d, e := names(t, f, ""), names(t, again, ""); strings.Join(d, " ") != strings.Join(e, " ") {
			t.Errorf("%q, after a restart %q", d, e)
		}
	})
}
