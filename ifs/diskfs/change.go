package diskfs

import (
	"context"
	"os"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/atomicfile"
)

// Remove deletes a file. The error is of KindIsDir for a directory.
func (f *FS) Remove(ctx context.Context, name ifs.Name) error {
	c := ifs.Change{Kind: ifs.Removed}
	err := f.change(ctx, ifs.OpDelete, name, func(m *medium) error {
		n, err := m.entry(name)
		if err != nil {
			return err
		}
		if n.dir {
			return kind(ifs.KindIsDir)
		}
		c.Name = f.name(n.path())
		return m.remove(n)
	})
	return f.changed(c, err)
}

// Rmdir removes a directory. The error is of KindNotEmpty if it has entries, of
// KindNotDir for a file and of KindInvalid for the root.
func (f *FS) Rmdir(ctx context.Context, name ifs.Name) error {
	c := ifs.Change{Kind: ifs.DirRemoved}
	err := f.change(ctx, ifs.OpRmdir, name, func(m *medium) error {
		n, err := m.entry(name)
		switch {
		case err != nil:
			return err
		case !n.dir:
			return kind(ifs.KindNotDir)
		case n == m.root:
			return kind(ifs.KindInvalid)
		}
		if err := m.refresh(n); err != nil {
			return err
		}
		if n.descendants > 0 {
			return kind(ifs.KindNotEmpty)
		}
		c.Name = f.name(n.path())
		return m.remove(n)
	})
	return f.changed(c, err)
}

func (m *medium) remove(n *node) error {
	d := n.parent
	if err := m.ownChange(func() error { return m.b.Remove(n.path()) }, d); err != nil {
		return err
	}
	m.drop(n)
	return atomicfile.SyncDir(m.b, d.path())
}

// Mkdir makes a directory, which occupies one cluster. The error is of KindExist if
// the name is taken and of KindNoSpace on a full disk.
func (f *FS) Mkdir(ctx context.Context, name ifs.Name) error {
	c := ifs.Change{Kind: ifs.DirCreated}
	err := f.change(ctx, ifs.OpMkdir, name, func(m *medium) error {
		elems, err := elements(name)
		if err != nil {
			return err
		}
		d, n, err := m.find(elems)
		if err != nil {
			return err
		}
		if n == nil {
			n, err = m.checkHidden(d, elems[len(elems)-1])
		}
		if err != nil {
			return err
		}
		if n != nil {
			return kind(ifs.KindExist)
		}
		if m.room(nil) < m.o.Cluster {
			return kind(ifs.KindNoSpace)
		}
		n = newDir(elems[len(elems)-1], m.now())
		slot, path := d.freeSlot(), d.childPath(n.name)
		c.Name = f.name(path)
		r := recordOf(n)
		r.Path, r.Slot = path, slot
		if err := m.journal.append(r); err != nil {
			return err
		}
		if err := m.ownChange(func() error { return m.b.Mkdir(path, 0o755) }, d); err != nil {
			return err
		}
		d.attach(n, slot)
		m.used += m.cost(n)
		_ = m.journal.compact(m.root)
		return atomicfile.SyncDir(m.b, d.path())
	})
	return f.changed(c, err)
}

// Rename renames a file or directory. Within its directory an entry keeps its slot;
// in another it gets the first free one. The new name may differ from the old in
// letter case only. The error is of KindExist if the name is taken, and of
// KindInvalid for the root and for a directory that would be moved below itself.
func (f *FS) Rename(ctx context.Context, from, to ifs.Name) error {
	c := ifs.Change{Kind: ifs.Renamed}
	err := f.change(ctx, ifs.OpRename, from, func(m *medium) error {
		n, err := m.entry(from)
		if err != nil {
			return err
		}
		elems, err := elements(to)
		if err != nil {
			return err
		}
		d, there, err := m.find(elems)
		if err != nil {
			return err
		}
		if there != nil && (there != n || n == m.root) {
			return kind(ifs.KindExist)
		}
		if n == m.root || d.within(n) {
			return kind(ifs.KindInvalid)
		}
		base := elems[len(elems)-1]
		if there == nil {
			if u, err := m.checkHidden(d, base); err != nil || u != nil {
				return fallback(err, kind(ifs.KindExist))
			}
		} else if m.hasOtherSpelling(n, base) {
			return kind(ifs.KindExist)
		}
		c.Name, c.To = f.name(n.path()), f.name(d.childPath(base))
		return m.rename(n, d, base)
	})
	if c.Name == c.To {
		return err
	}
	return f.changed(c, err)
}

// hasOtherSpelling reports whether the folder has another file under the given
// spelling of n's name. The disk does not show such a file.
func (m *medium) hasOtherSpelling(n *node, spelling string) bool {
	if spelling == n.name {
		return false
	}
	other, err := m.lstat(n.parent.childPath(spelling))
	if err != nil {
		return false
	}
	self, err := m.lstat(n.path())
	return err != nil || !os.SameFile(self, other) // the same file if the host folds names too
}

func (m *medium) rename(n, d *node, base string) error {
	was, slot := n.parent, n.slot
	if d != was {
		slot = d.freeSlot()
	}
	from, to := n.path(), d.childPath(base)
	if from == to {
		return nil
	}
	undo := recordOf(n)
	undo.From = to
	r := undo
	r.Path, r.From, r.Slot = to, from, slot
	if err := m.journal.append(r); err != nil {
		return err
	}
	if err := m.ownChange(func() error { return m.b.Rename(from, to) }, was, d); err != nil {
		_ = m.journal.append(undo) // a failure affects only the order after a restart
		return err
	}
	n.detach()
	n.name = base
	d.attach(n, slot)
	_ = m.journal.compact(m.root)
	if err := atomicfile.SyncDir(m.b, d.path()); err != nil || d == was {
		return err
	}
	return atomicfile.SyncDir(m.b, was.path())
}

// fallback returns err, or def if err is nil.
func fallback(err, def error) error {
	if err != nil {
		return err
	}
	return def
}
