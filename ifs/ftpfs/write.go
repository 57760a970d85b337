package ftpfs

import (
	"context"
	"errors"
	"io"
	"net/textproto"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/safego"
)

// Create logs in and starts the transfer of name to the server. If the server
// refuses the file, the first Write or Commit reports it: to the user, opening has
// succeeded (ios-files.md 6.5). ctx bounds the whole transfer.
func (f *FS) Create(ctx context.Context, name ifs.Name, size int64) (ifs.Writer, error) {
	if name.Base() == "" && name.Host != "" {
		return nil, &ifs.Error{Op: ifs.OpOpen, Name: name, Kind: ifs.KindInvalid}
	}
	s, err := f.login(ctx, ifs.OpOpen, name)
	if err != nil {
		return nil, err
	}
	w := &writer{s: s, handoff: handoff{take: make(chan io.Writer), result: make(chan sendResult)}, result: make(chan error, 1)}
	if w.isNew, err = s.absent(); err != nil {
		err = s.error(ifs.OpOpen, err)
		s.endRefused()
		return nil, err
	}
	s.connected()
	safego.Go(ctx, "ftp upload", func() error { return s.lib.Stor(name.Path, &w.handoff) }, func(err error) { w.result <- err })
	select {
	case w.out = <-w.handoff.take:
	case w.err = <-w.result:
		w.ended = true
		w.err = s.error(ifs.OpWrite, w.err)
	}
	return w, nil
}

// absent reports whether the server has no file called name. It is false if the
// server does not say.
func (s *session) absent() (bool, error) {
	r, err := s.ctl.exchange("SIZE " + s.name.Path)
	return err == nil && r.code == 550, err
}

// handoff is the reader the library sends. Instead of supplying bytes it passes the
// data connection on to the writer, which saves a pipe.
type handoff struct {
	take   chan io.Writer
	result chan sendResult
}

// sendResult is the end of a handoff: the number of bytes sent and the error.
type sendResult struct {
	n   int64
	err error
}

func (h *handoff) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// WriteTo is called by the library once the server has accepted the transfer.
func (h *handoff) WriteTo(w io.Writer) (int64, error) {
	h.take <- w
	end := <-h.result
	return end.n, end.err
}

// writer is a file being sent.
type writer struct {
	s       *session
	handoff handoff
	out     io.Writer // the data connection; nil if the server refused the file
	result  chan error
	isNew   bool // there was no older file
	n       int64
	err     error // returned by the following calls of Write and Commit
	ended   bool  // the library has returned
	closed  bool
}

func (w *writer) Write(p []byte) (int, error) {
	if w.err != nil {
		return 0, w.err
	}
	n, err := w.out.Write(p)
	w.n += int64(n)
	if err != nil {
		w.fail(err)
		return n, w.err
	}
	return n, nil
}

// fail records why the transfer ended. A reply of the server has precedence over
// err, because it may say that its disk is full.
func (w *writer) fail(err error) {
	if w.s.ctx.Err() == nil && w.s.kind(ifs.OpWrite, err) != ifs.KindTimeout {
		w.handoff.result <- sendResult{n: w.n, err: err}
		var reply *textproto.Error
		if errors.As(<-w.result, &reply) && reply.Code >= 400 {
			err = reply
		}
		w.ended = true
	}
	w.err = w.s.error(ifs.OpWrite, err)
}

// Commit ends the file and waits for the server to confirm it.
func (w *writer) Commit() error {
	if w.closed {
		return nil
	}
	if w.err == nil {
		w.err = w.s.error(ifs.OpWrite, w.end())
	}
	if w.err != nil {
		err := w.err
		_ = w.Abort()
		return err
	}
	w.closed = true
	w.s.quit()
	return nil
}

// end closes the data connection and checks the number of bytes sent.
func (w *writer) end() error {
	w.handoff.result <- sendResult{n: w.n}
	err := transferred(<-w.result)
	w.ended = true
	if err != nil {
		return err
	}
	n, err := w.s.size()
	if err == nil && n >= 0 && n != w.n {
		err = faultf(ifs.KindLength, "the server has %d bytes of %d", n, w.n)
	}
	return err
}

// Abort stops the transfer and removes the file if there was no older one. It
// returns within a few seconds even if the server does not answer.
func (w *writer) Abort() error {
	if w.closed {
		return nil
	}
	w.closed = true
	s := w.s
	s.cleaning = true
	switch {
	case !w.ended:
		// The library is still waiting for bytes; until it returns, only it reads
		// replies, beginning with the first.
		_ = s.ctl.send("ABOR")
		s.interrupt()
		w.handoff.result <- sendResult{n: w.n, err: errAborted}
		<-w.result
		w.ended = true
		s.drain()
	case s.ctx.Err() != nil:
		_ = s.ctl.send("ABOR") // the server may still be receiving
		s.interrupt()
		s.drain()
	}
	// A refused file was not created, unless the refusal was not received.
	if w.isNew && (w.out != nil || s.ctx.Err() != nil) {
		_, _ = s.ctl.exchange("DELE " + s.name.Path)
	}
	s.quit()
	return nil
}
