package ftpfs

import (
	"context"
	"errors"
	"net/textproto"
	"strings"

	"github.com/jlaffaye/ftp"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/printable"
)

// maxListing is the maximum size of a directory listing in bytes.
const maxListing = 8 << 20

// in calls do with a session of its own.
func (f *FS) in(ctx context.Context, op ifs.Op, name ifs.Name, do func(*session) error) error {
	s, err := f.login(ctx, op, name)
	if err != nil {
		return err
	}
	err = s.error(op, do(s))
	s.endRefused()
	return err
}

// ReadDir lists dir in the server's order. The error is of KindNotDir for a file.
func (f *FS) ReadDir(ctx context.Context, dir ifs.Name) (out []ifs.Entry, err error) {
	err = f.in(ctx, ifs.OpOpen, dir, func(s *session) error {
		// Servers list a missing directory as an empty one, so change to it first.
		if dir.Path != "" {
			if err := s.lib.ChangeDir(dir.Path); err != nil {
				return s.noDir(err)
			}
		}
		s.limit = maxListing
		rows, err := s.lib.List("")
		if err := transferred(err); err != nil {
			return err
		}
		for _, r := range rows {
			if e, ok := entry(r); ok {
				out = append(out, e)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// noDir returns the error for a refused CWD, which may mean that the name is a
// file's.
func (s *session) noDir(err error) error {
	if n, e := s.size(); refused(err) && e == nil && n >= 0 {
		return &fault{ifs.KindNotDir, err}
	}
	return err
}

// entry converts one row of a listing. ok is false for the rows of the directory
// itself and its parent (RFC 3659 section 7.5.1.2: under any name, with slashes).
func entry(r *ftp.Entry) (ifs.Entry, bool) {
	if r.Name == "" || r.Name == "." || r.Name == ".." || strings.Contains(r.Name, "/") {
		return ifs.Entry{}, false
	}
	e := ifs.Entry{Name: printable.Text(r.Name), Size: -1, Perm: "-rw-", ModTime: r.Time}
	switch {
	case r.Type == ftp.EntryTypeFolder:
		e.Dir, e.Perm = true, "drw-"
	case r.Size < 1<<63:
		e.Size = int64(r.Size)
	}
	return e, true
}

// Stat describes a file or directory. A file is recognized by having a size, a
// directory by accepting CWD.
func (f *FS) Stat(ctx context.Context, name ifs.Name) (e ifs.Entry, err error) {
	err = f.in(ctx, ifs.OpOpen, name, func(s *session) error {
		base := strings.TrimRight(name.Path, "/")
		e = ifs.Entry{Name: base[strings.LastIndexByte(base, '/')+1:], Size: -1, Dir: true, Perm: "drw-"}
		if base == "" {
			return nil
		}
		n, err := s.size()
		if err != nil {
			return err
		}
		if n < 0 {
			return s.lib.ChangeDir(name.Path)
		}
		e.Size, e.Dir, e.Perm = n, false, "-rw-"
		if t, err := s.lib.GetTime(name.Path); err == nil {
			e.ModTime = t
		} else if s.ctx.Err() != nil {
			return err
		}
		return nil
	})
	if err != nil {
		return ifs.Entry{}, err
	}
	return e, nil
}

// Remove deletes a file. The error is of KindIsDir for a directory.
func (f *FS) Remove(ctx context.Context, name ifs.Name) error {
	return f.in(ctx, ifs.OpDelete, name, func(s *session) error {
		err := s.lib.Delete(name.Path)
		if !ambiguous(err) {
			return err
		}
		n, e := s.size()
		switch {
		case e != nil:
			return e
		case n >= 0:
			return &fault{ifs.KindPermission, err}
		case s.lib.ChangeDir(name.Path) == nil:
			return &fault{ifs.KindIsDir, err}
		}
		return &fault{ifs.KindNotExist, err}
	})
}

// Mkdir makes a directory. The error is of KindExist if the name is taken.
func (f *FS) Mkdir(ctx context.Context, name ifs.Name) error {
	return f.in(ctx, ifs.OpMkdir, name, func(s *session) error {
		err := s.lib.MakeDir(name.Path)
		if !ambiguous(err) {
			return err
		}
		n, e := s.size()
		switch {
		case e != nil:
			return e
		case n >= 0 || s.lib.ChangeDir(name.Path) == nil:
			return &fault{ifs.KindExist, err}
		}
		return err
	})
}

// Rmdir removes an empty directory. The error is of KindNotEmpty if it has entries.
func (f *FS) Rmdir(ctx context.Context, name ifs.Name) error {
	return f.in(ctx, ifs.OpRmdir, name, func(s *session) error {
		err := s.lib.RemoveDir(name.Path)
		if !ambiguous(err) {
			return err
		}
		if e := s.lib.ChangeDir(name.Path); e != nil {
			if !refused(e) {
				return e
			}
			if n, e := s.size(); e == nil && n >= 0 {
				return &fault{ifs.KindNotDir, err}
			}
			return &fault{ifs.KindNotExist, err}
		}
		s.limit = maxListing
		rows, e := s.lib.List("")
		if e := transferred(e); e != nil {
			return e
		}
		for _, r := range rows {
			if _, ok := entry(r); ok {
				return &fault{ifs.KindNotEmpty, err}
			}
		}
		return &fault{ifs.KindPermission, err}
	})
}

// refused reports whether err is a reply of the server, not the loss of the
// session.
func refused(err error) bool {
	var reply *textproto.Error
	return errors.As(err, &reply) && reply.Code/100 == 5
}

// ambiguous reports whether err is a 550 whose text does not say what is wrong.
func ambiguous(err error) bool {
	var reply *textproto.Error
	if !errors.As(err, &reply) || reply.Code != 550 {
		return false
	}
	// Without a known text the kind depends on the operation.
	return fileKind(ifs.OpOpen, reply.Msg) != fileKind(ifs.OpDelete, reply.Msg)
}
