package diskfs

import (
	"context"
	"errors"
	"io/fs"

	"github.com/spf13/afero"

	"github.com/iosim/iosim/ifs"
)

// formatDir takes the files of a disk that is being formatted. Until it is renamed
// away the format has not happened, and the next look at the medium undoes it.
const formatDir = "/" + metaDir + "/format"

// Format makes the disk empty. What the disk does not see of the folder (links,
// special files) stays. If it fails, or the process is killed, all files stay.
func (f *FS) Format(ctx context.Context) error {
	err := f.change(ctx, ifs.OpFormat, ifs.Name{Prefix: f.o.Prefix}, func(m *medium) error {
		if err := m.scan(m.root); err != nil {
			return err
		}
		nodes := m.root.children()
		if err := m.own(func() error { return m.clearRoot(nodes) }, m.root); err != nil {
			_ = m.scan(m.root) // done again at the next look if it fails
			return err
		}
		for _, n := range nodes {
			m.drop(n)
		}
		_ = m.journal.compact(m.root)
		// Without the mark it has the room of before after a restart: nothing is lost.
		_ = afero.WriteFile(m.b, formattedMark, nil, 0o644)
		m.laidOut()
		return syncDir(m.b, "/")
	})
	return f.changed(ifs.Change{Kind: ifs.Formatted, Name: f.name("")}, err)
}

// formattedMark is in the folder of a medium that Format has laid out.
const formattedMark = "/" + metaDir + "/formatted"

// laidOut gives the medium the size that Format makes.
func (m *medium) laidOut() {
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
		m.halfway = m.unformat() != nil // tried again before anything else
		return err
	}
	_ = m.b.RemoveAll(trash) // likewise
	return nil
}

// whole finishes undoing a format that failed halfway, before the medium is used
// again.
func (m *medium) whole() error {
	if !m.halfway {
		return nil
	}
	if err := m.unformat(); err != nil {
		return err
	}
	m.halfway = false
	return m.scan(m.root)
}

// unformat brings back the files of a format that did not come to its end.
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
			continue // made since; the older one is lost with the folder below
		}
		if err := m.b.Rename(formatDir+"/"+name, "/"+name); err != nil {
			return err
		}
	}
	return m.b.RemoveAll(formatDir)
}
