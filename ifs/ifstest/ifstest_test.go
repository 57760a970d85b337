package ifstest_test

import (
	"context"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ifs/diskfs"
	"github.com/iosim/iosim/ifs/ifstest"
	"github.com/iosim/iosim/internal/chunk"
)

// record is a testing.TB that keeps what is reported.
type record struct {
	testing.TB
	mu   sync.Mutex
	said []string
}

func (r *record) Helper() {}
func (r *record) Errorf(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.said = append(r.said, fmt.Sprintf(format, args...))
}

func disk(t testing.TB) *diskfs.FS {
	f := diskfs.Empty(diskfs.Options{
		Prefix: "flash0", Size: 1 << 20, Now: func() time.Time { return time.Unix(1e9, 0) },
	})
	if err := f.Insert(chunk.NewFs(chunk.NewStore())); err != nil {
		t.Fatal(err)
	}
	return f
}

// The ways in which a file system may break its contract.

type early struct{ *diskfs.FS } // visible before Commit

func (f early) Create(ctx context.Context, n ifs.Name, size int64) (ifs.Writer, error) {
	w, err := f.FS.Create(ctx, n, -1)
	if err != nil {
		return nil, err
	}
	return &earlyWriter{w, f, n, nil}, nil
}

type earlyWriter struct {
	ifs.Writer
	f   early
	n   ifs.Name
	buf []byte
}

func (w *earlyWriter) Write(p []byte) (int, error) {
	w.buf = append(w.buf, p...)
	o, err := w.f.FS.Create(context.Background(), w.n, -1)
	if err != nil {
		return 0, err
	}
	if _, err := o.Write(w.buf); err != nil {
		_ = o.Abort()
		return 0, err
	}
	if err := o.Commit(); err != nil {
		return 0, err
	}
	return w.Writer.Write(p)
}

type keepsBuffer struct{ *diskfs.FS } // writes what the caller's buffer holds later

func (f keepsBuffer) Create(ctx context.Context, n ifs.Name, size int64) (ifs.Writer, error) {
	w, err := f.FS.Create(ctx, n, size)
	return &lateWriter{Writer: w}, err
}

type lateWriter struct {
	ifs.Writer
	last []byte
}

func (w *lateWriter) Write(p []byte) (int, error) {
	if len(w.last) > 0 {
		if _, err := w.Writer.Write(w.last); err != nil {
			return 0, err
		}
	}
	w.last = p
	return len(p), nil
}

func (w *lateWriter) Commit() error {
	if len(w.last) > 0 {
		if _, err := w.Writer.Write(w.last); err != nil {
			return err
		}
	}
	return w.Writer.Commit()
}

type anySize struct{ *diskfs.FS } // takes any length

func (f anySize) Create(ctx context.Context, n ifs.Name, _ int64) (ifs.Writer, error) {
	return f.FS.Create(ctx, n, -1)
}

type deaf struct{ *diskfs.FS } // does not look at the context

func (f deaf) Create(_ context.Context, n ifs.Name, size int64) (ifs.Writer, error) {
	return f.FS.Create(context.Background(), n, size)
}

type abortCommits struct{ *diskfs.FS } // Abort keeps what was written

func (f abortCommits) Create(ctx context.Context, n ifs.Name, size int64) (ifs.Writer, error) {
	w, err := f.FS.Create(ctx, n, size)
	return keeper{w}, err
}

type keeper struct{ ifs.Writer }

func (w keeper) Abort() error { return w.Commit() }

type plainErrors struct{ *diskfs.FS } // errors without a kind

func (f plainErrors) Open(ctx context.Context, n ifs.Name) (ifs.File, error) {
	h, err := f.FS.Open(ctx, n)
	if err != nil {
		return nil, fmt.Errorf("cannot open %s", n)
	}
	return h, nil
}

type noReaderAt struct{ *diskfs.FS }

func (f noReaderAt) Open(ctx context.Context, n ifs.Name) (ifs.File, error) {
	h, err := f.FS.Open(ctx, n)
	if err != nil {
		return nil, err
	}
	return struct{ ifs.File }{h}, nil
}

type wrongSize struct{ *diskfs.FS }

func (f wrongSize) Open(ctx context.Context, n ifs.Name) (ifs.File, error) {
	h, err := f.FS.Open(ctx, n)
	if err != nil {
		return nil, err
	}
	return sized{h}, nil
}

type sized struct{ ifs.File }

func (s sized) Size() int64 { return s.File.Size() + 1 }
func (s sized) ReadAt(p []byte, off int64) (int, error) {
	return s.File.(io.ReaderAt).ReadAt(p, off)
}

type caseful struct{ *diskfs.FS } // letter case is significant

