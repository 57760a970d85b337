package httpfs

import (
	"context"
	"errors"
	"io"
	"net/http"

	"github.com/iosim/iosim/ifs"
)

// Open requests name and waits for the header of the response. The size is -1 if
// the server does not report it. ctx bounds the whole transfer.
//
// Errors are of KindNoHost, KindBadHost, KindInvalid, KindIO (no connection, a bad
// certificate, too many redirects), KindNotExist, KindPermission, KindAuth or
// KindAborted.
func (f *FS) Open(ctx context.Context, name ifs.Name) (ifs.File, error) {
	cfg := f.config()
	req, err := f.request(ctx, http.MethodGet, name, cfg, nil)
	if err != nil {
		return nil, err
	}
	r, err := f.client(ctx, cfg).Do(req)
	if err != nil {
		return nil, fault(ctx, ifs.OpOpen, name, err)
	}
	if r.StatusCode != http.StatusOK {
		r.Body.Close()
		return nil, refusal(ifs.OpOpen, name, r)
	}
	f.connected(ctx, name)
	return &file{ctx: ctx, name: name, body: r.Body, size: r.ContentLength}, nil
}

// file is the body of a response.
type file struct {
	ctx  context.Context
	name ifs.Name
	body io.ReadCloser
	size int64
	got  int64
	err  error
}

// maxUnknown is the maximum length in bytes of a body without an announced length:
// the maximum file size of FAT.
const maxUnknown = 1<<32 - 1

var errEndless = errors.New("the body does not end")

func (r *file) Size() int64 { return r.size }

func (r *file) Read(p []byte) (int, error) {
	if r.err != nil {
		return 0, r.err
	}
	n, err := r.body.Read(p)
	r.got += int64(n)
	switch {
	case r.size < 0 && r.got > maxUnknown:
		r.err = &ifs.Error{Op: ifs.OpRead, Name: r.name, Kind: ifs.KindLength, Err: errEndless}
		return 0, r.err
	case err == io.EOF:
		r.err = err
	case err != nil:
		r.err = fault(r.ctx, ifs.OpRead, r.name, err)
	}
	if n > 0 {
		return n, nil
	}
	return 0, r.err
}

// Close closes the connection, even if the body was not read to its end.
func (r *file) Close() error {
	_ = r.body.Close()
	return nil
}
