package ftpfs

import (
	"context"
	"errors"
	"io"
	"net/textproto"

	"github.com/iosim/iosim/ifs"
)

// Create logs in and starts the transfer of name to the server. That the server
// takes no such file is told by the first Write, or by Commit: to the user the
// opening has succeeded (ios-files.md 6.5). ctx bounds the whole transfer.
func (f *FS) Create(ctx context.Context, name ifs.Name, size int64) (ifs.Writer, error) {
	if name.Base() == "" && name.Host != "" {
		return nil, &ifs.Error{Op: ifs.OpOpen, Name: name, Kind: ifs.KindInvalid}
	}
	s, err := f.login(ctx, ifs.OpOpen, name)
	if err != nil {
		return nil, err
	}
	w := &writer{s: s, handoff: handoff{take: make(chan io.Writer), give: make(chan handed)}, result: make(chan error, 1)}
	if w.fresh, err = s.absent(); err != nil {
		err = s.error(ifs.OpOpen, err)
		s.leave()
		return nil, err
	}
	s.connected()
	go func() { w.result <- s.lib.Stor(name.Path, &w.handoff) }()
	select {
	case w.out = <-w.handoff.take:
	case w.err = <-w.result:
		w.ended = true
		w.err = s.error(ifs.OpWrite, w.err)
	}
	return w, nil
}

// absent reports whether the server knows no file of the name; false also if it
// cannot say.
func (s *session) absent() (bool, error) {
	r, err := s.ctl.exchange("SIZE " + s.name.Path)
	return err == nil && r.code == 550, err
}

// handoff is the file that the library sends: instead of giving bytes it hands
// the connection over, so that they pass through no pipe.
type handoff struct {
	take chan io.Writer
	give chan handed
}

// handed is the end of the bytes: how many there were, and what went wrong.
type handed struct {
	n   int64
	err error
}

func (h *handoff) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// WriteTo is what the library calls once the server has accepted the transfer.
func (h *handoff) WriteTo(w io.Writer) (int64, error) {
	h.take <- w
	end := <-h.give
	return end.n, end.err
}

// writer is a file that goes out.
type writer struct {
	s       *session
	handoff handoff
	out     io.Writer // the data connection; nil if the server took no file
	result  chan error
	fresh   bool // there was no such file before
	n       int64
	err     error // what Write and Commit return from now on
	ended   bool  // the library has given its result
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

// fail keeps the reason why the connection takes no more. The server's word on
// it counts first: it knows that its disk is full.
func (w *writer) fail(err error) {
	if w.s.ctx.Err() == nil && w.s.kind(ifs.OpWrite, err) != ifs.KindTimeout {
		w.handoff.give <- handed{n: w.n, err: err}
		var reply *textproto.Error
		if errors.As(<-w.result, &reply) && reply.Code >= 400 {
			err = reply
		}
		w.ended = true
	}
	w.err = w.s.error(ifs.OpWrite, err)
}

// Commit ends the file and waits until the server has said that it has it, whole.
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

// end closes the data connection and compares what has arrived.
func (w *writer) end() error {
	w.handoff.give <- handed{n: w.n}
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

// Abort stops the transfer. A file that was not there before is removed. The
// session ends within a few seconds even if the server is silent.
func (w *writer) Abort() error {
	if w.closed {
		return nil
	}
	w.closed = true
	s := w.s
	s.cleaning = true
	switch {
	case !w.ended:
		// The library still waits for bytes; until it has come back it alone reads
		// replies, the first of them.
		_ = s.ctl.send("ABOR")
		s.interrupt()
		w.handoff.give <- handed{n: w.n, err: errAborted}
		<-w.result
		w.ended = true
		s.drain()
	case s.ctx.Err() != nil:
		_ = s.ctl.send("ABOR") // the server may still be at it
		s.interrupt()
		s.drain()
	}
	// A refused file was not made, unless the refusal was not heard.
	if w.fresh && (w.out != nil || s.ctx.Err() != nil) {
		_, _ = s.ctl.exchange("DELE " + s.name.Path)
	}
	s.quit()
	return nil
}
