package diskfs

import (
	"errors"
	"io"
	"io/fs"
	"syscall"

	"github.com/iosim/iosim/ifs"
)

// kind is an ifs.Kind as an error. fail adds the operation and the name.
type kind ifs.Kind

func (k kind) Error() string { return ifs.Kind(k).String() }

// fail turns err, which is of the backing or of type kind, into an *ifs.Error.
func fail(op ifs.Op, name ifs.Name, err error) error {
	if err == nil || err == io.EOF {
		return err
	}
	var e *ifs.Error
	if errors.As(err, &e) {
		return err
	}
	var k kind
	if errors.As(err, &k) {
		return &ifs.Error{Op: op, Name: name, Kind: ifs.Kind(k)}
	}
	return &ifs.Error{Op: op, Name: name, Kind: hostKind(op, err), Err: err}
}

// hostKind returns the kind that stands for an error of the backing.
func hostKind(op ifs.Op, err error) ifs.Kind {
	switch {
	case errors.Is(err, errEjected):
		return ifs.KindIO
	case errors.Is(err, syscall.ENOTEMPTY): // before ErrExist, which it matches too
		return ifs.KindNotEmpty
	case errors.Is(err, syscall.ENOTDIR):
		return ifs.KindNotDir
	case errors.Is(err, syscall.EISDIR):
		return ifs.KindIsDir
	case errors.Is(err, fs.ErrNotExist):
		return ifs.KindNotExist
	case errors.Is(err, fs.ErrExist):
		return ifs.KindExist
	case errors.Is(err, syscall.ENOSPC):
		return ifs.KindFull
	case errors.Is(err, syscall.ENAMETOOLONG):
		return ifs.KindInvalid
	case errors.Is(err, syscall.EROFS):
		return ifs.KindReadOnly
	case errors.Is(err, fs.ErrPermission):
		if op == ifs.OpOpen || op == ifs.OpRead {
			return ifs.KindPermission
		}
		return ifs.KindReadOnly
	}
	return ifs.KindIO
}
