package ftpd

import (
	"io"
	"path/filepath"
	"testing"

	"github.com/iosim/iosim/internal/peertest"
)

const benchSize = 100 << 20

func BenchmarkRetr(b *testing.B) {
	r := start(b, Options{})
	peertest.RandomFile(b, filepath.Join(r.root, "big"), benchSize, 1)
	k := r.login(b)
	b.SetBytes(benchSize)
	buf := make([]byte, 256<<10)
	for b.Loop() {
		d := k.open()
		k.say("RETR big", "150")
		n, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, struct{ io.Reader }{d}, buf)
		if err != nil || n != benchSize {
			b.Fatal(n, err)
		}
		d.Close()
		k.hear("226")
	}
}

func BenchmarkStor(b *testing.B) {
	r := start(b, Options{})
	k := r.login(b)
	b.SetBytes(benchSize)
	buf := make([]byte, 256<<10)
	for b.Loop() {
		d := k.open()
		k.say("STOR big", "150")
		for range benchSize / len(buf) {
			if _, err := d.Write(buf); err != nil {
				b.Fatal(err)
			}
		}
		d.Close()
		k.hear("226")
	}
}
