package ifstest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"sync"

	"github.com/iosim/iosim/ifs"
)

func checkInfo(s *suite) {
	i := s.fs.Info()
	if i.Type == "" || i.Access == "" {
		s.errorf("no type or access: %+v", i)
	}
	if (i.Size < 0) != (i.Free < 0) || i.Free > i.Size {
		s.errorf("size %d, free %d", i.Size, i.Free)
	}
	if !s.o.Closed && i.Access != s.access() {
		s.errorf("access %q", i.Access)
	}
}

// access returns the access that Info must report for a file system that is not
// Closed.
func (s *suite) access() ifs.Access {
	if s.o.ReadOnly && !s.o.Fixed {
		return ifs.ReadOnly
	}
	return ifs.ReadWrite
}

func checkPresent(s *suite) {
	for path, want := range s.o.Present {
		s.wantContent(path, []byte(want))
		if s.canList() && !strings.Contains(path, "/") && !s.listed("", path) {
			s.errorf("%s is not listed", path)
		}
	}
}

func checkMissing(s *suite) {
	_, err := s.fs.Open(s.ctx(), s.name("not-there.bin"))
	s.wantKind("opening a missing file", err, ifs.KindNotExist)
	var e *ifs.Error
	if errors.As(err, &e) && !strings.Contains(e.Name.Path, "not-there.bin") {
		s.errorf("the error names %q", e.Name)
	}
	if _, ok := s.fs.(ifs.Statter); ok {
		_, err := ifs.Stat(s.ctx(), s.fs, s.name("not-there.bin"))
		s.wantKind("describing a missing file", err, ifs.KindNotExist)
	}
	if s.canList() {
		_, err := ifs.ReadDir(s.ctx(), s.fs, s.name("not-there"))
		s.wantKind("listing a missing directory", err, ifs.KindNotExist)
	}
	if !s.o.ReadOnly && s.o.Names == nil {
		s.wantKind("removing a missing file", ifs.Remove(s.ctx(), s.fs, s.name("not-there.bin")),
			ifs.KindNotExist, ifs.KindUnsupported)
	}
}

func checkReadOnly(s *suite) {
	before := s.state()
	_, err := s.fs.Create(s.ctx(), s.name("new.bin"), 1)
	s.wantKind("creating", err, ifs.KindReadOnly)
	for path := range s.o.Present {
		_, err := s.fs.Create(s.ctx(), s.name(path), 1)
		s.wantKind("replacing", err, ifs.KindReadOnly)
		s.wantKind("removing", ifs.Remove(s.ctx(), s.fs, s.name(path)), ifs.KindReadOnly, ifs.KindUnsupported)
		s.wantKind("renaming", ifs.Rename(s.ctx(), s.fs, s.name(path), s.name("x")), ifs.KindReadOnly, ifs.KindUnsupported)
	}
	s.wantKind("mkdir", ifs.Mkdir(s.ctx(), s.fs, s.name("d")), ifs.KindReadOnly, ifs.KindUnsupported)
	s.wantKind("format", ifs.Format(s.ctx(), s.fs, s.name("")), ifs.KindReadOnly, ifs.KindUnsupported)
	if after := s.state(); after != before {
		s.errorf("changed from %s to %s", before, after)
	}
}

func checkRoundTrip(s *suite) {
	for i, size := range []int{1, 511, 512, 4095, 4096, 4097, 70_000} {
		for _, announce := range []bool{true, false} {
			path, want := s.file(i), pattern(size, byte(i))
			if err := s.write(path, want, announce); err != nil {
				s.errorf("writing %d bytes, announced %v: %v", size, announce, err)
				continue
			}
			s.wantContent(path, want)
			if e, err := ifs.Stat(s.ctx(), s.fs, s.name(path)); err == nil && e.Size != int64(size) {
				s.errorf("Stat says %d bytes, want %d", e.Size, size)
			}
		}
	}
	if s.o.Names == nil {
		for _, announce := range []bool{true, false} {
			s.must("writing an empty file", s.write("empty", nil, announce))
			s.wantContent("empty", nil)
		}
	}
}

