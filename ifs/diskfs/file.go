package diskfs

import (
	"context"
	"io"
	"os"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/spf13/afero"
)

// file is an open file. It keeps the content it had when opened, even if the name
// is removed or replaced.
type file struct {
	m    *medium
	f    afero.File
	name ifs.Name
	size int64
}

var _ io.ReaderAt = (*file)(nil)

// Open opens a file for reading. The error is of KindNotExist if there is none and
// of KindIsDir for a directory.
func (f *FS) Open(ctx context.Context, name ifs.Name) (ifs.File, error) {
	var out *file
	err := f.with(ctx, ifs.OpOpen, name, func(m *medium) error {
		n, err := m.entry(name)
		if err != nil {
			return err
		}
		if n.dir {
			return kind(ifs.KindIsDir)
		}
		h, err := m.b.Open(n.path())
		if err != nil {
			return err
		}
		info, err := h.Stat()
		if err == nil && !info.Mode().IsRegular() {
			err = kind(ifs.KindNotExist)
		}
		if err != nil {
			h.Close()
			return err
		}
		m.update(n, info)
		out = &file{m: m, f: h, name: name, size: info.Size()}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// entry returns an existing file or directory. A trailing slash requires a
// directory.
func (m *medium) entry(name ifs.Name) (*node, error) {
	elems, err := elements(name)
	if err != nil {
		return nil, err
	}
	_, n, err := m.find(elems)
	if err != nil {
		return nil, err
	}
	if n == nil {
		return nil, kind(ifs.KindNotExist)
	}
	if !n.dir && name.Base() == "" {
		return nil, kind(ifs.KindNotDir)
	}
	return n, nil
}

func (h *file) Size() int64 { return h.size }

func (h *file) Read(p []byte) (int, error) {
	if h.m.ejected.Load() {
		return 0, fail(ifs.OpRead, h.name, errEjected)
	}
	n, err := h.f.Read(p)
	return n, fail(ifs.OpRead, h.name, err)
}

func (h *file) ReadAt(p []byte, off int64) (int, error) {
	if h.m.ejected.Load() {
		return 0, fail(ifs.OpRead, h.name, errEjected)
	}
	n, err := h.f.ReadAt(p, off)
	return n, fail(ifs.OpRead, h.name, err)
}

// Close closes the file. Further calls do nothing.
func (h *file) Close() error {
	if err := h.f.Close(); err != nil && !isClosed(err) {
		return fail(ifs.OpRead, h.name, err)
	}
	return nil
}

// Stat describes a file or directory.
func (f *FS) Stat(ctx context.Context, name ifs.Name) (ifs.Entry, error) {
	var e ifs.Entry
	err := f.with(ctx, ifs.OpOpen, name, func(m *medium) error {
		n, err := m.entry(name)
		if err != nil {
			return err
		}
		if !n.dir {
			info, err := m.b.Stat(n.path())
			if err != nil {
				return err
			}
			m.update(n, info)
		}
		e = m.row(n, n.index())
		return nil
	})
	return e, err
}

// ReadDir lists a directory in slot order. The error is of KindNotDir for a file.
func (f *FS) ReadDir(ctx context.Context, dir ifs.Name) ([]ifs.Entry, error) {
	var rows []ifs.Entry
	err := f.with(ctx, ifs.OpOpen, dir, func(m *medium) error {
		elems, err := elements(dir)
		if err != nil {
			return err
		}
		d, err := m.dir(elems)
		if err != nil {
			return err
		}
		if len(d.byName) <= smallDir {
			if err := m.scan(d); err != nil {
				return err
			}
		}
		rows = make([]ifs.Entry, 0, len(d.byName))
		index := d.index()
		for _, n := range d.slots {
			if n != nil {
				rows = append(rows, m.row(n, index+1))
				index += n.descendants + 1
			}
		}
		return nil
	})
	return rows, err
}

func (m *medium) row(n *node, index int) ifs.Entry {
	e := ifs.Entry{Name: n.name, Size: n.size, Dir: n.dir, Perm: m.o.FilePerm, Index: index, ModTime: n.time}
	if n.dir {
		e.Size, e.Perm = 0, m.o.DirPerm
	}
	return e
}

// now returns the time for a new entry.
func (m *medium) now() time.Time { return deviceTime(m.o.Now()) }

// lstat describes a file of the folder without following links.
func (m *medium) lstat(path string) (os.FileInfo, error) {
	if l, ok := m.b.(afero.Lstater); ok {
		info, _, err := l.LstatIfPossible(path)
		return info, err
	}
	return m.b.Stat(path)
}

// Source returns where the bytes of the file come from. ok is false if the backing
// does not say or if bytes were read already.
func (h *file) Source() (io.ReaderAt, bool) {
	s, ok := h.f.(interface{ Source() (io.ReaderAt, bool) })
	if !ok || h.m.ejected.Load() {
		return nil, false
	}
	return s.Source()
}
