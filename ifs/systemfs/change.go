package systemfs

import (
	"context"

	"github.com/iosim/iosim/ifs"
)

// What is there is there while the software runs: nothing goes, nothing comes and
// nothing gets another name. KindReadOnly, or KindNotExist for what is not there.

// Remove refuses.
func (f *FS) Remove(ctx context.Context, name ifs.Name) error {
	return f.refuse(ctx, ifs.OpDelete, name)
}

// Rmdir refuses.
func (f *FS) Rmdir(ctx context.Context, name ifs.Name) error {
	return f.refuse(ctx, ifs.OpRmdir, name)
}

// Rename refuses.
func (f *FS) Rename(ctx context.Context, from, _ ifs.Name) error {
	return f.refuse(ctx, ifs.OpRename, from)
}

// Mkdir refuses: KindExist for what is there.
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