func checkInvisible(s *suite) {
	path := s.file(0)
	before := s.state()
	old, oldErr := s.read(path)
	w, err := s.fs.Create(s.ctx(), s.name(path), -1)
	s.must("create", err)
	defer w.Abort()
	_, err = w.Write(pattern(5000, 1))
	s.must("write", err)
	if now := s.state(); now != before {
		s.errorf("before Commit: %s, was %s", now, before)
	}
	if now, err := s.read(path); (err == nil) != (oldErr == nil) || !bytes.Equal(now, old) {
		s.errorf("before Commit the file has %d bytes (%v), had %d (%v)", len(now), err, len(old), oldErr)
	}
	s.must("commit", w.Commit())
	s.wantContent(path, pattern(5000, 1))
}

func checkAbort(s *suite) {
	path := s.file(0)
	s.must("write", s.write(path, pattern(3000, 7), true))
	for _, p := range []string{path, s.file(1)} {
		before := s.state()
		w, err := s.fs.Create(s.ctx(), s.name(p), -1)
		s.must("create", err)
		_, err = w.Write(pattern(9000, 2))
		s.must("write", err)
		s.must("abort", w.Abort())
		if now := s.state(); now != before {
			s.errorf("after Abort: %s, was %s", now, before)
		}
		s.wantContent(path, pattern(3000, 7))
	}
	if s.o.Names == nil {
		_, err := s.fs.Open(s.ctx(), s.name(s.file(1)))
		s.wantKind("opening what was aborted", err, ifs.KindNotExist)
	}
}

func checkReplace(s *suite) {
	path := s.file(0)
	s.must("write", s.write(path, pattern(8000, 1), true))
	rows := len(s.list(""))
	free := s.fs.Info().Free
	for i, size := range []int{20, 16_000, 8000} {
		s.must("replace", s.write(path, pattern(size, byte(i)), i%2 == 0))
		s.wantContent(path, pattern(size, byte(i)))
	}
	if now := len(s.list("")); now != rows {
		s.errorf("%d entries after replacing, had %d", now, rows)
	}
	if now := s.fs.Info().Free; !s.o.Keeps && now != free {
		s.errorf("%d bytes free after replacing with the same size, had %d", now, free)
	}
}

func checkSizes(s *suite) {
	path := s.file(0)
	before := s.state()
	w, err := s.fs.Create(s.ctx(), s.name(path), 100)
	s.must("create", err)
	if _, err := w.Write(pattern(99, 1)); err != nil {
		s.errorf("writing: %v", err)
	}
	s.wantKind("commit of too little", w.Commit(), ifs.KindLength)

	w, err = s.fs.Create(s.ctx(), s.name(path), 100)
	s.must("create", err)
	_, err = w.Write(pattern(101, 1))
	if err == nil {
		err = w.Commit()
	} else if cerr := w.Commit(); cerr == nil {
		s.errorf("commit after a failed write gives no error")
	}
	s.wantKind("writing too much", err, ifs.KindLength)
	if now := s.state(); now != before {
		s.errorf("wrong lengths left %s, was %s", now, before)
	}
}

func checkEnds(s *suite) {
	for _, end := range []string{"CA", "CC", "AA", "AC"} {
		w, err := s.fs.Create(s.ctx(), s.name(s.file(0)), 3)
		s.must("create", err)
		_, err = w.Write([]byte("abc"))
		s.must("write", err)
		for i, c := range end {
			err := w.Abort
			if c == 'C' {
				err = w.Commit
			}
			if err := err(); err != nil {
				s.errorf("%s, call %d: %v", end, i, err)
			}
		}
		if _, err := w.Write([]byte("d")); err == nil && s.fs.Info().Size >= 0 {
			s.errorf("%s: a write after the end succeeds", end)
		}
		if end[0] == 'C' {
			s.wantContent(s.file(0), []byte("abc"))
		}
	}
}

func checkCancel(s *suite) {
	ctx, cancel := context.WithCancel(s.ctx())
	cancel()
	n := s.name(s.file(0))
	_, err := s.fs.Open(ctx, n)
	s.wantKind("open", err, ifs.KindAborted, ifs.KindNotExist)
	if s.o.ReadOnly {
		return
	}
	before := s.state()
	if w, err := s.fs.Create(ctx, n, 1); err != nil {
		s.wantKind("create", err, ifs.KindAborted)
	} else {
		s.must("abort", w.Abort())
		s.errorf("create succeeds with a cancelled context")
	}
	for what, err := range map[string]error{
		"remove": ifs.Remove(ctx, s.fs, n),
		"mkdir":  ifs.Mkdir(ctx, s.fs, s.name("d")),
		"rename": ifs.Rename(ctx, s.fs, n, s.name("other")),
		"format": ifs.Format(ctx, s.fs, s.name("")),
	} {
		s.wantKind(what, err, ifs.KindAborted, ifs.KindUnsupported)
	}
	if now := s.state(); now != before {
		s.errorf("cancelled calls left %s, was %s", now, before)
	}
}

