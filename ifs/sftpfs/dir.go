package sftpfs

import (
	"context"
	"errors"
	"io/fs"
	"strings"

	"github.com/pkg/sftp"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/printable"
)

// maxResponse is the maximum number of bytes a server may send in an operation on
// names.
const maxResponse = 16 << 20

// in calls do with a session of its own.
func (f *FS) in(ctx context.Context, op ifs.Op, name ifs.Name, do func(*session) error) error {
	s, err := f.login(ctx, op, name, maxResponse)
	if err != nil {
		return err
	}
	err = s.fail(op, do(s))
	s.close()
	return err
}

// ReadDir lists dir in the server's order.
func (f *FS) ReadDir(ctx context.Context, dir ifs.Name) (out []ifs.Entry, err error) {
	err = f.in(ctx, ifs.OpOpen, dir, func(s *session) error {
		rows, err := s.lib.ReadDirContext(ctx, s.path)
		if err != nil {
			if info, e := s.lib.Stat(s.path); e == nil && !info.IsDir() {
				return &ifs.Error{Kind: ifs.KindNotDir, Err: err}
			}
			return err
		}
		for _, r := range rows {
			if n := r.Name(); n != "" && n != "." && n != ".." && !strings.Contains(n, "/") {
				out = append(out, entry(r))
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// entry converts one row of a listing.
func entry(i fs.FileInfo) ifs.Entry {
	e := ifs.Entry{Name: printable.Text(i.Name()), Size: i.Size(), Perm: "-rw-", ModTime: i.ModTime()}
	if i.IsDir() {
		e.Dir, e.Perm, e.Size = true, "drw-", -1
	}
	return e
}

// Stat describes a file or directory.
func (f *FS) Stat(ctx context.Context, name ifs.Name) (e ifs.Entry, err error) {
	err = f.in(ctx, ifs.OpOpen, name, func(s *session) error {
		info, err := s.lib.Stat(s.path)
		if err == nil {
			e = entry(info)
			base := strings.TrimRight(name.Path, "/")
			e.Name = base[strings.LastIndexByte(base, '/')+1:]
		}
		return err
	})
	return e, err
}

// Remove deletes a file. The error is of KindIsDir for a directory.
func (f *FS) Remove(ctx context.Context, name ifs.Name) error {
	return f.in(ctx, ifs.OpDelete, name, func(s *session) error {
		info, err := s.lib.Stat(s.path)
		switch {
		case err != nil:
			return err
		case info.IsDir():
			return &ifs.Error{Kind: ifs.KindIsDir}
		}
		return s.lib.Remove(s.path)
	})
}

// Mkdir makes a directory. The error is of KindExist if the name is taken.
func (f *FS) Mkdir(ctx context.Context, name ifs.Name) error {
	return f.in(ctx, ifs.OpMkdir, name, func(s *session) error {
		err := s.lib.Mkdir(s.path)
		if ambiguous(err) {
			if _, e := s.lib.Stat(s.path); e == nil {
				return &ifs.Error{Kind: ifs.KindExist, Err: err}
			}
		}
		return err
	})
}

// Rmdir removes an empty directory. The error is of KindNotEmpty if it has entries.
func (f *FS) Rmdir(ctx context.Context, name ifs.Name) error {
	return f.in(ctx, ifs.OpRmdir, name, func(s *session) error {
		err := s.lib.RemoveDirectory(s.path)
		if err == nil {
			return nil
		}
		info, e := s.lib.Stat(s.path)
		switch {
		case e != nil:
			return e
		case !info.IsDir():
			return &ifs.Error{Kind: ifs.KindNotDir, Err: err}
		}
		if rows, e := s.lib.ReadDirContext(ctx, s.path); ambiguous(err) && e == nil && len(rows) > 0 {
			return &ifs.Error{Kind: ifs.KindNotEmpty, Err: err}
		}
		return err
	})
}

// Rename renames a file or directory. The error is of KindExist if the new name is
// taken.
func (f *FS) Rename(ctx context.Context, from, to ifs.Name) error {
	return f.in(ctx, ifs.OpRename, from, func(s *session) error {
		if _, err := s.lib.Stat(s.path); err != nil {
			return err
		}
		if _, err := s.lib.Stat(to.Path); err == nil {
			return &ifs.Error{Kind: ifs.KindExist}
		}
		return s.lib.Rename(s.path, to.Path)
	})
}

// ambiguous reports whether err is a failure whose code does not say what is wrong.
func ambiguous(err error) bool {
	var status *sftp.StatusError
	return errors.As(err, &status) && status.FxCode() == sftp.ErrSSHFxFailure
}
