package ifs

import (
	"context"
	"io"
)

// BufferSize is the size in bytes of the buffer of a copy.
const BufferSize = 32 << 10

// Copy streams the file src to dst and returns the number of bytes moved. It either
// commits the whole file or leaves the destination as it was. It calls the hooks of
// ctx (see Trace).
//
// Both names are resolved by t. Errors are *Error: KindAborted if ctx was
// cancelled, KindFileInUse if another copy is writing the destination, and whatever
// the two file systems return.
func Copy(ctx context.Context, t *Table, dst, src Name) (int64, error) {
	tr := TraceFrom(ctx)
	if tr == nil {
		tr = new(Trace)
	}
	n, err := copyFile(ctx, t, tr, dst, src)
	if err != nil && ctx.Err() != nil && KindOf(err) != KindAborted {
		err = &Error{Op: OpCopy, Name: src, Kind: KindAborted, Err: err}
	}
	if tr.Done != nil {
		tr.Done(n, err)
	}
	return n, err
}

func copyFile(ctx context.Context, t *Table, tr *Trace, dst, src Name) (n int64, err error) {
	sfs, src, err := t.Resolve(src)
	if err != nil {
		return 0, err
	}
	dfs, dst, err := t.Resolve(dst)
	if err != nil {
		return 0, err
	}
	if Same(dst, src) && sfs.Info().Type != Network {
		return 0, &Error{Op: OpCopy, Name: src, Kind: KindSame}
	}
	ctx = context.WithValue(ctx, copyKey{}, &copyNames{dst, src})
	r, err := Open(ctx, sfs, src)
	if err != nil {
		return 0, err
	}
	defer r.Close()
	size := r.Size()
	if tr.Opened != nil {
		tr.Opened(src, size)
	}
	from := t.acquire(src, 0, false)
	defer t.release(from)
	to := t.acquire(dst, 1, keepsFiles(dfs))
	if to == nil {
		return 0, &Error{Op: OpOpen, Name: dst, Kind: KindFileInUse}
	}
	defer t.release(to)
	w, err := Create(ctx, dfs, dst, size)
	if local := dfs.Info().Type != NVRAM && dfs.Info().Type != Network; KindOf(err) == KindNoSpace && local {
		// IOS blames the source file here (ios-files.md 6.11).
		return 0, &Error{Op: OpCopy, Name: src, Kind: KindNoSpace, Err: err}
	}
	if err != nil {
		return 0, err
	}
	defer w.Abort() // does nothing after Commit
	if tr.Created != nil {
		tr.Created(dst)
	}
	n, ok, err := clone(ctx, tr, w, r)
	if !ok {
		var rest int64
		count := counter{from, to}
		if n, err = copyRanges(ctx, tr, w, r, count, src); err == nil {
			rest, err = stream(ctx, tr, io.MultiWriter(w, count), r, dst, src)
		}
		n += rest
	}
	if err != nil {
		return n, err
	}
	if size >= 0 && n != size {
		return n, &Error{Op: OpRead, Name: src, Kind: KindLength}
	}
	if err := r.Close(); err != nil {
		return n, wrap(err, OpRead, src)
	}
	return n, wrap(w.Commit(), OpWrite, dst)
}

type copyKey struct{}

type copyNames struct{ dst, src Name }

// CopyOf returns the files of the copy that ctx belongs to, as Table.Resolve names them.
// ok is false outside a copy.
func CopyOf(ctx context.Context) (dst, src Name, ok bool) {
	if c, _ := ctx.Value(copyKey{}).(*copyNames); c != nil {
		return c.dst, c.src, true
	}
	return dst, src, false
}

// keepsFiles reports whether two copies to the same name of fs write the same file.
func keepsFiles(fs FS) bool {
	switch fs.Info().Type {
	case Opaque, Network:
		return false
	}
	return true
}

// clone hands the whole file to w if w is a Cloner that accepts it. It calls the
// hooks as if the bytes had been streamed.
func clone(ctx context.Context, tr *Trace, w Writer, r File) (int64, bool, error) {
	c, ok := w.(Cloner)
	if !ok || ctx.Err() != nil {
		return 0, false, nil
	}
	n, ok, err := c.Clone(r)
	if tr.Data != nil {
		for left := n; left > 0; left -= BufferSize {
			tr.Data(int(min(left, BufferSize)))
		}
	}
	return n, ok, err
}

// rangeSize is the number of bytes requested from a RangeCopier at a time. It
// bounds how long a cancelled copy goes on.
const rangeSize = 4 << 20

// copyRanges moves as much of the file as w accepts, if w is a RangeCopier.
func copyRanges(ctx context.Context, tr *Trace, w Writer, r File, count counter, src Name) (total int64, err error) {
	t, ok := w.(RangeCopier)
	for ok {
		if err := ctx.Err(); err != nil {
			return total, &Error{Op: OpCopy, Name: src, Kind: KindAborted, Err: err}
		}
		n, err := t.CopyRange(r, rangeSize)
		total += n
		count.add(n)
		if tr.Data != nil {
			for left := n; left > 0; left -= BufferSize {
				tr.Data(int(min(left, BufferSize)))
			}
		}
		if err != nil || n == 0 {
			return total, err
		}
	}
	return total, nil
}

// counter advances the positions shown by show file descriptors.
type counter struct{ from, to *descriptor }

func (c counter) Write(p []byte) (int, error) {
	c.add(int64(len(p)))
	return len(p), nil
}

func (c counter) add(n int64) {
	c.from.pos.Add(n)
	c.to.pos.Add(n)
}

// stream copies r to w. All content that is neither cloned nor copied by range goes
// through this loop.
func stream(ctx context.Context, tr *Trace, w io.Writer, r io.Reader, dst, src Name) (int64, error) {
	buf := make([]byte, BufferSize)
	var total int64
	for {
		if err := ctx.Err(); err != nil {
			return total, &Error{Op: OpCopy, Name: src, Kind: KindAborted, Err: err}
		}
		n, rerr := r.Read(buf)
		if n > 0 {
			m, werr := w.Write(buf[:n])
			total += int64(m)
			if tr.Data != nil {
				tr.Data(m)
			}
			if werr != nil {
				return total, wrap(werr, OpWrite, dst)
			}
			if m != n {
				return total, wrap(io.ErrShortWrite, OpWrite, dst)
			}
		}
		if rerr == io.EOF {
			return total, nil
		}
		if rerr != nil {
			return total, wrap(rerr, OpRead, src)
		}
	}
}

// Same reports whether two canonical names mean the same file. Local names are
// compared without regard to letter case.
func Same(a, b Name) bool {
	if a.Prefix != b.Prefix || a.Host != b.Host {
		return false
	}
	if a.Host != "" {
		return a.Path == b.Path
	}
	return equalElements(a.Elements(), b.Elements())
}

func wrap(err error, op Op, name Name) error {
	if err == nil || KindOf(err) != KindUnknown {
		return err
	}
	return &Error{Op: op, Name: name, Kind: KindIO, Err: err}
}
