package filecmd_test

import (
	"io"
	"strings"
	"testing"

	"github.com/iosim/iosim/ifs"
)

// BenchmarkDir is the command dir, typed, of a directory with 10,000 files: below
// 20 ms.
func BenchmarkDir(b *testing.B) {
	d := router(b, emptyLab)
	fill(b, d)
	p := newPerson(b, d)
	for b.Loop() {
		if got := p.types("dir flash0:"); strings.Count(got, "\n") != many+4 {
			b.Fatalf("%.200q", got)
		}
	}
}

// BenchmarkCopyInMemory is `copy flash0:big usbflash0:big`, typed, of a stored file of
// 100 MB in a lab in memory: below 5 ms, as the disks share its chunks.
func BenchmarkCopyInMemory(b *testing.B) {
	const size = 100_000_000
	d := router(b, emptyLab)
	fs, n, err := d.Files().Resolve(ifs.Name{Prefix: "flash0", Path: "big"})
	if err != nil {
		b.Fatal(err)
	}
	w, err := fs.Create(b.Context(), n, size)
	if err == nil {
		_, err = io.Copy(w, strings.NewReader(strings.Repeat("0123456789", size/10)))
	}
	if err == nil {
		err = w.Commit()
	}
	if err != nil {
		b.Fatal(err)
	}
	p := newPerson(b, d)
	for b.Loop() {
		if got := p.types("copy flash0:big usbflash0:big"); !strings.Contains(got, "\n100000000 bytes copied in ") {
			b.Fatalf("%.200q", got)
		}
	}
}
