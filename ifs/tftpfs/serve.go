package tftpfs

import (
	"context"
	"io"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/tftp"
)

// send serves a read request. It uses a writer whose server is the client.
func (t *serverTransfer) send(ctx context.Context) error {
	f, err := t.s.Files.Open(ctx, t.Request)
	if err != nil {
		t.refuse(err)
		return err
	}
	defer f.Close()
	size := f.Size()
	if t.Mode != tftp.Octet {
		size = -1 // the length on the wire differs
	}
	got, answer := grant(t.options, size, false)
	l, err := t.open(ctx, tftp.DefaultBlockSize)
	if err != nil {
		t.refuse(err)
		return err
	}
	var oack []byte
	if len(answer) > 0 {
		oack = tftp.AppendOACK(nil, answer...)
	}
	l.offer(got)
	core := newSender(oack, plain(), t.retries())
	core.offer = got
	w := &writer{name: t.name(), link: l, core: core, text: t.Mode == tftp.Netascii}
	if err := w.agree(); err != nil {
		return err
	}
	_, err = io.CopyBuffer(struct{ io.Writer }{w}, struct{ io.Reader }{f}, make([]byte, ifs.BufferSize))
	if err != nil {
		if w.err == nil { // the error is the file's
			_ = l.send(errorFor(err))
			w.err = err
		}
		_ = w.Abort()
		return err
	}
	return w.Commit()
}

// agree starts the transfer, after the client has acknowledged the OACK if one is
// sent.
func (w *writer) agree() error {
	w.link.startWait(false)
	if w.core.req == nil {
		w.core.begin(w.core.offer)
		return nil
	}
	err := w.link.send(w.core.req)
	for err == nil && !w.core.answered {
		_, err = w.link.step(w.core)
	}
	if err != nil {
		w.done = true
		return w.fail(err)
	}
	return nil
}

// receive serves a write request. It uses a reader whose server is the client. The
// last block is acknowledged when the file is stored, so that the client learns of
// a full disk.
func (t *serverTransfer) receive(ctx context.Context) error {
	told := announced(t.options)
	if t.Mode != tftp.Octet {
		told = -1
	}
	w, err := t.s.Files.Create(ctx, t.Request, told)
	if err != nil {
		t.refuse(err)
		return err
	}
	got, answer := grant(t.options, told, true)
	l, err := t.open(ctx, got.blockSize)
	if err != nil {
		t.refuse(err)
		_ = w.Abort()
		return err
	}
	l.offer(got)
	first := tftp.AppendACK(nil, 0)
	if len(answer) > 0 {
		first = tftp.AppendOACK(nil, answer...)
	}
	core := newReceiver(first, plain(), t.retries(), false)
	core.terms, core.hold = got, true
	core.terms.tsize = false // an announced size is not binding
	r := &reader{name: t.name(), link: l, core: core, dallies: &t.s.dallies}
	if t.Mode == tftp.Netascii {
		r.text = new(tftp.Decoder)
	}
	l.startWait(false)
	if err := l.send(first); err != nil {
		_ = w.Abort()
		_ = r.Close()
		return err
	}
	_, err = io.CopyBuffer(struct{ io.Writer }{w}, struct{ io.Reader }{r}, make([]byte, ifs.BufferSize))
	if err == nil {
		err = w.Commit()
	}
	if err != nil {
		_ = w.Abort()
		if !l.closed { // the error is the file's
			_ = l.send(errorFor(err))
			_ = l.close()
		}
		r.closed = true
		return err
	}
	if err := l.send(core.release()); err != nil {
		return err
	}
	l.stop() // the socket outlives the transfer
	return r.Close()
}

// offer applies the time-out that the client requested (RFC 2349), if any.
func (l *link) offer(t terms) {
	if t.timeout > 0 {
		l.rtt.first = time.Duration(t.timeout) * time.Second
	}
}
