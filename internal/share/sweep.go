package share

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path"

	"github.com/spf13/afero"
)

// The bounds of a sweep: how many names it looks at, how many at a time, and how deep.
const (
	maxSwept   = 1_000_000
	sweepBatch = 1024
	sweepDepth = 64
)

// Sweep removes the parts that a process which was killed has left below a folder of
// this machine: those that are not locked. It looks at names only, and opens nothing but
// folders and parts, so that a large folder is swept quickly.
func Sweep(root afero.Fs) error {
	s := sweep{root: root, left: maxSwept}
	return s.folder("/", 0)
}

type sweep struct {
	root afero.Fs
	left int // names that are still looked at
}

func (s *sweep) folder(dir string, depth int) error {
	d, err := s.root.Open(dir)
	if err != nil {
		return nil // what cannot be read has no part of ours
	}
	defer d.Close()
	var below []string
	for s.left > 0 {
		rows, err := readDir(d, min(sweepBatch, s.left))
		s.left -= len(rows)
		for _, r := range rows {
			name := path.Join(dir, r.Name())
			switch {
			case r.IsDir() && depth < sweepDepth:
				below = append(below, name)
			case r.Type().IsRegular() && IsPart(r.Name()):
				if err := s.part(name); err != nil {
					return err
				}
			}
		}
		if err != nil || len(rows) == 0 {
			break // also at the end
		}
	}
	for _, name := range below {
		if err := s.folder(name, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// readDir reads up to n entries, without looking at each file where that can be had.
func readDir(d afero.File, n int) ([]fs.DirEntry, error) {
	if disk, ok := d.(fs.ReadDirFile); ok {
		return disk.ReadDir(n)
	}
	infos, err := d.Readdir(n)
	rows := make([]fs.DirEntry, len(infos))
	for i, info := range infos {
		rows[i] = fs.FileInfoToDirEntry(info)
	}
	if err == nil && len(infos) < n {
		err = io.EOF
	}
	return rows, err
}

// part removes a part unless it is in use.
func (s *sweep) part(name string) error {
	f, err := s.root.Open(name)
	if err != nil {
		return nil
	}
	disk, ok := f.(*os.File)
	abandoned := ok && Lock(disk) == nil
	f.Close()
	if !abandoned {
		return nil
	}
	if err := s.root.Remove(name); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
