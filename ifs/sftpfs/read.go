package sftpfs

import (
	"context"
	"errors"
	"io"

	"github.com/pkg/sftp"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/safego"
)

// Open logs in and opens name for reading. The size is the one the server reports.
// ctx bounds the whole transfer.
func (f *FS) Open(ctx context.Context, name ifs.Name) (ifs.File, error) {
	if name.Base() == "" && name.Host != "" {
		return nil, &ifs.Error{Op: ifs.OpOpen, Name: name, Kind: ifs.KindInvalid}
	}
	s, err := f.login(ctx, ifs.OpOpen, name, 0)
	if err != nil {
		return nil, err
	}
	r := &file{s: s, done: make(chan struct{})}
	if err := r.open(); err != nil {
		err = s.fail(ifs.OpOpen, err)
		s.close()
		return nil, err
	}
	s.connected()
	return r, nil
}

// file is a file being received. The library requests data ahead of the reader.
type file struct {
	s    *session
	in   *sftp.File
	size int64
	got  int64
	out  *io.PipeReader
	done chan struct{}
	err  error
}

func (r *file) open() (err error) {
	if r.in, err = r.s.lib.Open(r.s.path); err != nil {
		return err
	}
	info, err := statFile(r.in)
	switch {
	case err != nil:
		return err
	case info.IsDir():
		return &ifs.Error{Kind: ifs.KindIsDir}
	case info.Size() < 0:
		return &ifs.Error{Kind: ifs.KindProtocol}
	}
	r.size = info.Size()
	pr, pw := io.Pipe()
	r.out = pr
	receive := func() error {
		_, err := r.in.WriteTo(pw)
		return err
	}
	safego.Go(r.s.ctx, "sftp download", receive, func(err error) {
		_ = pw.CloseWithError(err)
		close(r.done)
	})
	return nil
}

func (r *file) Size() int64 { return r.size }

// Read returns io.EOF only if the length is the size the server reported.
func (r *file) Read(p []byte) (int, error) {
	if r.err != nil {
		return 0, r.err
	}
	n, err := r.out.Read(p)
	r.got += int64(n)
	switch {
	case r.got > r.size, err == io.EOF && r.got < r.size:
		r.err = r.s.fail(ifs.OpRead, &ifs.Error{Kind: ifs.KindLength})
		n = 0
	case err == io.EOF:
		r.err = io.EOF
	case err != nil:
		r.err = r.s.fail(ifs.OpRead, err)
	}
	if n > 0 {
		return n, nil
	}
	return 0, r.err
}

var errClosed = errors.New("the file is closed")

// Close ends the session.
func (r *file) Close() error {
	_ = r.out.CloseWithError(errClosed)
	if r.err == nil {
		r.err = &ifs.Error{Op: ifs.OpRead, Name: r.s.name, Kind: ifs.KindIO, Err: errClosed}
	}
	r.s.close() // ends the requests of the library
	<-r.done
	return nil
}
