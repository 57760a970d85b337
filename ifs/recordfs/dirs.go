package recordfs

import (
	"context"

	"github.com/iosim/iosim/ifs"
)

// recordedDirs is recorded for a file system with directories.
type recordedDirs struct{ recorded }

// ReadDir implements ifs.DirReader.
func (r recordedDirs) ReadDir(ctx context.Context, n ifs.Name) ([]ifs.Entry, error) {
	ctx, end := r.begin(ctx, n)
	defer end()
	return ifs.ReadDir(ctx, r.FS, n)
}

// Stat implements ifs.Statter.
func (r recordedDirs) Stat(ctx context.Context, n ifs.Name) (ifs.Entry, error) {
	ctx, end := r.begin(ctx, n)
	defer end()
	return ifs.Stat(ctx, r.FS, n)
}

// Remove implements ifs.Remover.
func (r recordedDirs) Remove(ctx context.Context, n ifs.Name) error {
	return r.change(ctx, n, ifs.Remove)
}

// Mkdir implements ifs.DirMaker.
func (r recordedDirs) Mkdir(ctx context.Context, n ifs.Name) error {
	return r.change(ctx, n, ifs.Mkdir)
}

// Rmdir implements ifs.DirMaker.
func (r recordedDirs) Rmdir(ctx context.Context, n ifs.Name) error {
	return r.change(ctx, n, ifs.Rmdir)
}

// Rename implements ifs.Renamer.
func (r recordedDirs) Rename(ctx context.Context, from, to ifs.Name) error {
	ctx, end := r.begin(ctx, from)
	defer end()
	return ifs.Rename(ctx, r.FS, from, to)
}

func (r recordedDirs) change(ctx context.Context, n ifs.Name, do func(context.Context, ifs.FS, ifs.Name) error) error {
	ctx, end := r.begin(ctx, n)
	defer end()
	return do(ctx, r.FS, n)
}
