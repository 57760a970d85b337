package scpfs

import (
	"bytes"
	"errors"
	"io"

	"github.com/iosim/iosim/ifs"
)

// file is a file being received.
type file struct {
	s          *session
	size, left int64
	err        error
}

func (f *file) Size() int64 { return f.size }

// Read returns io.EOF only if the server has reported success.
func (f *file) Read(p []byte) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	if f.left == 0 {
		err := f.s.status()
		if err == nil {
			_ = f.s.ok() // the file is complete even if this acknowledgement is lost
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

// Close closes the connection.
func (f *file) Close() error {
	f.s.close()
	return nil
}

// maxBuffered is the maximum length in bytes of a file whose size is not known in
// advance.
const maxBuffered = 64 << 20

// writer is a file being sent.
type writer struct {
	s        *session
	size     int64 // -1 if unknown: the file is buffered
	sent     int64
	buffered bytes.Buffer
	ended    bool
}

func (w *writer) Write(p []byte) (int, error) {
	w.sent += int64(len(p))
	switch {
	case w.size < 0 && w.sent > maxBuffered:
		return 0, &ifs.Error{Op: ifs.OpWrite, Name: w.s.name, Kind: ifs.KindFull}
	case w.size < 0:
		return w.buffered.Write(p)
	case w.sent > w.size:
		return 0, &ifs.Error{Op: ifs.OpWrite, Name: w.s.name, Kind: ifs.KindLength}
	}
	n, err := w.s.out.Write(p)
	if err != nil {
		return n, w.s.fail(ifs.OpWrite, w.refusalOr(err))
	}
	return n, nil
}

// refusalOr returns what the server reported before it closed the connection, or
// err.
func (w *writer) refusalOr(err error) error {
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
		if err := w.s.sendRecord(w.sent); err != nil {
			return err
		}
		if _, err := w.s.out.Write(w.buffered.Bytes()); err != nil {
			return w.refusalOr(err)
		}
	case w.sent != w.size:
		return &ifs.Error{Kind: ifs.KindLength}
	}
	if err := w.s.ok(); err != nil {
		return w.refusalOr(err)
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
