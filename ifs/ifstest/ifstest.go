// Package ifstest tests implementations of the interfaces of package ifs.
//
//	func TestConformance(t *testing.T) {
//		open := func(t testing.TB) ifs.FS { return newDisk(t) }
//		ifstest.TestFS(t, open, ifstest.Options{Prefix: "flash0"})
//	}
package ifstest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/iosim/iosim/ifs"
)

// Options describes the file system under test.
type Options struct {
	// Prefix is the prefix of all names.
	Prefix string
	// Names are the files that can be written on a file system with fixed names;
	// nil means any name.
	Names []string
	// Flat says that there are no directories.
	Flat bool
	// ReadOnly says that nothing can be written. The files of Present exist.
	ReadOnly bool
	// Present has the content of files that exist from the start, by name.
	Present map[string]string
	// Fixed is ReadOnly for a file system whose flags say rw (tmpsys:, archive:).
	Fixed bool
	// Void says that anything can be written and reads as empty (null:).
	Void bool
	// Closed says that it is only listed by show file systems: nothing can be
	// opened, created or listed (syslog:, cns:).
	Closed bool
	// Remote says that files need not be readable at an offset, that directory
	// listings may be missing, and that letter case is significant.
	Remote bool
	// Live says that contents and names exist without having been written and
	// remain when replaced by nothing (system:, nvram:). Free space is not
	// compared.
	Live bool
	// Keeps says that deleted and replaced files occupy their space, that a
	// replaced file's name gets the new spelling, and that names have at most 63
	// bytes (class B flash).
	Keeps bool
}

// TestFS checks the file systems that open returns, a new and equal one at each
// call, against the documented behavior of ifs.FS and its optional interfaces. It
// reports every violation it finds.
func TestFS(t testing.TB, open func(t testing.TB) ifs.FS, o Options) {
	t.Helper()
	o.ReadOnly = o.ReadOnly || o.Fixed
	for _, c := range cases {
		if c.when != nil && !c.when(o) {
			continue
		}
		s := &suite{t: t, case_: c.name, o: o, fs: open(t)}
		s.run(c.check)
	}
}

type testCase struct {
	name  string
	when  func(o Options) bool
	check func(s *suite)
}

func ordinary(o Options) bool { return !o.Void && !o.Closed }
func writable(o Options) bool { return ordinary(o) && !o.ReadOnly }
func readable(o Options) bool { return ordinary(o) }
func both(o Options) bool     { return writable(o) && readable(o) }
func anyName(o Options) bool  { return both(o) && o.Names == nil }
func dirs(o Options) bool     { return anyName(o) && !o.Flat }

var cases = []testCase{
	{"info", nil, checkInfo},
	{"present files", readable, checkPresent},
	{"missing file", readable, checkMissing},
	{"read only", func(o Options) bool { return o.ReadOnly }, checkReadOnly},
	{"void", func(o Options) bool { return o.Void }, checkVoid},
	{"closed", func(o Options) bool { return o.Closed }, checkClosed},
	{"bytes in are bytes out", both, checkRoundTrip},
	{"nothing visible before commit", both, checkInvisible},
	{"abort leaves all as it was", both, checkAbort},
	{"replace", both, checkReplace},
	{"exact sizes", writable, checkSizes},
	{"end of a writer", writable, checkEnds},
	{"cancelled context", ordinary, checkCancel},
	{"too large", writable, checkTooLarge},
	{"open files keep their content", both, checkSnapshot},
	{"reading at offsets", both, checkReaderAt},
	{"letter case", func(o Options) bool { return anyName(o) && !o.Remote }, checkCase},
	{"bad names", func(o Options) bool { return anyName(o) && !o.Remote }, checkBadNames},
	{"directory listing", anyName, checkListing},
	{"remove", anyName, checkRemove},
	{"rename", anyName, checkRename},
	{"directories", dirs, checkDirs},
	{"names do not leave the root", dirs, checkDotDot},
	{"format", anyName, checkFormat},
	{"concurrent use", both, checkConcurrent},
}

// suite is one run of a case.
type suite struct {
	t     testing.TB
	case_ string
	o     Options
	fs    ifs.FS
}

// stop is the panic value that ends a case that cannot continue.
type stop struct{}

