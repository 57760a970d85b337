package diskfs

import (
	"context"
	"os"

	"github.com/iosim/iosim/ifs"
)

// Remove deletes a file.
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

// Rmdir removes an empty directory.
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
		if n.below > 0 {
			return kind(ifs.KindNotEmpty)
		}
		c.Name = f.name(n.path())
		return m.remove(n)
	})
	return f.changed(c, err)
}

func (m *medium) remove(n *node) error {
	d := n.parent
	if err := m.own(func() error { return m.b.Remove(n.path()) }, d); err != nil {
		return err
	}
	m.drop(n)
	return syncDir(m.b, d.path())
}

// Mkdir makes a directory, which takes one cluster.
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
			n, err = m.unseen(d, elems[len(elems)-1])
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
		slot, path := d.freeSlot(), d.under(n.name)
		c.Name = f.name(path)
		r := recordOf(n)
		r.Path, r.Slot = path, slot
		if err := m.journal.append(r); err != nil {
			return err
		}
		if err := m.own(func() error { return m.b.Mkdir(path, 0o755) }, d); err != nil {
			return err
		}
		d.attach(n, slot)
		m.used += m.cost(n)
		_ = m.journal.compact(m.root)
		return syncDir(m.b, d.path())
	})
	return f.changed(c, err)
}

// Rename gives a file or directory another name. Within its directory an entry
// keeps its slot; elsewhere it takes the first free one. A new spelling of the
// same name is allowed. KindInvalid for the root and for a directory that would
// go below itself.
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
			if u, err := m.unseen(d, base); err != nil || u != nil {
				return fallback(err, kind(ifs.KindExist))
			}
		} else if m.twin(n, base) {
			return kind(ifs.KindExist)
		}
		c.Name, c.To = f.name(n.path()), f.name(d.under(base))
		return m.rename(n, d, base)
	})
	if c.Name == c.To {
		return err
	}
	return f.changed(c, err)
}

// twin reports whether the folder has another file under a second spelling of n's
// name, which the disk does not show.
func (m *medium) twin(n *node, spelling string) bool {
	if spelling == n.name {
		return false
	}
	other, err := m.lstat(n.parent.under(spelling))
	if err != nil {
		return false
	}
	self, err := m.lstat(n.path())
	return err != nil || !os.SameFile(self, other) // one file where the host folds names too
}

func (m *medium) rename(n, d *node, base string) error {
	was, slot := n.parent, n.slot
	if d != was {
		slot = d.freeSlot()
	}
	from, to := n.path(), d.under(base)
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
	if err := m.own(func() error { return m.b.Rename(from, to) }, was, d); err != nil {
		_ = m.journal.append(undo) // costs the order after a restart at worst
		return err
	}
	n.detach()
	n.name = base
	d.attach(n, slot)
	_ = m.journal.compact(m.root)
	if err := syncDir(m.b, d.path()); err != nil || d == was {
		return err
	}
	return syncDir(m.b, was.path())
}

// fallback is err, or def if err is nil.
func fallback(err, def error) error {
	if err != nil {
		return err
	}
	return def
}
