// Package recordfs records the operations of a network file system: what passed the
// wire, for captures, and how each transfer ended, for those who count.
//
//	fs = recordfs.Wrap(tftpfs.New(net, clk, nil), begin, done)
package recordfs

import (
	"context"
	"io"
	"sync"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/wire"
)

// Begin starts the record of one operation on a file; end is called once or more
// often.
type Begin func(ctx context.Context, n ifs.Name) (_ context.Context, end func())

// Done is called at the end of every transfer: how many bytes passed, and whether
// the file is whole.
type Done func(protocol string, bytes int64, whole bool)

// Wrap returns fs with every operation recorded, whichever command it is for: copy,
// more, dir, archive, the boot. It has directories if fs has.
func Wrap(fs ifs.FS, begin Begin, done Done) ifs.FS {
	r := recorded{FS: fs, begin: begin, done: done}
	if _, ok := fs.(ifs.DirReader); ok {
		return recordedDirs{r}
	}
	return r
}

// Start is a Begin that records into the folder of captures and to the readers, under
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
	begin Begin
	done  Done
}

// Open implements ifs.FS; the record ends with Close.
func (r recorded) Open(ctx context.Context, n ifs.Name) (ifs.File, error) {
	ctx, end := r.begin(ctx, n)
	f, err := r.FS.Open(ctx, n)
	if err != nil {
		r.done(n.Prefix, 0, false)
		end()
		return nil, err
	}
	return &file{File: f, transfer: transfer{tell: r.done, protocol: n.Prefix}, end: end}, nil
}

// Create implements ifs.FS; the record ends with the Writer.
func (r recorded) Create(ctx context.Context, n ifs.Name, size int64) (ifs.Writer, error) {
	ctx, end := r.begin(ctx, n)
	w, err := r.FS.Create(ctx, n, size)
	if err != nil {
		r.done(n.Prefix, 0, false)
		end()
		return nil, err
	}
	return &writer{Writer: w, transfer: transfer{tell: r.done, protocol: n.Prefix}, end: end}, nil
}

// transfer is one transfer that is counted at its end, once.
type transfer struct {
	tell     Done
	protocol string
	bytes    int64
	whole    bool // all of it passed
	once     sync.Once
}

func (t *transfer) over() {
	t.once.Do(func() { t.tell(t.protocol, t.bytes, t.whole) })
}

type file struct {
	ifs.File
	transfer
	end func()
}

func (f *file) Read(p []byte) (int, error) {
	n, err := f.File.Read(p)
	f.bytes += int64(n)
	f.whole = err == io.EOF
	return n, err
}

func (f *file) Close() error {
	defer f.end()
	f.over()
	return f.File.Close()
}

type writer struct {
	ifs.Writer
	transfer
	end func()
}

func (w *writer) Write(p []byte) (int, error) {
	n, err := w.Writer.Write(p)
	w.bytes += int64(n)
	return n, err
}

func (w *writer) Commit() error {
	defer w.end()
	err := w.Writer.Commit()
	w.whole = err == nil
	w.over()
	return err
}

func (w *writer) Abort() error {
	defer w.end()
	w.over()
	return w.Writer.Abort()
}
