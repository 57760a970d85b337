package images

import (
	"archive/zip"
	"bytes"
	"crypto/md5"
	"crypto/sha512"
	"debug/elf"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"testing"
	"testing/iotest"

	"go.uber.org/goleak"
	"pgregory.net/rapid"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const testFile = "c2900-universalk9-mz.SPA.155-3.M4a.bin"

func made(t testing.TB, name string, size int64, f Fault) Spec {
	t.Helper()
	s, err := Build(t.Context(), name, size, Options{Seed: 3, Fault: f})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func whole(t testing.TB, s Spec) []byte {
	t.Helper()
	b, err := io.ReadAll(s.Image().Reader())
	if err != nil || int64(len(b)) != s.Size {
		t.Fatalf("%d bytes, %v", len(b), err)
	}
	return b
}

// TestStructure reads an image with the readers of the standard library.
func TestStructure(t *testing.T) {
	for _, name := range []string{testFile, "c2600-i-mz.122-10b.bin", "c1900-universalk9_npe-mz.SSA.157-3.M8.bin"} {
		for _, size := range []int64{MinSize, 1<<20 + 3} {
			s := made(t, name, size, NoFault)
			b := whole(t, s)
			f, err := elf.NewFile(bytes.NewReader(b))
			if err != nil {
				t.Fatal(err)
			}
			if f.Class != elf.ELFCLASS32 || f.Data != elf.ELFDATA2MSB || len(f.Progs) != 1 || len(f.Sections) != sections ||
				f.Entry != uint64(s.Info.Entry) || f.Machine != elf.Machine(s.Info.Machine) {
				t.Errorf("%s: %+v", name, f.FileHeader)
			}
			p := f.Progs[0]
			if int64(p.Filesz) != s.Info.LoadSize || int64(p.Memsz) != s.Info.RunSize || p.Off != headerSize {
				t.Errorf("%s: %+v", name, p)
			}
			pack, err := f.Sections[2].Data()
			if err != nil {
				t.Fatal(err)
			}
			be := binary.BigEndian
			if be.Uint32(pack) != packMagic {
				t.Fatalf("%x", pack[:4])
			}
			z := pack[packHeader:][:be.Uint32(pack[8:])]
			r, err := zip.NewReader(bytes.NewReader(z), int64(len(z)))
			if err != nil {
				t.Fatal(err)
			}
			m, err := r.File[0].Open()
			if err != nil {
				t.Fatal(err)
			}
			data, err := io.ReadAll(m) // judges the CRC
			if err != nil || uint32(len(data)) != be.Uint32(pack[4:]) || len(r.File) != 1 {
				t.Errorf("%s: %d bytes, %v", name, len(data), err)
			}
			if got, want := slowSum(z), be.Uint32(pack[12:]); got != want {
				t.Errorf("packed: %#x, want %#x", got, want)
			}
			if got, want := slowSum(data), be.Uint32(pack[16:]); got != want {
				t.Errorf("unpacked: %#x, want %#x", got, want)
			}
			at := int64(f.Sections[3].Offset)
			if sum := md5.Sum(b[:at]); be.Uint32(b[at:]) != md5Magic || be.Uint32(b[at+4:]) != md5Size || !bytes.Equal(sum[:], b[at+8:at+24]) {
				t.Error("embedded MD5")
			}
			if sum := md5.Sum(b); s.MD5() != hex.EncodeToString(sum[:]) || s.PublishedMD5() != s.MD5() {
				t.Error("MD5 of the file")
			}
			if !s.Info.Signed {
				if size != at+md5Size {
					t.Error("something follows an unsigned image")
				}
				continue
			}
			end := size - envelopeSize
			if sum := sha512.Sum512(b[:end]); !bytes.Equal(sum[:], b[int(end)+len(envelopeMark):][:64]) || !bytes.Contains(b[end:], []byte("simulation")) {
				t.Error("signature")
			}
		}
	}
}

// slowSum is the checksum as ios-boot.md 9.3 says it.
func slowSum(b []byte) uint32 {
	var sum uint64
	for i := 0; i < len(b); i += 4 {
		var w [4]byte
		copy(w[:], b[i:])
		if sum += uint64(binary.BigEndian.Uint32(w[:])); sum > 0xffffffff {
			sum = sum&0xffffffff + 1
		}
	}
	return uint32(sum)
}

func TestChecksum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := rapid.SliceOfN(rapid.SampledFrom([]byte{0, 1, 0x7f, 0x80, 0xff}), 0, 200).Draw(t, "bytes")
		var c checksum
		for rest := b; len(rest) > 0; {
			n := rapid.IntRange(1, len(rest)).Draw(t, "n")
			_, _ = c.Write(rest[:n])
			rest = rest[n:]
		}
		if got, want := c.Sum(), slowSum(b); got != want {
			t.Fatalf("%#x, want %#x", got, want)
		}
	})
}

