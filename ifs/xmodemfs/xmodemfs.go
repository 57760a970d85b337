// Package xmodemfs is the file systems xmodem: and ymodem: of a device: the one file
// that a program at the other end of the user's line sends.
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

// Line is a line on which every byte passes as it is. Receive waits at most d of real
// time: os.ErrDeadlineExceeded if nothing has come.
type Line interface {
	Receive(ctx context.Context, p []byte, d time.Duration) (int, error)
	Send(p []byte) error
}

type lineKey struct{}

// WithLine gives ctx the line that files come over.
func WithLine(ctx context.Context, l Line) context.Context {
	return context.WithValue(ctx, lineKey{}, l)
}

type checksumKey struct{}

// WithChecksum has the receiver ask for checksums of one byte instead of CRCs.
func WithChecksum(ctx context.Context) context.Context {
	return context.WithValue(ctx, checksumKey{}, true)
}

// FS is one of the two. It gives files and takes none.
type FS struct {
	clk    clock.Clock
	access ifs.Access
	y      bool
}

// New makes xmodem:, or ymodem: with y. access is what show file systems says of it,
// which differs from release to release (ios-files.md 2).
func New(c clock.Clock, access ifs.Access, y bool) *FS { return &FS{c, access, y} }

var _ ifs.FS = (*FS)(nil)

// Info is the row of show file systems.
func (f *FS) Info() ifs.Info {
	return ifs.Info{Size: -1, Free: -1, Type: ifs.Opaque, Access: f.access}
}

// Create refuses: nothing is sent.
func (f *FS) Create(_ context.Context, name ifs.Name, _ int64) (ifs.Writer, error) {
	kind := ifs.KindUnsupported
	if f.access == ifs.ReadOnly {
		kind = ifs.KindReadOnly
	}
	return nil, &ifs.Error{Op: ifs.OpOpen, Name: name, Kind: kind}
}

// Open calls for the file over the line of ctx and waits for its first block. The size
// is what YMODEM tells, else -1. Errors: KindUnsupported without a line, KindTimeout,
// KindAborted from the keyboard or by the sender, KindProtocol.
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

// port waits in device time.
type port struct {
	Line
	clk clock.Clock
}

// Receive implements xmodem.Port.
func (p *port) Receive(ctx context.Context, b []byte, d time.Duration) (int, error) {
	since := p.clk.Now()
	n, err := p.Line.Receive(ctx, b, clock.Grace(p.clk, d))
	if errors.Is(err, os.ErrDeadlineExceeded) {
		if serr := clock.Settle(ctx, p.clk, since, d); serr != nil {
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

// fail is err as the file systems' own.
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
