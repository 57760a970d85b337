package ifs

import "context"

// Keeper is a file system on which a deleted file keeps its room until it is
// squeezed: class B flash (ios-files.md 4.4, 10).
type Undeleter interface {
	// ReadAll is ReadDir with the deleted files, marked Entry.Deleted.
	ReadAll(ctx context.Context, dir Name) ([]Entry, error)
	// Undelete brings the deleted file with that Entry.Index back. KindNotExist if
	// there is none, KindExist if a newer file has its name.
	Undelete(ctx context.Context, index int) error
	// Squeeze removes the deleted files for good; the others move up.
	Squeeze(ctx context.Context) error
}

// Checker can look for faults of its medium and repair them.
type Checker interface {
	// Check returns how many faults it repaired.
	Check(ctx context.Context) (repaired int, err error)
}

// ReadAll lists dir of fs with the deleted files, where fs keeps them.
func ReadAll(ctx context.Context, fs FS, dir Name) ([]Entry, error) {
	if k, ok := fs.(Undeleter); ok {
		return k.ReadAll(ctx, dir)
	}
	return ReadDir(ctx, fs, dir)
}

// Undelete brings the deleted file number index of fs back; name is what an error
// calls fs.
func Undelete(ctx context.Context, fs FS, name Name, index int) error {
	if k, ok := fs.(Undeleter); ok {
		return k.Undelete(ctx, index)
	}
	return unsupported(OpUndelete, name)
}

// Squeeze removes the deleted files of fs for good.
func Squeeze(ctx context.Context, fs FS, name Name) error {
	if k, ok := fs.(Undeleter); ok {
		return k.Squeeze(ctx)
	}
	return unsupported(OpSqueeze, name)
}

// Check looks for faults of fs and repairs them.
func Check(ctx context.Context, fs FS, name Name) (repaired int, err error) {
	if c, ok := fs.(Checker); ok {
		return c.Check(ctx)
	}
	return 0, unsupported(OpCheck, name)
}

// Keeps reports whether fs keeps deleted files.
func Keeps(fs FS) bool {
	_, ok := fs.(Undeleter)
	return ok
}

// Ops lists every operation, for tests that prove each has its words.
func Ops() []Op {
	return []Op{OpOpen, OpRead, OpWrite, OpCopy, OpDelete, OpMkdir, OpRmdir, OpRename, OpFormat,
		OpParse, OpChdir, OpVerify, OpUndelete, OpSqueeze, OpCheck}
}
