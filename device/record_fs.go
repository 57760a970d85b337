package device

import (
	"context"
	"io"
	"slices"
	"sync"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/wire"
)

// The debug flags that show transfers.
const (
	DebugTFTPEvents  = "tftp events"
	DebugTFTPPackets = "tftp packets"
	DebugFTP         = "ip ftp"
)

// watch has every operation of a network file system recorded, where a capture or a
// debug flag wants it, whichever command it is for: copy, more, dir, archive, the
// boot.
func (d *Device) watch(fs ifs.FS) ifs.FS {
	w := watched{FS: fs, d: d}
	if _, ok := fs.(ifs.DirReader); ok {
		return watchedDirs{w}
	}
	return w
}

// record begins the record of one operation on a file. end is called once, or more
// often.
func (d *Device) record(ctx context.Context, n ifs.Name) (_ context.Context, end func()) {
	readers := d.captures.readers(d)
	if debug := d.debugOf(n.Prefix); debug != nil {
		readers = append(readers, debug)
	}
	if len(readers) == 0 && d.capture == nil || wire.From(ctx) != nil {
		return ctx, func() {}
	}
	rec := d.capture.Begin(d.nodeName(), n.Prefix, n.Base(), d.instant, readers...)
	ctx = ifs.WithTrace(ctx, &ifs.Trace{Timeout: rec.Timeout})
	return wire.With(ctx, rec), sync.OnceFunc(func() { _ = rec.End() }) // the folder keeps the error
}

// nodeName is what diagrams call the device.
func (d *Device) nodeName() string {
	if d.InROMMON() {
		return d.name
	}
	return d.Hostname()
}

// debugOf prints what a protocol does, if its debug flag is on.
func (d *Device) debugOf(proto string) wire.Reader {
	flags := map[string][]string{"tftp": {DebugTFTPEvents, DebugTFTPPackets}, "ftp": {DebugFTP}}[proto]
	if !slices.ContainsFunc(flags, d.Debugging) {
		return nil
	}
	return wire.NewDebug(proto, func() bool { return d.Debugging(DebugTFTPPackets) }, d.Debugf)
}

// watched is a network file system whose transfers are recorded.
type watched struct {
	ifs.FS
	d *Device
}

// Open implements ifs.FS; the record ends with Close.
func (w watched) Open(ctx context.Context, n ifs.Name) (ifs.File, error) {
	ctx, end := w.d.record(ctx, n)
	f, err := w.FS.Open(ctx, n)
	if err != nil {
		w.d.meter.Transferred(n.Prefix, 0, false)
		end()
		return nil, err
	}
	return &watchedFile{File: f, counted: counted{d: w.d, name: n}, end: end}, nil
}

// Create implements ifs.FS; the record ends with the Writer.
func (w watched) Create(ctx context.Context, n ifs.Name, size int64) (ifs.Writer, error) {
	ctx, end := w.d.record(ctx, n)
	f, err := w.FS.Create(ctx, n, size)
	if err != nil {
		w.d.meter.Transferred(n.Prefix, 0, false)
		end()
		return nil, err
	}
	return &watchedWriter{Writer: f, counted: counted{d: w.d, name: n}, end: end}, nil
}

// counted is a transfer for the meter.
type counted struct {
	d     *Device
	name  ifs.Name
	bytes int64
	whole bool // all of it passed
	once  sync.Once
}

func (c *counted) done() {
	c.once.Do(func() { c.d.meter.Transferred(c.name.Prefix, c.bytes, c.whole) })
}

type watchedFile struct {
	ifs.File
	counted
	end func()
}

func (f *watchedFile) Read(p []byte) (int, error) {
	n, err := f.File.Read(p)
	f.bytes += int64(n)
	f.whole = err == io.EOF
	return n, err
}

func (f *watchedFile) Close() error {
	defer f.end()
	f.done()
	return f.File.Close()
}

type watchedWriter struct {
	ifs.Writer
	counted
	end func()
}

func (w *watchedWriter) Write(p []byte) (int, error) {
	n, err := w.Writer.Write(p)
	w.bytes += int64(n)
	return n, err
}

func (w *watchedWriter) Commit() error {
	defer w.end()
	err := w.Writer.Commit()
	w.whole = err == nil
	w.done()
	return err
}

func (w *watchedWriter) Abort() error {
	defer w.end()
	w.done()
	return w.Writer.Abort()
}

// watchedDirs is watched for a file system with directories.
type watchedDirs struct{ watched }

// ReadDir implements ifs.DirReader.
func (w watchedDirs) ReadDir(ctx context.Context, n ifs.Name) ([]ifs.Entry, error) {
	ctx, end := w.d.record(ctx, n)
	defer end()
	return ifs.ReadDir(ctx, w.FS, n)
}

// Stat implements ifs.Statter.
func (w watchedDirs) Stat(ctx context.Context, n ifs.Name) (ifs.Entry, error) {
	ctx, end := w.d.record(ctx, n)
	defer end()
	return ifs.Stat(ctx, w.FS, n)
}

// Remove implements ifs.Remover.
func (w watchedDirs) Remove(ctx context.Context, n ifs.Name) error {
	return w.change(ctx, n, ifs.Remove)
}

// Mkdir implements ifs.DirMaker.
func (w watchedDirs) Mkdir(ctx context.Context, n ifs.Name) error {
	return w.change(ctx, n, ifs.Mkdir)
}

// Rmdir implements ifs.DirMaker.
func (w watchedDirs) Rmdir(ctx context.Context, n ifs.Name) error {
	return w.change(ctx, n, ifs.Rmdir)
}

// Rename implements ifs.Renamer.
func (w watchedDirs) Rename(ctx context.Context, from, to ifs.Name) error {
	ctx, end := w.d.record(ctx, from)
	defer end()
	return ifs.Rename(ctx, w.FS, from, to)
}

func (w watchedDirs) change(ctx context.Context, n ifs.Name, do func(context.Context, ifs.FS, ifs.Name) error) error {
	ctx, end := w.d.record(ctx, n)
	defer end()
	return do(ctx, w.FS, n)
}