func (s *suite) run(check func(*suite)) {
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(stop); !ok {
				s.errorf("panic: %v", r)
			}
		}
	}()
	check(s)
}

func (s *suite) errorf(format string, args ...any) {
	s.t.Helper()
	s.t.Errorf("%s: %s: %s", s.o.Prefix, s.case_, fmt.Sprintf(format, args...))
}

// must ends the case if err is not nil.
func (s *suite) must(what string, err error) {
	s.t.Helper()
	if err != nil {
		s.errorf("%s: %v", what, err)
		panic(stop{})
	}
}

func (s *suite) ctx() context.Context { return context.Background() }

func (s *suite) name(path string) ifs.Name { return ifs.Name{Prefix: s.o.Prefix, Path: path} }

// file returns the i-th name that can be written.
func (s *suite) file(i int) string {
	if s.o.Names != nil {
		return s.o.Names[i%len(s.o.Names)]
	}
	return fmt.Sprintf("file-%d.bin", i)
}

// wantKind checks that err is an *ifs.Error of one of the kinds.
func (s *suite) wantKind(what string, err error, kinds ...ifs.Kind) {
	s.t.Helper()
	if err == nil {
		s.errorf("%s: no error, want kind %v", what, kinds)
	} else if !slices.Contains(kinds, ifs.KindOf(err)) {
		s.errorf("%s: %v: kind %v, want %v", what, err, ifs.KindOf(err), kinds)
	}
}

func (s *suite) write(path string, content []byte, announce bool) error {
	size := int64(-1)
	if announce {
		size = int64(len(content))
	}
	w, err := s.fs.Create(s.ctx(), s.name(path), size)
	if err != nil {
		return err
	}
	defer w.Abort()
	// Two unequal parts reveal a writer that keeps the caller's buffer.
	buf := make([]byte, 777)
	for rest := content; len(rest) > 0; {
		n := copy(buf, rest)
		if m, err := w.Write(buf[:n]); err != nil {
			return err
		} else if m != n {
			return io.ErrShortWrite
		}
		clear(buf)
		rest = rest[n:]
	}
	return w.Commit()
}

func (s *suite) read(path string) ([]byte, error) {
	f, err := s.fs.Open(s.ctx(), s.name(path))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err == nil && f.Size() >= 0 && f.Size() != int64(len(b)) {
		s.errorf("%s: Size says %d, and %d bytes came", path, f.Size(), len(b))
	}
	return b, err
}

func (s *suite) wantContent(path string, want []byte) {
	s.t.Helper()
	got, err := s.read(path)
	if err != nil {
		s.errorf("reading %s: %v", path, err)
	} else if !bytes.Equal(got, want) {
		s.errorf("%s has %d bytes %.20q, want %d bytes %.20q", path, len(got), got, len(want), want)
	}
}

// list returns the entries of a directory, or nil if it cannot be listed.
func (s *suite) list(dir string) []ifs.Entry {
	s.t.Helper()
	rows, err := ifs.ReadDir(s.ctx(), s.fs, s.name(dir))
	if ifs.KindOf(err) == ifs.KindUnsupported {
		return nil
	}
	if err != nil {
		s.errorf("listing %q: %v", dir, err)
	}
	return rows
}

func (s *suite) canList() bool {
	_, ok := s.fs.(ifs.DirReader)
	return ok
}

func (s *suite) listed(dir, name string) bool {
	return slices.ContainsFunc(s.list(dir), func(e ifs.Entry) bool { return strings.EqualFold(e.Name, name) })
}

// state returns what can be seen of the file system: its entries and free space.
func (s *suite) state() string {
	i := s.fs.Info()
	var b strings.Builder
	fmt.Fprintf(&b, "%d bytes free;", i.Free)
	for _, e := range s.list("") {
		fmt.Fprintf(&b, " %s=%d", e.Name, e.Size)
	}
	return b.String()
}

// pattern returns n bytes without repeated parts.
func pattern(n int, seed byte) []byte {
	b := make([]byte, n)
	x := uint32(seed) + 1
	for i := range b {
		x = x*1664525 + 1013904223
		b[i] = byte(x >> 24)
	}
	return b
}
