package nvramfs

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/iosim/iosim/ifs"
)

// configOf is a configuration of n interfaces.
func configOf(n int) []byte {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "interface Loopback%d\n ip address 10.%d.%d.1 255.255.255.0\n!\n", i, i/256, i%256)
	}
	return []byte(b.String() + "end\n")
}

// With compression the startup-config takes the room of its compressed form, also
// after a restart; one that does not fit leaves the old one (ios-files.md 1, 6.8).
func TestCompression(t *testing.T) {
	b, _ := folder(t)
	f := open(t, b, 8192)
	big := configOf(400)
	if len(big) < 2*8192 {
		t.Fatal("it would fit as it is")
	}
	for _, size := range []int64{int64(len(big)), -1} {
		if kind := ifs.KindOf(write(f, StartupConfig, big, size)); kind != ifs.KindNoSpace && kind != ifs.KindFull {
			t.Errorf("without compression: %v", kind)
		}
	}
	f.SetCompression(true)
	for _, size := range []int64{int64(len(big)), -1} {
		must(t, write(f, StartupConfig, big, size))
	}
	check := func(f *FS) {
		t.Helper()
		takes, text, ok := f.Packed()
		if !ok || text != len(big) || takes >= text/2 {
			t.Errorf("%d of %d, %t", takes, text, ok)
		}
		if i := f.Info(); i.Free != i.Size-overhead-int64(takes) {
			t.Errorf("%+v, %d taken", i, takes)
		}
		if got, ok := f.Startup(); !ok || !bytes.Equal(got, big) {
			t.Error("the text is another")
		}
		rows := f.rows()
		if rows[0].Size != int64(takes) || rows[2].Size != int64(text) {
			t.Errorf("%+v", rows)
		}
	}
	check(f)
	noise := make([]byte, 9000)
	r := rand.New(rand.NewPCG(1, 2))
	for i := range noise {
		noise[i] = byte(' ' + r.IntN(90))
	}
	for _, size := range []int64{int64(len(noise)), -1} {
		if kind := ifs.KindOf(write(f, StartupConfig, noise, size)); kind != ifs.KindFull {
			t.Errorf("what cannot be compressed: %v", kind)
		}
	}
	if kind := ifs.KindOf(f.SetStartup(noise)); kind != ifs.KindNoSpace {
		t.Errorf("what cannot be compressed: %v", kind)
	}
	check(f)
	check(open(t, b, 8192))
	f.SetCompression(false)
	must(t, f.SetStartup([]byte("hostname R1\nend\n")))
	if _, _, ok := f.Packed(); ok {
		t.Error("still compressed")
	}
	if i := f.Info(); i.Free != i.Size-overhead-16 {
		t.Errorf("%+v", i)
	}
}
