package ifs

import "context"

// Undeleter is implemented by file systems on which a deleted file occupies its
// space until it is squeezed: class B flash (ios-files.md 4.4, 10).
type Undeleter interface {
	// ReadAll is ReadDir including the deleted files, which have Entry.Deleted set.
	ReadAll(ctx context.Context, dir Name) ([]Entry, error)
	// Undelete restores the deleted file with the given Entry.Index. The error is
	// of KindNotExist if there is no such file, and of KindExist if a newer file
	// has its name.
	Undelete(ctx context.Context, index int) error
	// Squeeze removes the deleted files for good and closes the gaps.
	Squeeze(ctx context.Context) error
}

// Checker is implemented by file systems that can look for faults of their medium
// and repair them.
type Checker interface {
	// Check returns the number of faults it repaired.
	Check(ctx context.Context) (repaired int, err error)
}

// ReadAll lists dir of fs, including the deleted files if fs is an Undeleter.
func ReadAll(ctx context.Context, fs FS, dir Name) ([]Entry, error) {
	if err := Allowed(ctx, fs, OpOpen, dir); err != nil {
		return nil, err
	}
	if k, ok := fs.(Undeleter); ok {
		return k.ReadAll(ctx, dir)
	}
	return ReadDir(ctx, fs, dir)
}

// Undelete restores the deleted file with the given index. name stands for fs in
// errors, which are of KindUnsupported if fs is no Undeleter.
func Undelete(ctx context.Context, fs FS, name Name, index int) error {
	if err := Allowed(ctx, fs, OpUndelete, name); err != nil {
		return err
	}
	if k, ok := fs.(Undeleter); ok {
		return k.Undelete(ctx, index)
	}
	return unsupported(OpUndelete, name)
}

// Squeeze removes the deleted files of fs for good. name stands for fs in errors,
// which are of KindUnsupported if fs is no Undeleter.
func Squeeze(ctx context.Context, fs FS, name Name) error {
	if err := Allowed(ctx, fs, OpSqueeze, name); err != nil {
		return err
	}
	if k, ok := fs.(Undeleter); ok {
		return k.Squeeze(ctx)
	}
	return unsupported(OpSqueeze, name)
}

// Check looks for faults of fs and repairs them. name stands for fs in errors,
// which are of KindUnsupported if fs is no Checker.
func Check(ctx context.Context, fs FS, name Name) (repaired int, err error) {
	if err := Allowed(ctx, fs, OpCheck, name); err != nil {
		return 0, err
	}
	if c, ok := fs.(Checker); ok {
		return c.Check(ctx)
	}
	return 0, unsupported(OpCheck, name)
}

// Keeps reports whether fs keeps deleted files until they are squeezed.
func Keeps(fs FS) bool {
	_, ok := fs.(Undeleter)
	return ok
}
