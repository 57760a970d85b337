package state

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/spf13/afero"

	"github.com/iosim/iosim/internal/atomicfile"
	"github.com/iosim/iosim/internal/chunk"
	"github.com/iosim/iosim/internal/hostfile"
	"github.com/iosim/iosim/lab/spec"
)

// NewRoot is a folder in memory that holds images, which cost nothing until they are
// read, beside the list of their checksums, and files.
func (s *State) NewRoot(images []string, files map[string]spec.Content) (afero.Fs, error) {
	fs := chunk.NewFs(s.store)
	for _, name := range images {
		if err := s.PutImage(fs, "/"+name, name); err != nil {
			return nil, err
		}
	}
	if len(images) > 0 {
		sums := md5List(images)
		if err := fs.Link("/md5sums.txt", bytes.NewReader(sums), int64(len(sums)), seedTime); err != nil {
			return nil, err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if err := s.Put(fs, "/"+strings.TrimPrefix(name, "/"), files[name], spec.MaxRoot); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return fs, nil
}

// seedTime is the date of the files that a lab comes with.
var seedTime = time.Date(2012, time.November, 14, 11, 29, 22, 0, time.UTC)

// Put writes one file of a lab file into a folder that is fresh. A file of this machine has at
// most room bytes.
func (s *State) Put(fs afero.Fs, name string, c spec.Content, room int64) error {
	switch {
	case c.Text != nil:
		return seed(s.ctx, fs, name, strings.NewReader(*c.Text), int64(len(*c.Text)), seedTime)
	case c.Image != "":
		return s.buildImage(fs, name, c)
	case c.File != "":
		f, info, err := hostfile.Open(s.path(c.File), room)
		if err != nil {
			return err
		}
		defer f.Close()
		return copyIn(s.ctx, fs, name, io.LimitReader(f, info.Size()), info.ModTime())
	}
	return errors.New("a file is a text, an image or a file")
}

// seed puts a file into a fresh folder: in memory as a link that costs nothing,
// on a disk as a copy. Folders that it makes get the date too.
func seed(ctx context.Context, fs afero.Fs, name string, r io.ReaderAt, size int64, date time.Time) error {
	if err := atomicfile.MkdirAll(fs, path.Dir(name), 0o755); err != nil {
		return err
	}
	var err error
	if c, ok := fs.(*chunk.Fs); ok {
		err = c.Link(name, r, size, date)
	} else {
		err = copyIn(ctx, fs, name, io.NewSectionReader(r, 0, size), date)
	}
	for dir := path.Dir(name); err == nil && dir != "/" && dir != "."; dir = path.Dir(dir) {
		err = fs.Chtimes(dir, date, date)
	}
	return err
}

// seedTemp is where files of a folder of this machine are made. The disk whose
// folder it is removes what a process that was killed has left there.
const seedTemp = "/.iosim/tmp/seed"

// untilDone reads until its context ends.
type untilDone struct {
	ctx context.Context
	r   io.Reader
}

// Read implements io.Reader.
func (u untilDone) Read(p []byte) (int, error) {
	if u.ctx.Err() != nil {
		return 0, context.Cause(u.ctx)
	}
	return u.r.Read(p)
}

// copyIn writes to a temporary name, syncs, renames and syncs the folder: the state file of
// the device, which says that its disks are filled, is written behind. The end of ctx leaves
// nothing.
func copyIn(ctx context.Context, fs afero.Fs, name string, r io.Reader, date time.Time) (err error) {
	temp := seedTemp
	if _, ok := fs.(*chunk.Fs); ok {
		temp = path.Join(path.Dir(name), ".iosim-seed") // ends with the process
	} else if err := fs.MkdirAll(path.Dir(temp), 0o755); err != nil {
		return err
	}
	f, err := fs.Create(temp)
	if err != nil {
		return err
	}
	_, err = io.CopyBuffer(struct{ io.Writer }{f}, untilDone{ctx, r}, make([]byte, 1<<20))
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = fs.Chtimes(temp, date, date)
	}
	if err == nil {
		err = fs.Rename(temp, name)
	}
	if err != nil {
		_ = fs.Remove(temp)
		return err
	}
	return atomicfile.SyncDir(fs, path.Dir(name))
}
