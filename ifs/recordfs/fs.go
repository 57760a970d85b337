// Package recordfs records the operations of a network file system: what passed the
// wire, for captures, and how each transfer begins and ends, as events.
//
//	fs = recordfs.Wrap(tftpfs.New(net, clk, nil), open, events)
package recordfs

import (
	"context"
	"io"
	"sync"
	"time"

	"github.com/iosim/iosim/event"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/wire"
)

// Open starts the record of one operation on a file; end is called once or more often.
type Open func(ctx context.Context, n ifs.Name) (_ context.Context, end func())

// Session is implemented by file systems that know how the transfer of a file begins
// beyond its name: with which user, and in which mode ("octet", "passive").
type Session interface {
	Session(n ifs.Name) (user, mode string)
}

// Wrap returns fs with every operation recorded, whichever command it is for: copy,
// more, dir, archive, the boot. It has directories if fs has. The events of its transfers
// come from events.
func Wrap(fs ifs.FS, open Open, events *event.Source) ifs.FS {
	r := recorded{FS: fs, begin: open, events: events}
	if _, ok := fs.(ifs.DirReader); ok {
		return recordedDirs{r}
	}
	return r
}

// Start is an Open that records into the folder of captures and to the readers, under
// the name that diagrams have for the node. Without either, or inside another record,
// nothing is recorded.
func Start(ctx context.Context, folder *wire.Dir, node string, n ifs.Name, now func() time.Time, readers ...wire.Reader) (_ context.Context, end func()) {
	if len(readers) == 0 && folder == nil || wire.From(ctx) != nil {
		return ctx, func() {}
	}
	rec := folder.Begin(node, n.Prefix, n.Base(), now, readers...)
	ctx = ifs.WithTrace(ctx, &ifs.Trace{Timeout: rec.Timeout})
	return wire.With(ctx, rec), sync.OnceFunc(func() { _ = rec.End() }) // the folder keeps the error
}

// recorded is a network file system whose transfers are recorded.
type recorded struct {
	ifs.FS
	begin  Open
	events *event.Source
}

// transfer begins the transfer of a file.
func (r recorded) transfer(ctx context.Context, n ifs.Name, direction string) (context.Context, *Transfer) {
	t := Begin(r.events, func() event.TransferDone {
		d := event.TransferDone{Protocol: n.Prefix, Role: "client", Direction: direction, User: n.User, Remote: n.String()}
		if s, ok := r.FS.(Session); ok {
			d.User, d.Mode = s.Session(n)
		}
		if dst, src, ok := ifs.CopyOf(ctx); ok {
			if direction == "out" {
				dst = src
			}
			d.Local = LocalName(dst)
		}
		return d
	})
	return With(ctx, t), t
}

// Open implements ifs.FS; the record ends with Close.
func (r recorded) Open(ctx context.Context, n ifs.Name) (ifs.File, error) {
	ctx, end := r.begin(ctx, n)
	ctx, t := r.transfer(ctx, n, "in")
	f, err := r.FS.Open(ctx, n)
	if err != nil {
		t.End(err)
		end()
		return nil, err
	}
	return &file{File: f, transfer: t, err: errAborted, end: end}, nil
}

// Create implements ifs.FS; the record ends with the Writer.
func (r recorded) Create(ctx context.Context, n ifs.Name, size int64) (ifs.Writer, error) {
	ctx, end := r.begin(ctx, n)
	ctx, t := r.transfer(ctx, n, "out")
	w, err := r.FS.Create(ctx, n, size)
	if err != nil {
		t.End(err)
		end()
		return nil, err
	}
	return &writer{Writer: w, transfer: t, err: errAborted, end: end}, nil
}

type file struct {
	ifs.File
	transfer *Transfer
	err      error // how it ends if it is closed now
	end      func()
}

func (f *file) Read(p []byte) (int, error) {
	n, err := f.File.Read(p)
	f.transfer.Moved(n)
	switch err {
	case io.EOF:
		f.err = nil
	case nil:
		f.err = errAborted
	default:
		f.err = err
	}
	return n, err
}

func (f *file) Close() error {
	defer f.end()
	f.transfer.End(f.err)
	return f.File.Close()
}

type writer struct {
	ifs.Writer
	transfer *Transfer
	err      error // how it ends if it is aborted now
	end      func()
}

func (w *writer) Write(p []byte) (int, error) {
	n, err := w.Writer.Write(p)
	w.transfer.Moved(n)
	if err != nil {
		w.err = err
	}
	return n, err
}

func (w *writer) Commit() error {
	defer w.end()
	err := w.Writer.Commit()
	w.transfer.End(err)
	return err
}

func (w *writer) Abort() error {
	defer w.end()
	w.transfer.End(w.err)
	return w.Writer.Abort()
}
