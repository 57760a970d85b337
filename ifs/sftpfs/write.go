package sftpfs

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"time"

	"github.com/pkg/sftp"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/safego"
)

// concurrency is the number of writes outstanding at once: 2 MB.
const concurrency = 64

// Create logs in and opens name for writing. ctx bounds the whole transfer.
func (f *FS) Create(ctx context.Context, name ifs.Name, _ int64) (ifs.Writer, error) {
	if name.Base() == "" && name.Host != "" {
		return nil, &ifs.Error{Op: ifs.OpOpen, Name: name, Kind: ifs.KindInvalid}
	}
	s, err := f.login(ctx, ifs.OpWrite, name, 0)
	if err != nil {
		var e *ifs.Error
		if errors.As(err, &e) {
			e.Op = ifs.OpOpen
		}
		return nil, err
	}
	w := &writer{s: s, done: make(chan struct{})}
	if err := w.open(); err != nil {
		err = s.fail(ifs.OpWrite, err)
		s.close()
		return nil, err
	}
	s.connected()
	return w, nil
}

// writer is a file being sent.
type writer struct {
	s         *session
	out       *sftp.File
	isNew     bool // there was no older file
	in        *io.PipeWriter
	sent      int64
	ended     bool
	stopWatch func() bool

	done chan struct{} // closed when err is set
	err  error
}

func (w *writer) open() (err error) {
	if _, err = w.s.lib.Stat(w.s.path); errors.Is(err, fs.ErrNotExist) {
		w.isNew = true
	} else if err != nil {
		return err
	}
	if w.out, err = w.s.lib.OpenFile(w.s.path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC); err != nil {
		return err
	}
	pr, pw := io.Pipe()
	w.in = pw
	// From here on the end of ctx ends only the stream; the session lives until
	// Abort.
	w.s.detach()
	w.stopWatch = context.AfterFunc(w.s.ctx, func() { _ = pr.CloseWithError(w.s.ctx.Err()) })
	send := func() error {
		_, err := w.out.ReadFromWithConcurrency(pr, concurrency)
		return err
	}
	safego.Go(w.s.ctx, "sftp upload", send, func(err error) {
		w.err = err
		_ = pr.CloseWithError(errors.Join(errEnded, err))
		close(w.done)
	})
	return nil
}

var errEnded = errors.New("the server takes no more")

func (w *writer) Write(p []byte) (int, error) {
	n, err := w.in.Write(p)
	w.sent += int64(n)
	if err != nil {
		return n, w.s.fail(ifs.OpWrite, err)
	}
	return n, nil
}

// Commit ends the file and checks its length on the server.
func (w *writer) Commit() error {
	if w.ended {
		return nil
	}
	if err := w.finish(); err != nil {
		err = w.s.fail(ifs.OpWrite, err)
		_ = w.Abort()
		return err
	}
	w.ended = true
	w.stopWatch()
	w.s.close()
	return nil
}

func (w *writer) finish() error {
	_ = w.in.Close()
	<-w.done
	if w.err != nil {
		return w.err
	}
	if err := w.out.Close(); err != nil {
		return err
	}
	info, err := w.s.lib.Stat(w.s.path)
	if err == nil && info.Size() != w.sent {
		err = &ifs.Error{Kind: ifs.KindLength}
	}
	return err
}

// Abort stops the transfer and removes the file if there was no older one. It
// returns within cleanupLimit even if the server does not answer.
func (w *writer) Abort() error {
	if w.ended {
		return nil
	}
	w.ended = true
	w.stopWatch()
	t := time.AfterFunc(cleanupLimit, w.s.cancel)
	defer t.Stop()
	_ = w.in.CloseWithError(context.Canceled)
	<-w.done
	if w.isNew {
		_ = w.s.lib.Remove(w.s.path)
	}
	_ = w.out.Close()
	w.s.close()
	return nil
}