func checkTooLarge(s *suite) {
	i := s.fs.Info()
	if i.Free < 0 {
		return
	}
	before := s.state()
	for _, size := range []int64{i.Size + 1, 1 << 62, 1<<63 - 1} {
		w, err := s.fs.Create(s.ctx(), s.name(s.file(0)), size)
		s.wantKind("creating what cannot fit", err, ifs.KindNoSpace)
		if err == nil {
			s.must("abort", w.Abort())
		}
	}
	if i.Size <= 64<<20 {
		w, err := s.fs.Create(s.ctx(), s.name(s.file(0)), -1)
		s.must("create", err)
		buf := make([]byte, ifs.BufferSize)
		for n := int64(0); n <= i.Size && err == nil; n += int64(len(buf)) {
			_, err = w.Write(buf)
		}
		s.wantKind("filling up", err, ifs.KindFull)
		if w.Commit() == nil {
			s.errorf("commit after the medium filled up gives no error")
		}
	}
	if now := s.state(); now != before {
		s.errorf("a full medium left %s, was %s", now, before)
	}
}

func checkSnapshot(s *suite) {
	path := s.file(0)
	want := pattern(50_000, 1)
	s.must("write", s.write(path, want, true))
	f, err := s.fs.Open(s.ctx(), s.name(path))
	s.must("open", err)
	defer f.Close()
	head := make([]byte, 1000)
	_, err = io.ReadFull(f, head)
	s.must("read", err)
	s.must("replace", s.write(path, pattern(60_000, 2), true))
	if s.o.Names == nil {
		if err := ifs.Remove(s.ctx(), s.fs, s.name(path)); err != nil && ifs.KindOf(err) != ifs.KindUnsupported {
			s.errorf("removing an open file: %v", err)
		}
	}
	rest, err := io.ReadAll(f)
	if err != nil || !bytes.Equal(append(head, rest...), want) {
		s.errorf("an open file changed when its name was replaced and removed (%v)", err)
	}
}

func checkReaderAt(s *suite) {
	want := pattern(10_000, 3)
	s.must("write", s.write(s.file(0), want, true))
	f, err := s.fs.Open(s.ctx(), s.name(s.file(0)))
	s.must("open", err)
	defer f.Close()
	r, ok := f.(io.ReaderAt)
	if !ok {
		if !s.o.Remote {
			s.errorf("a local file is no io.ReaderAt")
		}
		return
	}
	buf := make([]byte, 300)
	for _, off := range []int64{0, 1, 4096, 9700} {
		if n, err := r.ReadAt(buf, off); n != len(buf) || err != nil && err != io.EOF || !bytes.Equal(buf, want[off:off+300]) {
			s.errorf("ReadAt %d: %d bytes, %v", off, n, err)
		}
	}
	if n, err := r.ReadAt(buf, 9_900); n != 100 || err != io.EOF {
		s.errorf("ReadAt over the end: %d bytes, %v", n, err)
	}
	if n, err := r.ReadAt(buf, 20_000); n != 0 || err != io.EOF {
		s.errorf("ReadAt beyond the end: %d bytes, %v", n, err)
	}
	s.must("close", f.Close())
	s.must("second close", f.Close())
}

func checkConcurrent(s *suite) {
	var wg sync.WaitGroup
	one, two := pattern(30_000, 1), pattern(20_000, 2)
	s.must("write", s.write(s.file(0), one, true))
	for g := range 4 {
		wg.Go(func() {
			for i := range 10 {
				if g%2 == 0 {
					b := one
					if i%2 == 0 {
						b = two
					}
					if err := s.write(s.file(0), b, i%3 == 0); err != nil && ifs.KindOf(err) != ifs.KindFull && ifs.KindOf(err) != ifs.KindNoSpace {
						s.errorf("write: %v", err)
					}
				}
				b, err := s.read(s.file(0))
				if err != nil || !bytes.Equal(b, one) && !bytes.Equal(b, two) {
					s.errorf("read %d bytes, neither of the contents written (%v)", len(b), err)
				}
				s.state()
			}
		})
	}
	wg.Wait()
}
