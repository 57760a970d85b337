package ifstest

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/iosim/iosim/ifs"
)

// StdFS returns a file system as an fs.FS, to be tested by testing/fstest.TestFS
// too. Names are below the root of prefix; directories are sorted by name.
func StdFS(f ifs.FS, prefix string) fs.FS { return stdFS{f, ifs.Name{Prefix: prefix}} }

type stdFS struct {
	fs   ifs.FS
	root ifs.Name
}

var (
	_ fs.ReadDirFS = stdFS{}
	_ fs.StatFS    = stdFS{}
)

func (s stdFS) name(op, name string) (ifs.Name, error) {
	if !fs.ValidPath(name) {
		return ifs.Name{}, &fs.PathError{Op: op, Path: name, Err: fs.ErrInvalid}
	}
	if name == "." {
		return s.root, nil
	}
	return s.root.With(name), nil
}

// stdErr returns err with the error of package io/fs for its kind.
func stdErr(op, name string, err error) error {
	if err == nil || err == io.EOF {
		return err
	}
	switch ifs.KindOf(err) {
	case ifs.KindNotExist, ifs.KindNotDir:
		err = errors.Join(fs.ErrNotExist, err)
	case ifs.KindInvalid:
		err = errors.Join(fs.ErrInvalid, err)
	}
	return &fs.PathError{Op: op, Path: name, Err: err}
}

func (s stdFS) Stat(name string) (fs.FileInfo, error) {
	n, err := s.name("stat", name)
	if err != nil {
		return nil, err
	}
	if name == "." {
		return stdInfo{ifs.Entry{Name: ".", Dir: true}}, nil
	}
	e, err := ifs.Stat(context.Background(), s.fs, n)
	if err != nil {
		return nil, stdErr("stat", name, err)
	}
	return stdInfo{e}, nil
}

func (s stdFS) ReadDir(name string) ([]fs.DirEntry, error) {
	n, err := s.name("readdir", name)
	if err != nil {
		return nil, err
	}
	rows, err := ifs.ReadDir(context.Background(), s.fs, n)
	if err != nil {
		return nil, stdErr("readdir", name, err)
	}
	slices.SortFunc(rows, func(a, b ifs.Entry) int { return strings.Compare(a.Name, b.Name) })
	out := make([]fs.DirEntry, len(rows))
	for i, r := range rows {
		out[i] = fs.FileInfoToDirEntry(stdInfo{r})
	}
	return out, nil
}

func (s stdFS) Open(name string) (fs.File, error) {
	info, err := s.Stat(name)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		rows, err := s.ReadDir(name)
		if err != nil {
			return nil, err
		}
		return &stdDir{info: info, rows: rows}, nil
	}
	n, err := s.name("open", name)
	if err != nil {
		return nil, err
	}
	f, err := s.fs.Open(context.Background(), n)
	if err != nil {
		return nil, stdErr("open", name, err)
	}
	return stdFile{f, info}, nil
}

type stdFile struct {
	ifs.File
	info fs.FileInfo
}

func (f stdFile) Stat() (fs.FileInfo, error) { return f.info, nil }

type stdDir struct {
	info fs.FileInfo
	rows []fs.DirEntry
}

func (d *stdDir) Stat() (fs.FileInfo, error) { return d.info, nil }
func (d *stdDir) Close() error               { return nil }
func (d *stdDir) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: d.info.Name(), Err: fs.ErrInvalid}
}

func (d *stdDir) ReadDir(n int) ([]fs.DirEntry, error) {
	if n <= 0 {
		n = len(d.rows)
	} else if len(d.rows) == 0 {
		return nil, io.EOF
	}
	n = min(n, len(d.rows))
	rows := d.rows[:n:n]
	d.rows = d.rows[n:]
	return rows, nil
}

type stdInfo struct{ e ifs.Entry }

func (i stdInfo) Name() string       { return i.e.Name }
func (i stdInfo) Size() int64        { return i.e.Size }
func (i stdInfo) ModTime() time.Time { return i.e.ModTime }
func (i stdInfo) IsDir() bool        { return i.e.Dir }
func (i stdInfo) Sys() any           { return nil }
func (i stdInfo) Mode() fs.FileMode {
	if i.e.Dir {
		return fs.ModeDir | 0o755
	}
	return 0o644
}
