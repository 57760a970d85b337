package filecmd_test

import (
	"archive/tar"
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ifs/ifstest"
	"github.com/iosim/iosim/internal/printable"
)

// tarOf is a tar file of headers; each regular member has its size in bytes.
func tarOf(f *testing.F, headers ...tar.Header) []byte {
	f.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, h := range headers {
		if h.Typeflag == tar.TypeReg {
			h.Size = 5
		}
		if err := w.WriteHeader(&h); err != nil {
			f.Fatal(err)
		}
		if h.Size > 0 {
			if _, err := w.Write([]byte("hello")); err != nil {
				f.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		f.Fatal(err)
	}
	return b.Bytes()
}

// FuzzTar: whatever a tar file has, it is listed and extracted below the directory alone,
// or refused with an error; the terminal gets text only.
func FuzzTar(f *testing.F) {
	whole := tarOf(f, tar.Header{Name: "dir/", Typeflag: tar.TypeDir}, tar.Header{Name: "dir/a.txt", Typeflag: tar.TypeReg})
	f.Add(whole)
	f.Add(whole[:700])
	f.Add(tarOf(f, tar.Header{Name: "../../out", Typeflag: tar.TypeReg}, tar.Header{Name: "/etc/x", Typeflag: tar.TypeReg}, tar.Header{Name: "l", Linkname: "../x", Typeflag: tar.TypeSymlink}))
	f.Add(tarOf(f, tar.Header{Name: "\x1b[2J\r\n%SYS-5-RELOAD", Typeflag: tar.TypeReg}, tar.Header{Name: strings.Repeat("d/", 60) + "x", Typeflag: tar.TypeReg}))
	f.Add(tarOf(f, tar.Header{Name: "a", Typeflag: tar.TypeReg}, tar.Header{Name: "a/b", Typeflag: tar.TypeReg}, tar.Header{Name: "a", Typeflag: tar.TypeDir}))
	f.Add([]byte("no tar file"))
	d := router(f, "name: tar\ndevices: { R2: { platform: c2901 } }\n")
	number := 0
	f.Fuzz(func(t *testing.T, content []byte) {
		number++
		into := fmt.Sprintf("flash0:into%d", number)
		flash, name, err := d.Files().Resolve(ifstest.ParseName(t, "flash0:x.tar"))
		if err != nil {
			t.Fatal(err)
		}
		before, err := ifs.ReadDir(t.Context(), flash, name.With(""))
		if err != nil {
			t.Fatal(err)
		}
		if err := ifstest.Put(t.Context(), flash, name, content); err != nil {
			t.Skip(err) // it does not fit
		}
		p := newPerson(t, d)
		for _, command := range []string{"archive tar /table flash0:x.tar", "archive tar /xtract flash0:x.tar " + into} {
			out := p.types(command)
			if strings.Contains(out, "\n%SYS") {
				t.Fatalf("%s prints a line of the log: %q", command, out)
			}
			for _, c := range out {
				if c != '\n' && c != '\r' && !printable.Rune(c) {
					t.Fatalf("%s prints %q", command, c)
				}
			}
		}
		p.types("delete /recursive /force " + into)
		p.types("delete /force flash0:x.tar")
		after, err := ifs.ReadDir(t.Context(), flash, name.With(""))
		if err != nil {
			t.Fatal(err)
		}
		if len(after) > len(before) {
			t.Fatalf("%v and then %v", before, after)
		}
	})
}
