package tftpfs

import (
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/iosim/iosim/internal/peertest"
	"github.com/iosim/iosim/internal/tftp"
)

// mallocs is how many allocations f costs in the whole process, at best of a few tries:
// the runtime and other goroutines have some of their own now and then.
func mallocs(f func()) int64 {
	best := int64(math.MaxInt64)
	for range 4 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		f()
		runtime.ReadMemStats(&after)
		best = min(best, int64(after.Mallocs-before.Mallocs))
	}
	return best
}

// Client and server together, over real sockets: a transfer that is 1,000 blocks longer
// costs no more allocations, in either direction, with and without a window.
func TestNoAllocationPerPacketAtEitherEnd(t *testing.T) {
	const short, long = 100, 1100
	s := startServer(t, nil)
	for name, blocks := range map[string]int64{"short": short, "long": long} {
		peertest.RandomFile(t, filepath.Join(s.Root, name), blocks*tftp.DefaultBlockSize, 1)
	}
	for _, window := range []int{1, 8} {
		fs := New(loopback{}, realTime(), func() Config { return Config{WindowSize: window} })
		buf := make([]byte, 32<<10)
		get := func(name string) func() {
			return func() {
				f, err := fs.Open(t.Context(), at(s.Addr, name))
				if err != nil {
					t.Fatal(err)
				}
				if _, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, struct{ io.Reader }{f}, buf); err != nil {
					t.Error(err)
				}
				if err := f.Close(); err != nil {
					t.Error(err)
				}
				fs.dallies.end()
			}
		}
		put := func(name string) func() {
			content, err := os.ReadFile(filepath.Join(s.Root, name))
			if err != nil {
				t.Fatal(err)
			}
			return func() {
				w, err := fs.Create(t.Context(), at(s.Addr, "up"), int64(len(content)))
				if err != nil {
					t.Fatal(err)
				}
				if _, err := w.Write(content); err != nil {
					t.Error(err)
				}
				if err := w.Commit(); err != nil {
					t.Error(err)
				}
			}
		}
		for what, transfer := range map[string]func(string) func(){"read": get, "written": put} {
			if more := mallocs(transfer("long")) - mallocs(transfer("short")); more > (long-short)/20 {
				t.Errorf("window %d: %d blocks more cost %d allocations more when %s", window, long-short, more, what)
			}
		}
		_ = fs.Close()
	}
}
