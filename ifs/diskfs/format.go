package diskfs

import (
	"context"
	"errors"
	"io/fs"

	"github.com/spf13/afero"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/atomicfile"
)

// formatDir receives the files of a disk that is being formatted. The format takes
// effect when it is renamed away; until then the next operation undoes it.
const formatDir = "/" + metaDir + "/format"

// Format makes the disk empty. Links and special files of the folder stay. If it
// fails, or the process is killed, all files stay.
func (f *FS) Format(ctx context.Context) error {
	err := f.change(ctx, ifs.OpFormat, ifs.Name{Prefix: f.o.Prefix}, func(m *medium) error {
		if err := m.scan(m.root); err != nil {
			return err
		}
		nodes := m.root.children()
		if err := m.ownChange(func() error { return m.clearRoot(nodes) }, m.root); err != nil {
			_ = m.scan(m.root) // repeated by the next operation if it fails
			return err
		}
		for _, n := range nodes {
			m.drop(n)
		}
		_ = m.journal.compact(m.root)
		// Without the mark the disk has its former size after a restart; no file is
		// lost.
		_ = afero.WriteFile(m.b, formattedMark, nil, 0o644)
		m.setFormattedSize()
		return atomicfile.SyncDir(m.b, "/")
	})
	return f.changed(ifs.Change{Kind: ifs.Formatted, Name: f.name("")}, err)
}

// formattedMark is a file in the folder of a medium that was formatted by Format.
const formattedMark = "/" + metaDir + "/formatted"

// setFormattedSize gives the medium the size it has after Format.
func (m *medium) setFormattedSize() {
	if m.o.Formatted > 0 {
		m.o.Size = m.o.Formatted
	}
}

func (m *medium) clearRoot(nodes []*node) error {
	if err := m.b.MkdirAll(tmpDir, 0o755); err != nil {
		return err
	}
	if err := m.b.MkdirAll(formatDir, 0o755); err != nil {
		return err
	}
	var err error
	for _, n := range nodes {
		if err = m.b.Rename(n.path(), formatDir+"/"+n.name); err != nil {
			break
		}
	}
	trash := m.temp()
	if err == nil {
		err = m.b.Rename(formatDir, trash)
	}
	if err != nil {
		m.undoFailed = m.unformat() != nil // tried again before the next operation
		return err
	}
	// No file's bytes go before its name has: the names of this format are durable first.
	for _, dir := range []string{"/", "/" + metaDir, tmpDir} {
		if err := atomicfile.SyncDir(m.b, dir); err != nil {
			return nil // the trash stays until the next start
		}
	}
	_ = m.b.RemoveAll(trash) // tried again before the next operation
	return nil
}

// finishUndo finishes undoing a failed format before the medium is used again.
func (m *medium) finishUndo() error {
	if !m.undoFailed {
		return nil
	}
	if err := m.unformat(); err != nil {
		return err
	}
	m.undoFailed = false
	return m.scan(m.root)
}

// unformat restores the files of a format that did not complete.
func (m *medium) unformat() error {
	d, err := m.b.Open(formatDir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	names, err := d.Readdirnames(-1)
	if cerr := d.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return err
	}
	for _, name := range names {
		if _, serr := m.lstat("/" + name); serr == nil {
			continue // created since; the older file is removed with the directory below
		}
		if err := m.b.Rename(formatDir+"/"+name, "/"+name); err != nil {
			return err
		}
	}
	return m.b.RemoveAll(formatDir)
}
