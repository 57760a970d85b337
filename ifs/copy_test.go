package ifs

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"testing"
)

// fake is a file system in a map, with faults to order.
type fake struct {
	info            Info
	files           map[string][]byte
	size            func(n int) int64 // what Size says of n bytes
	readErr, wrtErr error             // after half of the bytes
	commitErr       error
	short           bool // writes one byte less than given
	clones          bool // writers are Cloners
	open            int  // files and writers not closed
}

func newFake() *fake {
	return &fake{files: map[string][]byte{}, size: func(n int) int64 { return int64(n) }}
}

func (f *fake) Info() Info { return f.info }

func (f *fake) Open(_ context.Context, n Name) (File, error) {
	b, ok := f.files[n.Path]
	if !ok {
		return nil, &Error{Op: OpOpen, Name: n, Kind: KindNotExist}
	}
	f.open++
	return &fakeFile{f, bytes.NewReader(b), len(b), false}, nil
}

type fakeFile struct {
	f      *fake
	r      *bytes.Reader
	n      int
	closed bool
}

func (h *fakeFile) Size() int64 { return h.f.size(h.n) }
func (h *fakeFile) Close() error {
	if !h.closed {
		h.closed = true
		h.f.open--
	}
	return nil
}

func (h *fakeFile) Read(p []byte) (int, error) {
	if h.f.readErr != nil && h.r.Len() <= h.n/2 {
		return 0, h.f.readErr
	}
	return h.r.Read(p[:min(len(p), max(1, h.n/4))])
}

func (f *fake) Create(_ context.Context, n Name, size int64) (Writer, error) {
	if f.info.Free > 0 && size > f.info.Free {
		return nil, &Error{Op: OpOpen, Name: n, Kind: KindNoSpace}
	}
	f.open++
	w := &fakeWriter{f: f, name: n}
	if f.clones {
		return &fakeCloner{w}, nil
	}
	return w, nil
}

type fakeWriter struct {
	f    *fake
	name Name
	buf  bytes.Buffer
	done bool
}

func (w *fakeWriter) Write(p []byte) (int, error) {
	if w.f.wrtErr != nil && w.buf.Len() > 0 {
		return 0, w.f.wrtErr
	}
	if w.f.short {
		return w.buf.Write(p[:len(p)-1])
	}
	return w.buf.Write(p)
}

func (w *fakeWriter) Commit() error {
	if w.done {
		return nil
	}
	_ = w.Abort()
	if w.f.commitErr == nil {
		w.f.files[w.name.Path] = w.buf.Bytes()
	}
	return w.f.commitErr
}

func (w *fakeWriter) Abort() error {
	if !w.done {
		w.done = true
		w.f.open--
	}
	return nil
}

type fakeCloner struct{ *fakeWriter }

func (w *fakeCloner) Clone(src File) (int64, bool, error) {
	if w.f.wrtErr != nil {
		return 0, true, w.f.wrtErr
	}
	n, err := io.Copy(&w.buf, src)
	return n, true, err
}

func tables() (*Table, *fake, *fake) {
	t, src, dst := NewTable(), newFake(), newFake()
	t.Mount("tftp", src)
	t.Mount("flash0", dst)
	t.Alias("flash", "flash0")
	return t, src, dst
}

var (
	srcName = Name{Prefix: "tftp", Path: "img"}
	dstName = Name{Prefix: "flash", Path: "img"}
)

func TestCopy(t *testing.T) {
	for _, n := range []int{0, 1, BufferSize, 3*BufferSize + 7} {
		for _, clones := range []bool{false, true} {
			for _, known := range []bool{false, true} {
				tab, src, dst := tables()
				want := bytes.Repeat([]byte("x"), n)
				src.files["img"], dst.clones = want, clones
				if !known {
					src.size = func(int) int64 { return -1 }
				}
				var opened, done int64
				var moved int
				var order []string
				ctx := WithTrace(t.Context(), &Trace{
					Opened:  func(_ Name, size int64) { opened = size; order = append(order, "opened") },
					Created: func(Name) { order = append(order, "created") },
					Data:    func(n int) { moved += n },
					Done:    func(n int64, err error) { done = n; order = append(order, "done") },
				})
				got, err := Copy(ctx, tab, dstName, srcName)
				if err != nil || got != int64(n) || done != got || moved != n || opened != src.size(n) {
					t.Errorf("%d bytes: %d copied, %d done, %d moved, %d opened, %v", n, got, done, moved, opened, err)
				}
				if !bytes.Equal(dst.files["img"], want) || src.open+dst.open != 0 {
					t.Errorf("%d bytes arrived, %d open", len(dst.files["img"]), src.open+dst.open)
				}
				if !slices.Equal(order, []string{"opened", "created", "done"}) {
					t.Errorf("hooks %q", order)
				}
			}
		}
	}
}

