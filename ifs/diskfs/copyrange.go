package diskfs

import (
	"errors"
	"io"
	"os"

	"github.com/iosim/iosim/ifs"
	"github.com/spf13/afero"
)

// CopyRange implements ifs.RangeCopier if both files are files of the host: the
// kernel copies the bytes, or shares them on file systems that can.
func (w *writer) CopyRange(src ifs.File, n int64) (int64, error) {
	from, ok := src.(*file)
	if !ok {
		return 0, nil
	}
	r, to := osFile(from.f), osFile(w.f)
	if r == nil || to == nil {
		return 0, nil
	}
	if from.m.ejected.Load() {
		return 0, fail(ifs.OpRead, from.name, errEjected)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	// Bytes added since the file was opened are left to Read, which reports the
	// length error.
	if n = min(n, from.size-w.n); n <= 0 {
		return 0, nil
	}
	if err := w.checkWrite(n); err != nil {
		return 0, err
	}
	done, err := io.CopyN(to, r, n)
	w.n += done
	w.startWriteBack()
	switch {
	case errors.Is(err, io.EOF): // the file was truncated: Read reports it
		return done, nil
	case err != nil:
		w.err = fail(ifs.OpWrite, w.name, err)
	}
	return done, w.err
}

// osFile returns the host's file behind f, or nil.
func osFile(f afero.File) *os.File {
	switch f := f.(type) {
	case *os.File:
		return f
	case *afero.BasePathFile:
		return osFile(f.File)
	}
	return nil
}
