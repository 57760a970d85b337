package host

import (
	"context"
	"io"
	"os"

	"github.com/pkg/sftp"

	"github.com/iosim/iosim/internal/safego"
)

// sftpHandlers hands the requests of an SFTP client to a folder. The library calls them in
// goroutines of its own, which recover nothing: a panic becomes the error of its request.
type sftpHandlers struct {
	ctx context.Context
	h   *sftpFolder
}

var (
	_ sftp.FileReader           = sftpHandlers{}
	_ sftp.FileWriter           = sftpHandlers{}
	_ sftp.FileCmder            = sftpHandlers{}
	_ sftp.PosixRenameFileCmder = sftpHandlers{}
	_ sftp.FileLister           = sftpHandlers{}
)

// sftpCall calls f; a panic is reported, and an error that the client is told.
func sftpCall[T any](ctx context.Context, f func() (T, error)) (v T, err error) {
	broken := safego.Do(ctx, "sftp request", func() error {
		v, err = f()
		return nil
	})
	if broken != nil {
		var none T
		return none, sftp.ErrSSHFxFailure
	}
	return v, err
}

// Fileread implements sftp.FileReader.
func (s sftpHandlers) Fileread(r *sftp.Request) (io.ReaderAt, error) {
	f, err := sftpCall(s.ctx, func() (io.ReaderAt, error) { return s.h.Fileread(r) })
	if err != nil {
		return nil, err
	}
	return sftpOpen{s.ctx, f}, nil
}

// Filewrite implements sftp.FileWriter.
func (s sftpHandlers) Filewrite(r *sftp.Request) (io.WriterAt, error) {
	f, err := sftpCall(s.ctx, func() (io.WriterAt, error) { return s.h.Filewrite(r) })
	if err != nil {
		return nil, err
	}
	return sftpOpen{s.ctx, f}, nil
}

// Filecmd implements sftp.FileCmder.
func (s sftpHandlers) Filecmd(r *sftp.Request) error {
	_, err := sftpCall(s.ctx, func() (struct{}, error) { return struct{}{}, s.h.Filecmd(r) })
	return err
}

// PosixRename implements sftp.PosixRenameFileCmder.
func (s sftpHandlers) PosixRename(r *sftp.Request) error {
	_, err := sftpCall(s.ctx, func() (struct{}, error) { return struct{}{}, s.h.PosixRename(r) })
	return err
}

// Filelist implements sftp.FileLister.
func (s sftpHandlers) Filelist(r *sftp.Request) (sftp.ListerAt, error) {
	l, err := sftpCall(s.ctx, func() (sftp.ListerAt, error) { return s.h.Filelist(r) })
	if err != nil {
		return nil, err
	}
	return sftpOpen{s.ctx, l}, nil
}

// sftpOpen is an open file, or a list, of a client.
type sftpOpen struct {
	ctx context.Context
	f   any // what sftpFolder has given
}

// ReadAt implements io.ReaderAt.
func (o sftpOpen) ReadAt(p []byte, off int64) (int, error) {
	return sftpCall(o.ctx, func() (int, error) { return o.f.(io.ReaderAt).ReadAt(p, off) })
}

// WriteAt implements io.WriterAt.
func (o sftpOpen) WriteAt(p []byte, off int64) (int, error) {
	return sftpCall(o.ctx, func() (int, error) { return o.f.(io.WriterAt).WriteAt(p, off) })
}

// ListAt implements sftp.ListerAt.
func (o sftpOpen) ListAt(to []os.FileInfo, off int64) (int, error) {
	return sftpCall(o.ctx, func() (int, error) { return o.f.(sftp.ListerAt).ListAt(to, off) })
}

// Close implements io.Closer.
func (o sftpOpen) Close() error {
	_, err := sftpCall(o.ctx, func() (struct{}, error) {
		if c, ok := o.f.(io.Closer); ok {
			return struct{}{}, c.Close()
		}
		return struct{}{}, nil
	})
	return err
}

// TransferError implements sftp.TransferError.
func (o sftpOpen) TransferError(err error) {
	_, _ = sftpCall(o.ctx, func() (struct{}, error) {
		if t, ok := o.f.(sftp.TransferError); ok {
			t.TransferError(err)
		}
		return struct{}{}, nil
	})
}
