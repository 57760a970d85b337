package scpfs

import (
	"bytes"
	"errors"
	"io"

	"github.com/iosim/iosim/ifs"
)

// file is a file that comes in.
type file struct {
	s          *session
	size, left int64
	err        error
}

func (f *file) Size() int64 { return f.size }

// Read ends with io.EOF only when the server has said that all went well.
func (f *file) Read(p []byte) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	if f.left == 0 {
		err := f.s.status()
		if err == nil {
			_ = f.s.ok() // all is here, whether the server hears it or not
		}
		if f.err = io.EOF; err != nil {
			f.err = f.s.fail(ifs.OpRead, err)
		}
		return 0, f.err
	}
	n, err := f.s.in.Read(p[:min(int64(len(p)), f.left)])
	f.left -= int64(n)
	if err != nil {
		kind := unexpected(err)
		f.err = f.s.fail(ifs.OpRead, kind)
		var e *ifs.Error
		if errors.Is(kind, io.ErrUnexpectedEOF) && errors.As(f.err, &e) && e.Kind == ifs.KindIO {
			e.Kind = ifs.KindLength
		}
	}
	if n > 0 {
		return n, nil
	}
	return 0, f.err
}

// Close ends the connection.
func (f *file) Close() error {
	f.s.close()
	return nil
}

// maxKept bounds a file whose size is not known before it is sent, in bytes.
const maxKept = 64 << 20

// writer is a file that goes out.
type writer struct {
	s     *session
	size  int64 // -1: not known, it is kept
	sent  int64
	kept  bytes.Buffer
	ended bool
}

func (w *writer) Write(p []byte) (int, error) {
	w.sent += int64(len(p))
	switch {
	case w.size < 0 && w.sent > maxKept:
		return 0, &ifs.Error{Op: ifs.OpWrite, Name: w.s.name, Kind: ifs.KindFull}
	case w.size < 0:
		return w.kept.Write(p)
	case w.sent > w.size:
		return 0, &ifs.Error{Op: ifs.OpWrite, Name: w.s.name, Kind: ifs.KindLength}
	}
	n, err := w.s.out.Write(p)
	if err != nil {
		return n, w.s.fail(ifs.OpWrite, w.said(err))
	}
	return n, nil
}

// said is what the server has said before it went away, else err.
func (w *writer) said(err error) error {
	var refused *refusal
	if e := w.s.status(); errors.As(e, &refused) {
		return e
	}
	return err
}

func (w *writer) Commit() error {
	if w.ended {
		return nil
	}
	w.ended = true
	defer w.s.close()
	if err := w.finish(); err != nil {
		return w.s.fail(ifs.OpWrite, err)
	}
	return nil
}

func (w *writer) finish() error {
	switch {
	case w.size < 0:
		if err := w.s.announce(w.sent); err != nil {
			return err
		}
		if _, err := w.s.out.Write(w.kept.Bytes()); err != nil {
			return w.said(err)
		}
	case w.sent != w.size:
		return &ifs.Error{Kind: ifs.KindLength}
	}
	if err := w.s.ok(); err != nil {
		return w.said(err)
	}
	if err := w.s.status(); err != nil {
		return err
	}
	_ = w.s.out.Close()
	return nil
}

func (w *writer) Abort() error {
	if !w.ended {
		w.ended = true
		w.s.close()
	}
	return nil
}
