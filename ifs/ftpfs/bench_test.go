package ftpfs

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/ftpd"
	"github.com/iosim/iosim/internal/peertest"
)

const benchSize = 100 << 20

// fetch copies a file as ifs.Copy does: 32 KiB at a time.
func fetch(b *testing.B, f *FS, name ifs.Name, to string) {
	b.Helper()
	r, err := f.Open(b.Context(), name)
	if err != nil {
		b.Fatal(err)
	}
	defer r.Close()
	w, err := os.Create(to)
	if err != nil {
		b.Fatal(err)
	}
	defer w.Close()
	n, err := io.CopyBuffer(struct{ io.Writer }{w}, struct{ io.Reader }{r}, make([]byte, ifs.BufferSize))
	if err != nil || n != benchSize {
		b.Fatal(n, err)
	}
}

// store sends a file likewise.
func store(b *testing.B, f *FS, name ifs.Name, from string) {
	b.Helper()
	r, err := os.Open(from)
	if err != nil {
		b.Fatal(err)
	}
	defer r.Close()
	w, err := f.Create(b.Context(), name, benchSize)
	if err != nil {
		b.Fatal(err)
	}
	n, err := io.CopyBuffer(struct{ io.Writer }{w}, struct{ io.Reader }{r}, make([]byte, ifs.BufferSize))
	if err == nil {
		err = w.Commit()
	}
	if err != nil || n != benchSize {
		_ = w.Abort()
		b.Fatal(n, err)
	}
}

// against times ours and curl's work in turns and reports how many times as fast
// as curl ours is, by the medians.
func against(b *testing.B, ours, curl func()) {
	var mine, other []time.Duration
	b.SetBytes(benchSize)
	for b.Loop() {
		t := time.Now()
		ours()
		mine = append(mine, time.Since(t))
		b.StopTimer()
		t = time.Now()
		curl()
		other = append(other, time.Since(t))
		b.StartTimer()
	}
	slices.Sort(mine)
	slices.Sort(other)
	b.ReportMetric(float64(other[len(other)/2])/float64(mine[len(mine)/2]), "x_of_curl")
}

func BenchmarkRetr(b *testing.B) {
	peertest.Need(b, "curl")
	for name, s := range map[string]server{"vsftpd": peerServer(peertest.VSFTPD(b)), "ours": ours(b, ftpd.Options{})} {
		b.Run(name, func(b *testing.B) {
			peertest.RandomFile(b, filepath.Join(s.root, "big"), benchSize, 1)
			d := b.TempDir()
			f, n := newFS(true), parse(b, s.url("big"))
			against(b, func() { fetch(b, f, n, filepath.Join(d, "mine")) },
				func() { peertest.Run(b, d, "curl", "-sS", "-o", "curls", s.url("big")) })
		})
	}
}

func BenchmarkStor(b *testing.B) {
	peertest.Need(b, "curl")
	for name, s := range map[string]server{"vsftpd": peerServer(peertest.VSFTPD(b)), "ours": ours(b, ftpd.Options{})} {
		b.Run(name, func(b *testing.B) {
			d := b.TempDir()
			from := filepath.Join(d, "big")
			peertest.RandomFile(b, from, benchSize, 1)
			f, n := newFS(true), parse(b, s.url("mine"))
			against(b, func() { store(b, f, n, from) },
				func() { peertest.Run(b, d, "curl", "-sS", "-T", from, s.url("curls")) })
		})
	}
}
