package diskfs

import "github.com/spf13/afero"

// New returns a disk whose files are those of backing. It removes files that
// interrupted writes left behind. It fails if backing cannot be read.
func New(backing afero.Fs, o Options) (*FS, error) {
	f := Empty(o)
	if err := f.Insert(backing); err != nil {
		return nil, err
	}
	return f, nil
}

// Used returns the number of bytes in use, Size less Free of Info. It is 0 if the
// slot is empty.
func (f *FS) Used() int64 {
	i := f.Info()
	return i.Size - i.Free
}
