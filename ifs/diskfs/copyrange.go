package diskfs

import (
	"errors"
	"io"
	"os"

	"github.com/iosim/iosim/ifs"
	"github.com/spf13/afero"
)

// Take appends up to n of the next bytes of src, if both are files of this machine:
// its kernel copies them, and on some file systems only shares them. It implements
// ifs.Taker.
func (w *writer) CopyRange(src ifs.File, n int64) (int64, error) {
	from, ok := src.(*file)
	if !ok {
		return 0, nil
	}
	r, to := osFile(from.f), osFile(w.f)
	if r == nil || to == nil {
		return 0, nil
	}
	if from.m.gone.Load() {
		return 0, fail(ifs.OpRead, from.name, errGone)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	// What the file has grown by since is left to the reader, who finds it too long.
	if n = min(n, from.size-w.n); n <= 0 {
		return 0, nil
	}
	if err := w.admit(n); err != nil {
		return 0, err
	}
	done, err := io.CopyN(to, r, n)
	w.n += done
	w.hasten()
	switch {
	case errors.Is(err, io.EOF): // it has become shorter: the reader finds that
		return done, nil
	case err != nil:
		w.err = fail(ifs.OpWrite, w.name, err)
	}
	return done, w.err
}

// osFile is the file of this machine behind f, nil if there is none.
func osFile(f afero.File) *os.File {
	switch f := f.(type) {
	case *os.File:
		return f
	case *afero.BasePathFile:
		return osFile(f.File)
	}
	return nil
}
