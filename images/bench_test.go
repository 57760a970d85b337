package images

import (
	"crypto/md5"
	"crypto/sha512"
	"io"
	"testing"
)

const benchFile = "c2900-universalk9-mz.SPA.152-4.M1.bin"

func BenchmarkBody(b *testing.B) {
	s, _ := Lookup(benchFile)
	im, buf := s.Image(), make([]byte, 256<<10)
	b.SetBytes(int64(len(buf)))
	for off := int64(0); b.Loop(); off = (off + int64(len(buf))) % (s.Size - int64(len(buf))) {
		_, _ = im.ReadAt(buf, off)
	}
}

func BenchmarkChecksum(b *testing.B) {
	buf := make([]byte, 256<<10)
	b.SetBytes(int64(len(buf)))
	var c checksum
	for b.Loop() {
		_, _ = c.Write(buf)
	}
}

// BenchmarkVerify judges a whole image; BenchmarkHashesAlone is what its two
// hashes cost one after the other.
func BenchmarkVerify(b *testing.B) {
	s, _ := Lookup(benchFile)
	b.SetBytes(s.Size)
	for b.Loop() {
		if _, err := Verify(b.Context(), plain(s), s.Size, nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkHashesAlone(b *testing.B) {
	s, _ := Lookup(benchFile)
	b.SetBytes(s.Size)
	for b.Loop() {
		w := io.MultiWriter(md5.New(), sha512.New())
		if _, err := io.CopyBuffer(w, plain(s), make([]byte, 256<<10)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerifyKnown(b *testing.B) {
	s, _ := Lookup(benchFile)
	for b.Loop() {
		if _, err := Verify(b.Context(), s.Image().Reader(), s.Size, nil); err != nil {
			b.Fatal(err)
		}
	}
}
