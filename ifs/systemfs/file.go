package systemfs

import (
	"bytes"
	"io"
	"sync"

	"github.com/iosim/iosim/ifs"
)

// file is the rendered content of a view.
type file struct{ r *bytes.Reader }

var _ io.ReaderAt = (*file)(nil)

func newFile(b []byte) *file { return &file{bytes.NewReader(b)} }

func (f *file) Read(p []byte) (int, error)                { return f.r.Read(p) }
func (f *file) ReadAt(p []byte, off int64) (int, error)   { return f.r.ReadAt(p, off) }
func (f *file) Seek(off int64, whence int) (int64, error) { return f.r.Seek(off, whence) }
func (f *file) Size() int64                               { return f.r.Size() }
func (f *file) Close() error                              { return nil }

// writer collects the content for View.Accept.
type writer struct {
	name   ifs.Name
	size   int64 // as announced, or -1
	accept func([]byte) error

	mu   sync.Mutex
	buf  []byte
	done bool
}

// Write appends p. The error is of KindFull beyond MaxFile, and of KindLength
// beyond an announced size.
func (w *writer) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := int64(len(w.buf)) + int64(len(p))
	switch {
	case w.done:
		return 0, fail(ifs.OpWrite, w.name, ifs.KindIO, io.ErrClosedPipe)
	case w.size >= 0 && n > w.size:
		return 0, w.fail(ifs.KindLength)
	case n > MaxFile:
		return 0, w.fail(ifs.KindFull)
	}
	w.buf = append(w.buf, p...)
	return len(p), nil
}

// fail records the first error, which makes Commit fail.
func (w *writer) fail(kind ifs.Kind) error {
	err := fail(ifs.OpWrite, w.name, kind, nil)
	w.accept = func([]byte) error { return err }
	w.buf, w.size = nil, -1
	return err
}

// Commit calls View.Accept with the content.
func (w *writer) Commit() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.done {
		return nil
	}
	w.done = true
	b := w.buf
	w.buf = nil
	if w.size >= 0 && int64(len(b)) != w.size {
		return fail(ifs.OpWrite, w.name, ifs.KindLength, nil)
	}
	return wrap(ifs.OpWrite, w.name, w.accept(b))
}

// Abort discards the content.
func (w *writer) Abort() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.done, w.buf = true, nil
	return nil
}
