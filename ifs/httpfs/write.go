package httpfs

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/safego"
)

// Create sends a PUT request and waits until the server asks for the body or
// refuses. If the transfer breaks off, the server decides what becomes of the file;
// RFC 9110 does not allow it to keep part of it.
func (f *FS) Create(ctx context.Context, name ifs.Name, size int64) (ifs.Writer, error) {
	cfg := f.config()
	own, cancel := context.WithCancel(ctx)
	pr, pw := io.Pipe()
	w := &writer{ctx: ctx, name: name, size: size, cancel: cancel, in: pw, wanted: make(chan struct{}), done: make(chan struct{})}
	body := &requestBody{Reader: pr, pipe: pr, first: sync.OnceFunc(func() { close(w.wanted) })}
	req, err := f.request(own, http.MethodPut, name, cfg, body)
	if err != nil {
		cancel()
		return nil, err
	}
	req.ContentLength = size
	switch size {
	case -1:
	case 0:
		req.Body = http.NoBody
		body.first()
	default:
		req.GetBody = nil
	}
	req.Header.Set("Expect", "100-continue")
	if size == 0 {
		req.Header.Del("Expect")
		w.sendEmpty = func() { w.run(f.client(ctx, cfg), req) }
		return w, nil
	}
	client := f.client(ctx, cfg)
	safego.Go(ctx, "http upload", func() error { w.run(client, req); return nil }, nil)
	select {
	case <-w.wanted:
		f.connected(ctx, name)
		return w, nil
	case <-w.done:
		err := w.outcome(ifs.OpOpen)
		if err == nil {
			err = &ifs.Error{Op: ifs.OpOpen, Name: name, Kind: ifs.KindIO, Err: errUnread}
		}
		_ = w.Abort()
		return nil, err
	}
}

// errUnread is the cause of an error when the server accepted the request without
// reading the body.
var errUnread = errors.New("the server has not taken the file")

// requestBody is a body that reports when its first byte is requested.
type requestBody struct {
	io.Reader
	pipe  *io.PipeReader
	first func()
}

func (b *requestBody) Read(p []byte) (int, error) {
	b.first()
	return b.Reader.Read(p)
}

func (b *requestBody) Close() error { return b.pipe.CloseWithError(errUnread) }

// writer is a file being sent.
type writer struct {
	ctx       context.Context
	name      ifs.Name
	size      int64
	sent      int64
	cancel    context.CancelFunc
	in        *io.PipeWriter
	wanted    chan struct{}
	sendEmpty func() // sends the whole request of an empty file, at Commit
	ended     bool

	done     chan struct{} // closed when response and err are set
	response *http.Response
	err      error
}

func (w *writer) run(c *http.Client, req *http.Request) {
	defer close(w.done)
	w.err = safego.Do(w.ctx, "http upload", func() (err error) {
		if w.response, err = c.Do(req); err == nil {
			w.response.Body.Close()
		}
		return err
	})
	_ = w.in.CloseWithError(errUnread)
}

// outcome returns the error for the server's response. The caller has waited for
// done.
func (w *writer) outcome(op ifs.Op) error {
	switch {
	case w.err != nil:
		return fault(w.ctx, op, w.name, w.err)
	case w.response.StatusCode/100 != 2:
		return refusal(op, w.name, w.response)
	}
	return nil
}

func (w *writer) Write(p []byte) (int, error) {
	if w.sendEmpty != nil && len(p) > 0 {
		return 0, &ifs.Error{Op: ifs.OpWrite, Name: w.name, Kind: ifs.KindLength}
	}
	n, err := w.in.Write(p)
	w.sent += int64(n)
	if err == nil {
		return n, nil
	}
	<-w.done // the pipe was closed by run, which is about to return
	if err := w.outcome(ifs.OpWrite); err != nil {
		return n, err
	}
	return n, &ifs.Error{Op: ifs.OpWrite, Name: w.name, Kind: ifs.KindIO, Err: errUnread}
}

func (w *writer) Commit() error {
	if w.ended {
		return nil
	}
	w.ended = true
	defer w.cancel()
	if w.size >= 0 && w.sent != w.size {
		w.cancel() // the body is shorter than announced: break the request off
	}
	if w.sendEmpty != nil {
		w.sendEmpty()
	} else {
		_ = w.in.Close()
		<-w.done
	}
	err := w.outcome(ifs.OpWrite)
	if err == nil && w.size >= 0 && w.sent != w.size {
		err = &ifs.Error{Op: ifs.OpWrite, Name: w.name, Kind: ifs.KindLength}
	}
	return err
}

func (w *writer) Abort() error {
	if w.ended {
		return nil
	}
	w.ended = true
	w.cancel()
	_ = w.in.CloseWithError(context.Canceled)
	if w.sendEmpty == nil {
		<-w.done
	}
	return nil
}
