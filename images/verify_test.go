package images

import (
	"bytes"
	"compress/flate"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// plain hides that the reader is a Source.
func plain(s Spec) io.Reader { return struct{ io.Reader }{s.Image().Reader()} }

func TestVerify(t *testing.T) {
	for _, name := range []string{testFile, "c2600-i-mz.122-10b.bin"} {
		s := made(t, name, 1<<20+5, NoFault)
		var last int64
		rep, err := Verify(t.Context(), plain(s), s.Size, func(n int64) {
			if n <= last || n > s.Size {
				t.Errorf("progress %d after %d", n, last)
			}
			last = n
		})
		if err != nil || last != s.Size {
			t.Fatalf("%v, progress %d", err, last)
		}
		want := s.report()
		if !s.Info.Signed {
			want.ComputedSHA512 = rep.ComputedSHA512
		}
		if d := cmp.Diff(want, rep); d != "" {
			t.Error(d)
		}
		known, err := Verify(t.Context(), s.Image().Reader(), s.Size, nil)
		if d := cmp.Diff(s.report(), known); d != "" || err != nil {
			t.Error(d, err)
		}
		slow, err := Verify(t.Context(), iotest.OneByteReader(io.LimitReader(plain(s), s.Size)), -1, nil)
		if d := cmp.Diff(rep, slow); d != "" || err != nil {
			t.Error(d, err)
		}
	}
}

func TestVerifyFaults(t *testing.T) {
	good := made(t, testFile, 1<<20, NoFault)
	for f, kind := range map[Fault]Kind{
		FaultCompressed: KindBadCompressed, FaultUncompressed: KindBadUncompressed, FaultSignature: KindBadSignature,
		FaultTruncated: KindTruncated, FaultMagic: KindNotImage,
	} {
		s := made(t, testFile, 1<<20, f)
		rep, err := Verify(t.Context(), s.Image().Reader(), s.Size, nil)
		var e *Error
		if !errors.As(err, &e) || e.Kind != kind || rep.MD5 != s.Digests.File || rep.Size != s.Size || e.Error() == "" {
			t.Errorf("fault %d: %v", f, err)
			continue
		}
		if s.PublishedMD5() != good.MD5() {
			t.Errorf("fault %d: published %s", f, s.PublishedMD5())
		}
		switch kind {
		case KindBadCompressed:
			if e.Want != good.Digests.Compressed || e.Got == e.Want {
				t.Errorf("%+v", e)
			}
		case KindTruncated:
			if e.Size != s.Size || e.Need != good.Info.LoadSize+headerSize || e.Want != good.Digests.Compressed || e.Got == e.Want {
				t.Errorf("%+v", e)
			}
		}
		if f != FaultMagic && rep.Info.Version != "15.5(3)M4a" {
			t.Errorf("fault %d: %+v", f, rep.Info)
		}
	}
	u := made(t, "c2600-i-mz.122-10b.bin", MinSize, FaultSignature)
	_, err := Verify(t.Context(), u.Image().Reader(), u.Size, nil)
	if e := new(Error); !errors.As(err, &e) || e.Kind != KindBadMD5 {
		t.Errorf("%v", err)
	}
}

// TestEveryBitCounts: no changed byte goes unnoticed, and no byte more or less.
func TestEveryBitCounts(t *testing.T) {
	for _, name := range []string{testFile, "c2600-i-mz.122-10b.bin"} {
		s := made(t, name, MinSize, NoFault)
		b := whole(t, s)
		// The headers, where a change may hide something, get their turn too.
		place := rapid.OneOf(rapid.Int64Range(0, 700), rapid.Int64Range(0, s.Size-1), rapid.Int64Range(s.Size-1200, s.Size-1))
		rapid.Check(t, func(t *rapid.T) {
			at, bit := place.Draw(t, "at"), byte(1)<<rapid.IntRange(0, 7).Draw(t, "bit")
			b[at] ^= bit
			rep, err := Verify(context.Background(), bytes.NewReader(b), s.Size, nil)
			b[at] ^= bit
			// Without the tag that says who made it an unsigned image counts as a real
			// one: its MD5 is reported, not judged.
			real := !s.Info.Signed && !rep.Info.Simulated && rep.ComputedMD5 != rep.EmbeddedMD5
			if err == nil && !real {
				t.Fatalf("bit %#x of byte %d", bit, at)
			}
		})
		for n := 1; n < 1200; n += 7 {
			if _, err := Verify(t.Context(), bytes.NewReader(b[:len(b)-n]), -1, nil); err == nil {
				t.Errorf("%d bytes are missing", n)
			}
		}
		if _, err := Verify(t.Context(), io.MultiReader(bytes.NewReader(b), bytes.NewReader(make([]byte, 1))), -1, nil); err == nil {
			t.Error("a byte too many")
		}
	}
}

func TestVerifyPieces(t *testing.T) {
	s := made(t, testFile, MinSize, NoFault)
	b := whole(t, s)
	for _, n := range []int{0, 1, 3, 4, 51, 52, 100, 243, 244, 250, 500, 33011, 33012, 33020, 33032, 33060, 33100, len(b) - envelopeSize - 1} {
		_, err := Verify(t.Context(), bytes.NewReader(b[:n]), int64(n), nil)
		var e *Error
		if !errors.As(err, &e) || e.Kind != KindTruncated && e.Kind != KindNotImage {
			t.Errorf("%d bytes: %v", n, err)
		}
	}
	fails := errors.New("fails")
	if _, err := Verify(t.Context(), io.MultiReader(bytes.NewReader(b[:70000]), iotest.ErrReader(fails)), -1, nil); !errors.Is(err, fails) {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := Verify(ctx, bytes.NewReader(make([]byte, 4*blockSize)), -1, func(int64) { cancel() }); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if _, err := Verify(ctx, bytes.NewReader(b), -1, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// foreign is a file built like a real image: six sections, a deflated file, tags
// at the end, and something that is not ours behind it.
func foreign(t testing.TB) []byte {
	t.Helper()
	be := binary.BigEndian
	var packed bytes.Buffer
	packed.WriteString("PK\x03\x04\x14\x00\x00\x00\x08\x00")
	packed.Write(make([]byte, 20))
	w, err := flate.NewWriter(&packed, 6)
	if err != nil {
		t.Fatal(err)
	}
	unpacked := bytes.Repeat([]byte("software "), 5000)
	_, _ = w.Write(unpacked)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	head := be.AppendUint32(nil, packMagic)
	for _, v := range []uint32{uint32(len(unpacked)), uint32(packed.Len()), slowSum(packed.Bytes()), slowSum(unpacked)} {
		head = be.AppendUint32(head, v)
	}
	tags := "CW_BEGIN$-c2900-universalk9-m$\x00CW_IMAGE$C2900-UNIVERSALK9-M$CW_FAMILY$C2900$CW_FEATURE$IP|FIREWALL$CW_VERSION$15.4(3)M$CW_MEDIA$RAM$" +
		"CW_SYSDESCR$Cisco IOS Software, C2900 Software (C2900-UNIVERSALK9-M), Version 15.4(3)M, RELEASE SOFTWARE (fc1)\r\n" +
		"Copyright (c) 1986-2014 by somebody\r\nCompiled Mon 21-Jul-14 17:38 by prod_rel_team$CW_END$-c2900-universalk9-m$"
	parts := [][]byte{[]byte("first section......"), append(head, packed.Bytes()...), append(be.AppendUint32(be.AppendUint32(nil, md5Magic), md5Size), make([]byte, 16)...), []byte(tags)}
	s := Spec{Info: Info{Machine: 77, Entry: 0x81000000}}
	b := s.elf(layout{})[:elfHeaderSize+progSize]
	be.PutUint16(b[48:], uint16(len(parts)))
	off := len(b) + len(parts)*sectionSize
	for _, p := range parts {
		x := make([]byte, sectionSize)
		be.PutUint32(x[4:], 1)
		be.PutUint32(x[16:], uint32(off))
		be.PutUint32(x[20:], uint32(len(p)))
		b = append(b, x...)
		off += len(p)
	}
	for _, p := range parts {
		b = append(b, p...)
	}
	return append(b, "a signature that is not ours"...)
}

func TestForeign(t *testing.T) {
	b := foreign(t)
	rep, err := Verify(t.Context(), bytes.NewReader(b), int64(len(b)), nil)
	i := rep.Info
	if err != nil || i.Version != "15.4(3)M" || i.Family != "C2900" || i.Simulated || !i.Signed || i.Compiled != "Mon 21-Jul-14 17:38" ||
		i.CopyrightYears != "1986-2014" || i.Builder != "prod_rel_team" || rep.HasSignature || !rep.HasMD5 || !rep.Compressed.Checked || rep.Uncompressed.Checked {
		t.Errorf("%v\n%+v", err, rep)
	}
	seen, err := Inspect(bytes.NewReader(b), int64(len(b)))
	if d := cmp.Diff(i, seen); d != "" || err != nil {
		t.Error(d, err)
	}
	// A damaged one, one without tags, one that is short.
	bad := bytes.Replace(b, []byte("PK\x03\x04"), []byte("PK\x03\x05"), 1)
	for _, c := range []struct {
		b    []byte
		kind Kind
	}{{bad, KindBadCompressed}, {bytes.ReplaceAll(b, []byte("CW_END"), []byte("CW_XXX")), KindNoTags}, {b[:len(b)-60], KindTruncated}} {
		_, err := Verify(t.Context(), bytes.NewReader(c.b), -1, nil)
		var e *Error
		if !errors.As(err, &e) || e.Kind != c.kind {
			t.Errorf("%v, want %v", err, c.kind)
		}
	}
}

func TestTagsAcrossPieces(t *testing.T) {
	text := []byte("CW_BEG CW_BEGINCW_BEGIN$x$CW_IMAGE$A-B-M$CW_VERSION$1.0(1)$CW_END$x$ CW_IMAGE$other$")
	for n := 1; n <= len(text); n++ {
		var f tagFinder
		for rest := text; len(rest) > 0; rest = rest[min(n, len(rest)):] {
			f.write(rest[:min(n, len(rest))])
		}
		var i Info
		if !i.applyTags(f.values()) || i.Name != "A-B-M" || i.Feature != "B" || i.Version != "1.0(1)" {
			t.Errorf("pieces of %d: %+v", n, i)
		}
	}
	var f tagFinder
	f.write(append([]byte("CW_BEGIN$"), make([]byte, maxTags)...))
	f.write(text)
	if v := f.values(); v["IMAGE"] != "A-B-M" {
		t.Errorf("behind a beginning without an end: %v", v)
	}
}

func seeds(f *testing.F) {
	s := made(f, testFile, MinSize, NoFault)
	b := whole(f, s)
	f.Add(b[:2000])
	f.Add(b[:40000])
	f.Add(foreign(f))
	f.Add([]byte("\x7fELF"))
	f.Add([]byte{})
}

func FuzzVerify(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		rep, err := Verify(t.Context(), bytes.NewReader(b), int64(len(b)), nil)
		var e *Error
		if err != nil && !errors.As(err, &e) || rep.Size != int64(len(b)) {
			t.Errorf("%v, %d of %d bytes", err, rep.Size, len(b))
		}
	})
}

func FuzzInspect(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		i, err := Inspect(bytes.NewReader(b), int64(len(b)))
		if err == nil && (i.Name == "" || i.Version == "") {
			t.Errorf("%+v", i)
		}
	})
}
