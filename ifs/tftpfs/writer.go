package tftpfs

import (
	"io"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/tftp"
)

// writer is a file being sent. The server decides what becomes of an incomplete
// file; the protocol has only ERROR to end it.
type writer struct {
	name  ifs.Name
	link  *link
	core  *sender
	text  bool   // for netascii
	coded []byte // for netascii: the bytes as sent on the wire
	err   error  // why the transfer failed
	done  bool   // Commit or Abort was called
}

// Write sends the blocks that p completes. When it returns, at most one window and
// one block are unacknowledged.
func (w *writer) Write(p []byte) (n int, err error) {
	if w.done {
		return 0, &ifs.Error{Op: ifs.OpWrite, Name: w.name, Kind: ifs.KindIO, Err: io.ErrClosedPipe}
	}
	if w.err != nil {
		return 0, w.err
	}
	w.resume()
	if !w.text {
		return w.put(p)
	}
	const piece = 16 << 10
	for len(p) > 0 {
		m := min(len(p), piece)
		w.coded = tftp.AppendNetascii(w.coded[:0], p[:m])
		if _, err := w.put(w.coded); err != nil {
			return n, err
		}
		p, n = p[m:], n+m
	}
	return n, nil
}

func (w *writer) put(p []byte) (n int, err error) {
	for {
		m := w.core.put(p[n:])
		n += m
		if err := w.flush(); err != nil {
			return n, w.fail(err)
		}
		if n == len(p) {
			return n, nil
		}
		if err := w.step(); err != nil {
			return n, w.fail(err)
		}
	}
}

// resume starts or continues the wait for an answer after the caller was busy
// elsewhere.
func (w *writer) resume() {
	if w.core.sent == w.core.acked {
		w.link.startWait(false)
		return
	}
	w.link.resume()
}

// flush sends the blocks the window permits.
func (w *writer) flush() error {
	for {
		b, again := w.core.next()
		if b == nil {
			return nil
		}
		if again {
			w.link.valid = false
		}
		if err := w.link.send(b); err != nil {
			return err
		}
	}
}

// step waits for one datagram or time-out and sends the blocks it permits.
func (w *writer) step() error {
	if _, err := w.link.step(w.core); err != nil {
		return err
	}
	return w.flush()
}

// Commit sends the last block, which is empty if the others are full, and waits
// until the server has acknowledged it.
func (w *writer) Commit() error {
	if w.done {
		return nil
	}
	w.done = true
	if w.err != nil {
		return w.err
	}
	w.resume()
	for !w.core.drained() {
		w.core.finish()
		err := w.flush()
		if err == nil {
			err = w.step()
		}
		if err != nil {
			return w.fail(err)
		}
	}
	return w.link.close()
}

// Abort ends the transfer with an ERROR to the server.
func (w *writer) Abort() error {
	if w.done {
		return nil
	}
	w.done = true
	if w.err == nil {
		w.link.sendError(tftp.NotDefined, aborted)
	}
	return w.link.close()
}

func (w *writer) fail(err error) error {
	kind := kindOf(w.link.ctx, err, ifs.KindIO)
	if kind == ifs.KindAborted {
		w.link.abandon(err)
	}
	w.err = &ifs.Error{Op: ifs.OpWrite, Name: w.name, Kind: kind, Err: err}
	_ = w.link.close()
	return w.err
}
