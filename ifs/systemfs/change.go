package systemfs

import (
	"context"

	"github.com/iosim/iosim/ifs"
)

// The views exist as long as the software runs and cannot be changed: the methods
// below return an error of KindReadOnly, or of KindNotExist for a name that does
// not exist.

// Remove always fails.
func (f *FS) Remove(ctx context.Context, name ifs.Name) error {
	return f.refuse(ctx, ifs.OpDelete, name)
}

// Rmdir always fails.
func (f *FS) Rmdir(ctx context.Context, name ifs.Name) error {
	return f.refuse(ctx, ifs.OpRmdir, name)
}

// Rename always fails.
func (f *FS) Rename(ctx context.Context, from, _ ifs.Name) error {
	return f.refuse(ctx, ifs.OpRename, from)
}

// Mkdir always fails. The error is of KindExist if the name exists.
func (f *FS) Mkdir(ctx context.Context, name ifs.Name) error {
	switch {
	case ctx.Err() != nil:
		return fail(ifs.OpMkdir, name, ifs.KindAborted, ctx.Err())
	case f.find(name) != nil:
		return fail(ifs.OpMkdir, name, ifs.KindExist, nil)
	}
	return fail(ifs.OpMkdir, name, ifs.KindReadOnly, nil)
}

func (f *FS) refuse(ctx context.Context, op ifs.Op, name ifs.Name) error {
	if _, err := f.Stat(ctx, name); err != nil {
		return fail(op, name, ifs.KindOf(err), err)
	}
	return fail(op, name, ifs.KindReadOnly, nil)
}
