// Package xmodemfs implements the file systems xmodem: and ymodem: of a device,
// which receive a file from a program at the other end of the user's line.
//
//	fs := xmodemfs.New(clk, ifs.ReadWrite, false)
//	f, err := fs.Open(xmodemfs.WithLine(ctx, line), ifs.Name{Prefix: "xmodem"})
package xmodemfs

import (
	"context"
	"errors"
	"io"
	"os"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/internal/xmodem"
)

// Line is a line that passes all bytes unchanged. Receive waits at most d of real
// time; the error is os.ErrDeadlineExceeded if nothing has arrived.
type Line interface {
	Receive(ctx context.Context, p []byte, d time.Duration) (int, error)
	Send(p []byte) error
}

type lineKey struct{}

// WithLine returns a copy of ctx with the line over which files are received.
func WithLine(ctx context.Context, l Line) context.Context {
	return context.WithValue(ctx, lineKey{}, l)
}

type checksumKey struct{}

// WithChecksum returns a copy of ctx under which the receiver requests one-byte
// checksums instead of CRCs.
func WithChecksum(ctx context.Context) context.Context {
	return context.WithValue(ctx, checksumKey{}, true)
}

// FS is the file system xmodem: or ymodem:. It is read-only.
type FS struct {
	clk    ifs.Clock
	access ifs.Access
	y      bool
}

// New returns xmodem:, or ymodem: if y is set. access is what show file systems
// prints, which differs between releases (ios-files.md 2).
func New(c ifs.Clock, access ifs.Access, y bool) *FS { return &FS{c, access, y} }

var _ ifs.FS = (*FS)(nil)

// Info returns the row of show file systems.
func (f *FS) Info() ifs.Info {
	return ifs.Info{Size: -1, Free: -1, Type: ifs.Opaque, Access: f.access}
}

// Create always fails: nothing can be sent.
func (f *FS) Create(_ context.Context, name ifs.Name, _ int64) (ifs.Writer, error) {
	kind := ifs.KindUnsupported
	if f.access == ifs.ReadOnly {
		kind = ifs.KindReadOnly
	}
	return nil, &ifs.Error{Op: ifs.OpOpen, Name: name, Kind: kind}
}

// Open requests the file over the line of ctx and waits for its first block. The
// size is the one YMODEM reports, or -1. Errors are of KindUnsupported without a
// line, KindTimeout, KindAborted if the user or the sender cancels, and
// KindProtocol.
func (f *FS) Open(ctx context.Context, name ifs.Name) (ifs.File, error) {
	l, ok := ctx.Value(lineKey{}).(Line)
	if !ok {
		return nil, &ifs.Error{Op: ifs.OpOpen, Name: name, Kind: ifs.KindUnsupported}
	}
	_, sum := ctx.Value(checksumKey{}).(bool)
	o := xmodem.Options{Y: f.y, Sum: sum}
	r, err := xmodem.Receive(ctx, &port{l, f.clk}, o)
	if err != nil {
		return nil, fail(ctx, ifs.OpOpen, name, err)
	}
	if tr := ifs.TraceFrom(ctx); tr != nil && tr.Connected != nil {
		tr.Connected(name, "")
	}
	return &file{ctx, name, r}, nil
}

// port is a Line with time-outs in device time.
type port struct {
	Line
	clk ifs.Clock
}

// Receive implements xmodem.Port.
func (p *port) Receive(ctx context.Context, b []byte, d time.Duration) (int, error) {
	since := p.clk.Now()
	n, err := p.Line.Receive(ctx, b, clock.RealTimeout(p.clk, d))
	if errors.Is(err, os.ErrDeadlineExceeded) {
		if serr := clock.FinishWait(ctx, p.clk, since, d); serr != nil {
			err = serr
		}
	}
	return n, err
}

type file struct {
	ctx  context.Context
	name ifs.Name
	r    *xmodem.Receiver
}

func (f *file) Size() int64 { return f.r.Size() }

func (f *file) Read(p []byte) (int, error) {
	n, err := f.r.Read(p)
	if err != nil && err != io.EOF {
		err = fail(f.ctx, ifs.OpRead, f.name, err)
	}
	return n, err
}

func (f *file) Close() error { return f.r.Close() }

// fail turns err into an *ifs.Error.
func fail(ctx context.Context, op ifs.Op, name ifs.Name, err error) error {
	kind := ifs.KindIO
	switch {
	case ctx.Err() != nil, errors.Is(err, xmodem.ErrStopped), errors.Is(err, xmodem.ErrCanceled):
		kind = ifs.KindAborted
	case errors.Is(err, xmodem.ErrTimeout):
		kind = ifs.KindTimeout
	case errors.Is(err, xmodem.ErrGarbled), errors.Is(err, xmodem.ErrSequence):
		kind = ifs.KindProtocol
	case errors.Is(err, io.ErrUnexpectedEOF):
		kind = ifs.KindLength
	}
	return &ifs.Error{Op: op, Name: name, Kind: kind, Err: err}
}
