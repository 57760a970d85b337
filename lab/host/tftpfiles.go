package host

import (
	"context"
	"errors"
	"io/fs"
	"syscall"

	"github.com/spf13/afero"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ifs/tftpfs"
	"github.com/iosim/iosim/internal/share"
	"github.com/iosim/iosim/lab/spec"
)

// tftpFiles is what a host's TFTP server serves: a folder with rights that differ from
// one part of it to another.
type tftpFiles struct {
	folder *share.Folder
	conf   *spec.TFTP
}

var _ tftpfs.Files = (*tftpFiles)(nil)

func newTFTPFiles(root afero.Fs, conf *spec.TFTP) *tftpFiles {
	return &tftpFiles{share.New(root, share.Never, conf.Quota), conf}
}

// Open implements tftpfs.Files.
func (f *tftpFiles) Open(_ context.Context, r tftpfs.Request) (ifs.File, error) {
	p, err := share.Clean(r.File)
	if err != nil {
		return nil, &ifs.Error{Op: ifs.OpOpen, Kind: ifs.KindNotExist, Err: err}
	}
	switch read, _, err := f.rights(p); {
	case err != nil:
		return nil, fileError(ifs.OpOpen, err)
	case !read:
		return nil, &ifs.Error{Op: ifs.OpOpen, Kind: ifs.KindPermission}
	}
	file, info, err := f.folder.OpenRegular(p)
	if err != nil {
		return nil, fileError(ifs.OpOpen, err)
	}
	return hostFile{file, info.Size()}, nil
}

// hostFile is an open file of a host.
type hostFile struct {
	afero.File
	size int64
}

// Size implements ifs.File.
func (f hostFile) Size() int64 { return f.size }

// fileError gives an error of the folder its kind.
func fileError(op ifs.Op, err error) error {
	kind := ifs.KindIO
	switch {
	case errors.Is(err, share.ErrQuota):
		kind = ifs.KindFull
	case errors.Is(err, share.ErrExist):
		kind = ifs.KindExist
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		kind = ifs.KindNotExist
	case errors.Is(err, fs.ErrPermission):
		kind = ifs.KindPermission
	case errors.Is(err, syscall.EISDIR):
		kind = ifs.KindIsDir
	case errors.Is(err, syscall.EROFS):
		kind = ifs.KindReadOnly
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		kind = ifs.KindFull
	}
	return &ifs.Error{Op: op, Kind: kind, Err: err}
}

// Create implements tftpfs.Files.
func (f *tftpFiles) Create(_ context.Context, r tftpfs.Request, size int64) (ifs.Writer, error) {
	p, err := share.Clean(r.File)
	if err != nil {
		return nil, &ifs.Error{Op: ifs.OpWrite, Kind: ifs.KindNotExist, Err: err}
	}
	_, mode, err := f.rights(p)
	if err != nil {
		return nil, fileError(ifs.OpWrite, err)
	}
	if _, err := f.folder.Stat(p); mode == spec.WriteNothing && err != nil { // as tftpd-hpa without --create (ios-files.md 6.11)
		return nil, &ifs.Error{Op: ifs.OpWrite, Kind: ifs.KindNotExist}
	}
	u, err := f.folder.With(shareMode(mode)).Create(p, 0)
	if err != nil {
		return nil, fileError(ifs.OpWrite, err)
	}
	if size >= 0 && u.Fits(size) != nil {
		_ = u.Abort()
		return nil, &ifs.Error{Op: ifs.OpWrite, Kind: ifs.KindNoSpace}
	}
	return hostWriter{u}, nil
}

// hostWriter is a file that a client sends.
type hostWriter struct{ *share.Upload }

// Write implements ifs.Writer.
func (w hostWriter) Write(b []byte) (int, error) {
	n, err := w.Upload.Write(b)
	if err != nil {
		err = fileError(ifs.OpWrite, err)
	}
	return n, err
}

// Commit implements ifs.Writer.
func (w hostWriter) Commit() error {
	if err := w.Upload.Commit(); err != nil {
		return fileError(ifs.OpWrite, err)
	}
	return nil
}