func (f caseful) name(n ifs.Name) ifs.Name {
	return n.With(strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 0x100
		}
		return r
	}, n.Path))
}

func (f caseful) Open(ctx context.Context, n ifs.Name) (ifs.File, error) {
	return f.FS.Open(ctx, f.name(n))
}

func (f caseful) Create(ctx context.Context, n ifs.Name, size int64) (ifs.Writer, error) {
	return f.FS.Create(ctx, f.name(n), size)
}

type removesTrees struct{ *diskfs.FS } // rmdir of what is not empty

func (f removesTrees) Rmdir(ctx context.Context, n ifs.Name) error {
	rows, _ := f.ReadDir(ctx, n)
	for _, r := range rows {
		if r.Dir {
			_ = f.Rmdir(ctx, n.Join(r.Name))
		} else {
			_ = f.Remove(ctx, n.Join(r.Name))
		}
	}
	return f.FS.Rmdir(ctx, n)
}

type renamesOver struct{ *diskfs.FS }

func (f renamesOver) Rename(ctx context.Context, a, b ifs.Name) error {
	if !ifs.Same(a, b) {
		_ = f.Remove(ctx, b)
	}
	return f.FS.Rename(ctx, a, b)
}

type doubled struct{ *diskfs.FS } // rows with equal indices

func (f doubled) ReadDir(ctx context.Context, n ifs.Name) ([]ifs.Entry, error) {
	rows, err := f.FS.ReadDir(ctx, n)
	for i := range rows {
		rows[i].Index = 1
	}
	return rows, err
}

type leaky struct { // what is removed goes on taking space
	*diskfs.FS
	lost *int64
}

func (f leaky) Remove(ctx context.Context, n ifs.Name) error {
	*f.lost += 4096
	return f.FS.Remove(ctx, n)
}

func (f leaky) Info() ifs.Info {
	i := f.FS.Info()
	i.Free -= *f.lost
	return i
}

type panics struct{ *diskfs.FS }

func (f panics) Stat(context.Context, ifs.Name) (ifs.Entry, error) { panic("not written yet") }

func TestSuiteFindsViolations(t *testing.T) {
	for what, c := range map[string]struct {
		wrap func(*diskfs.FS) ifs.FS
		in   string // the case that must report it
	}{
		"early":        {func(f *diskfs.FS) ifs.FS { return early{f} }, "nothing visible before commit"},
		"keepsBuffer":  {func(f *diskfs.FS) ifs.FS { return keepsBuffer{f} }, "bytes in are bytes out"},
		"anySize":      {func(f *diskfs.FS) ifs.FS { return anySize{f} }, "exact sizes"},
		"too large":    {func(f *diskfs.FS) ifs.FS { return anySize{f} }, "too large"},
		"deaf":         {func(f *diskfs.FS) ifs.FS { return deaf{f} }, "cancelled context"},
		"abortCommits": {func(f *diskfs.FS) ifs.FS { return abortCommits{f} }, "abort leaves all as it was"},
		"plainErrors":  {func(f *diskfs.FS) ifs.FS { return plainErrors{f} }, "missing file"},
		"noReaderAt":   {func(f *diskfs.FS) ifs.FS { return noReaderAt{f} }, "reading at offsets"},
		"wrongSize":    {func(f *diskfs.FS) ifs.FS { return wrongSize{f} }, "bytes in are bytes out"},
		"caseful":      {func(f *diskfs.FS) ifs.FS { return caseful{f} }, "letter case"},
		"removesTrees": {func(f *diskfs.FS) ifs.FS { return removesTrees{f} }, "directories"},
		"renamesOver":  {func(f *diskfs.FS) ifs.FS { return renamesOver{f} }, "rename"},
		"doubled":      {func(f *diskfs.FS) ifs.FS { return doubled{f} }, "directory listing"},
		"leaky":        {func(f *diskfs.FS) ifs.FS { return leaky{f, new(int64)} }, "remove"},
		"panics":       {func(f *diskfs.FS) ifs.FS { return panics{f} }, "missing file: panic"},
	} {
		r := &record{TB: t}
		ifstest.TestFS(r, func(testing.TB) ifs.FS { return c.wrap(disk(t)) }, ifstest.Options{Prefix: "flash0"})
		found := false
		for _, s := range r.said {
			found = found || strings.Contains(s, c.in)
		}
		if !found {
			t.Errorf("%s: %q does not report it; reported: %q", what, c.in, r.said)
		}
	}
}

func TestSuitePassesWhatIsRight(t *testing.T) {
	r := &record{TB: t}
	ifstest.TestFS(r, func(t testing.TB) ifs.FS { return disk(t) }, ifstest.Options{Prefix: "flash0"})
	for _, s := range r.said {
		t.Error(s)
	}
}