// TestCopyThatFails: the destination is as it was, all is closed, and the error
// says which file and what.
func TestCopyThatFails(t *testing.T) {
	broken := errors.New("broken")
	own := &Error{Op: OpRead, Kind: KindTimeout}
	for what, c := range map[string]struct {
		set  func(src, dst *fake)
		kind Kind
		op   Op
	}{
		"no source":         {func(s, _ *fake) { clear(s.files) }, KindNotExist, OpOpen},
		"read":              {func(s, _ *fake) { s.readErr = broken }, KindIO, OpRead},
		"read with a kind":  {func(s, _ *fake) { s.readErr = own }, KindTimeout, OpRead},
		"write":             {func(_, d *fake) { d.wrtErr = broken }, KindIO, OpWrite},
		"short write":       {func(_, d *fake) { d.short = true }, KindIO, OpWrite},
		"clone":             {func(_, d *fake) { d.clones, d.wrtErr = true, own }, KindTimeout, OpRead},
		"commit":            {func(_, d *fake) { d.commitErr = broken }, KindIO, OpWrite},
		"fewer than said":   {func(s, _ *fake) { s.size = func(n int) int64 { return int64(n) + 1 } }, KindLength, OpRead},
		"more than said":    {func(s, _ *fake) { s.size = func(n int) int64 { return int64(n) - 1 } }, KindLength, OpRead},
		"no space":          {func(_, d *fake) { d.info.Free = 10 }, KindNoSpace, OpCopy},
		"clone of too much": {func(s, d *fake) { d.clones = true; s.size = func(int) int64 { return 3 } }, KindLength, OpRead},
	} {
		tab, src, dst := tables()
		src.files["img"] = bytes.Repeat([]byte("n"), 100_000)
		dst.files["img"] = []byte("old")
		c.set(src, dst)
		var told error
		ctx := WithTrace(t.Context(), &Trace{Done: func(_ int64, err error) { told = err }})
		_, err := Copy(ctx, tab, dstName, srcName)
		var e *Error
		if !errors.As(err, &e) || e.Kind != c.kind || e.Op != c.op || told != err {
			t.Errorf("%s: %v (told %v)", what, err, told)
		}
		if string(dst.files["img"]) != "old" || src.open+dst.open != 0 {
			t.Errorf("%s: %.10q is there, %d open", what, dst.files["img"], src.open+dst.open)
		}
	}
}

func TestCopyCancelled(t *testing.T) {
	tab, src, dst := tables()
	src.files["img"] = bytes.Repeat([]byte("n"), 10*BufferSize)
	for _, after := range []int{0, 1, 3 * BufferSize} {
		ctx, cancel := context.WithCancel(t.Context())
		if after == 0 {
			cancel()
		}
		moved := 0
		n, err := Copy(WithTrace(ctx, &Trace{Data: func(n int) {
			if moved += n; moved >= after {
				cancel()
			}
		}}), tab, dstName, srcName)
		cancel()
		if KindOf(err) != KindAborted || n != int64(moved) || len(dst.files) != 0 || src.open+dst.open != 0 {
			t.Errorf("after %d: %d bytes, %v, %d files, %d open", after, n, err, len(dst.files), src.open+dst.open)
		}
	}
}

func TestCopyOntoItself(t *testing.T) {
	tab, _, dst := tables()
	dst.files["img"] = []byte("x")
	for _, path := range []string{"img", "/img", "IMG", "d/../img"} {
		if _, err := Copy(t.Context(), tab, Name{Prefix: "flash0", Path: "img"}, Name{Prefix: "flash", Path: path}); KindOf(err) != KindSame {
			t.Errorf("%s: %v", path, err)
		}
	}
	if _, err := Copy(t.Context(), tab, Name{Prefix: "none"}, dstName); KindOf(err) != KindNoDevice || !errors.Is(err, ErrPrefix) {
		t.Errorf("%v", err)
	}
}
