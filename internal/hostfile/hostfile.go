// Package hostfile opens files of this machine that others have named or may have put there:
// a pipe, a device or a socket in their place is refused at once, and what is read
// is bounded.
//
//	pem, err := hostfile.Read("trust.pem", 1<<20)
package hostfile

import (
	"fmt"
	"io"
	"io/fs"
	"os"
)

// errSpecial is the reason for what is neither a file nor a folder.
type errSpecial struct{}

// ErrSpecial is the reason why a pipe, a device or a socket is not opened. It matches
// fs.ErrPermission.
var ErrSpecial error = errSpecial{}

func (errSpecial) Error() string        { return "not a regular file" }
func (errSpecial) Is(target error) bool { return target == fs.ErrPermission }

// Check is ErrSpecial for a mode that is of neither a file nor a folder.
func Check(mode fs.FileMode) error {
	if mode.IsRegular() || mode.IsDir() {
		return nil
	}
	return ErrSpecial
}

// Open opens a regular file of at most limit bytes for reading. Errors are *fs.PathError.
func Open(name string, limit int64) (*os.File, fs.FileInfo, error) {
	info, err := os.Stat(name) // a device may do something when it is opened
	if err == nil {
		err = check(info, limit)
	}
	if err != nil {
		return nil, nil, pathError(name, err)
	}
	f, err := os.OpenFile(name, os.O_RDONLY|NonBlock, 0)
	if err != nil {
		return nil, nil, err
	}
	if info, err = f.Stat(); err == nil {
		err = check(info, limit)
	}
	if err != nil {
		f.Close()
		return nil, nil, pathError(name, err)
	}
	return f, info, nil
}

func check(info fs.FileInfo, limit int64) error {
	switch {
	case !info.Mode().IsRegular():
		return ErrSpecial
	case info.Size() > limit:
		return fmt.Errorf("%d bytes; at most %d are taken", info.Size(), limit)
	}
	return nil
}

func pathError(name string, err error) error {
	if _, ok := err.(*fs.PathError); ok {
		return err
	}
	return &fs.PathError{Op: "open", Path: name, Err: err}
}

// Read reads a regular file of at most limit bytes.
func Read(name string, limit int64) ([]byte, error) {
	f, _, err := Open(name, limit)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := ReadAll(f, limit)
	if err != nil {
		return nil, pathError(name, err)
	}
	return b, nil
}

// ReadAll reads r to its end; more than limit bytes are an error.
func ReadAll(r io.Reader, limit int64) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err == nil && int64(len(b)) > limit {
		return nil, fmt.Errorf("more than %d bytes", limit)
	}
	return b, err
}