// TestAnywhere: any piece is what reading from the front gives.
func TestAnywhere(t *testing.T) {
	for _, f := range []Fault{NoFault, FaultCompressed, FaultTruncated, FaultMagic} {
		s := made(t, testFile, MinSize+13, f)
		all, im := whole(t, s), s.Image()
		if err := iotest.TestReader(im.Reader(), all); err != nil {
			t.Error(err)
		}
		rapid.Check(t, func(t *rapid.T) {
			off := rapid.Int64Range(0, s.Size+10).Draw(t, "offset")
			p := make([]byte, rapid.IntRange(0, 9000).Draw(t, "length"))
			n, err := im.ReadAt(p, off)
			want := all[min(off, s.Size):min(off+int64(len(p)), s.Size)]
			if !bytes.Equal(p[:n], want) || (n < len(p)) != (err == io.EOF) && n > 0 {
				t.Fatalf("%d bytes, %v", n, err)
			}
		})
	}
	if _, err := made(t, testFile, MinSize, NoFault).Image().ReadAt(make([]byte, 1), -1); err == nil {
		t.Error("a negative offset")
	}
}

func TestCatalogue(t *testing.T) {
	all := Catalogue()
	if len(all) != len(listed) {
		t.Errorf("%d images", len(all))
	}
	for _, s := range all {
		got, ok := Lookup(s.File)
		if !ok || got != s || !s.digestsValid {
			t.Errorf("%s: %+v", s.File, got)
		}
		info, err := Inspect(struct{ io.ReaderAt }{s.Image()}, s.Size)
		if err != nil || info != s.Info {
			t.Errorf("%s: %v\n%+v\n%+v", s.File, err, info, s.Info)
		}
		if (s.Fault != NoFault) != (s.MD5() != s.PublishedMD5()) {
			t.Errorf("%s: MD5 %s, published %s", s.File, s.MD5(), s.PublishedMD5())
		}
	}
	for _, c := range []struct {
		file       string
		size, load int64
		version    string
	}{
		{"c2900-universalk9-mz.SPA.152-4.M1.bin", 97794040, 0x5d433c0, "15.2(4)M1"},
		{"c2900-universalk9-mz.SPA.155-2.T1.bin", 107410736, 107410736 - 1080, "15.5(2)T1"},
		{"c2900-universalk9-mz.SPA.154-3.M.bin", 103727964, 103727964 - 1080, "15.4(3)M"},
		{"c1900-universalk9-mz.SPA.154-3.M3.bin", 75608148, 0x481ac1c, "15.4(3)M3"},
	} {
		s, ok := Lookup(c.file)
		if !ok || s.Size != c.size || s.Info.LoadSize != c.load || s.Info.Version != c.version {
			t.Errorf("%+v", s)
		}
	}
	if s, _ := Lookup("c2900-universalk9-mz.SPA.154-3.M.bin"); s.Info.RunSize != 103907016 { // ios-boot.md 9.4
		t.Errorf("run size %d", s.Info.RunSize)
	}
	if _, ok := Lookup("nothing.bin"); ok {
		t.Error("nothing.bin")
	}
	if s, ok := Lookup(CorruptFile); !ok || s.Fault != FaultCompressed {
		t.Errorf("%+v", s)
	}
}

func TestBuildErrors(t *testing.T) {
	for _, c := range []struct {
		name string
		size int64
		kind Kind
	}{
		{"notes.txt", 0, KindName}, {"../" + testFile, 0, KindName}, {testFile, 5, KindSize}, {testFile, -1, KindSize}, {testFile, MaxSize + 1, KindSize},
	} {
		_, err := Build(t.Context(), c.name, c.size, Options{})
		var e *Error
		if !errors.As(err, &e) || e.Kind != c.kind || e.Error() == "" {
			t.Errorf("%s %d: %v", c.name, c.size, err)
		}
	}
	s, err := Build(t.Context(), "c2900-universalk9-mz.SPA.152-4.M1.bin", 0, Options{})
	if k, _ := Lookup(s.File); err != nil || s != k {
		t.Errorf("%v", err)
	}
}
