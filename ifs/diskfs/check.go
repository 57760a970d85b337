package diskfs

import (
	"context"

	"github.com/iosim/iosim/ifs"
)

// Check reads the whole medium again, removes what interrupted writes left behind
// and recomputes the used space. It returns the number of faults found: temporary
// files without a writer, and a used space that was wrong because the folder was
// changed from outside.
func (f *FS) Check(ctx context.Context) (repaired int, err error) {
	err = f.change(ctx, ifs.OpCheck, ifs.Name{Prefix: f.o.Prefix}, func(m *medium) error {
		before := m.used
		if err := m.rescan(m.root); err != nil {
			return err
		}
		m.used = m.total(m.root) - m.cost(m.root)
		if m.used != before {
			repaired++
		}
		n, err := m.orphans()
		repaired += n
		return err
	})
	return repaired, err
}

// rescan reads d and all directories below it.
func (m *medium) rescan(d *node) error {
	if err := m.scan(d); err != nil {
		return err
	}
	for _, n := range d.children() {
		if n.dir {
			if err := m.rescan(n); err != nil {
				return err
			}
		}
	}
	return nil
}

// orphans removes the temporary files that belong to no writer.
func (m *medium) orphans() (int, error) {
	d, err := m.b.Open(tmpDir)
	if err != nil {
		return 0, nil // no write has happened yet
	}
	names, err := d.Readdirnames(-1)
	if cerr := d.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return 0, err
	}
	own := map[string]bool{}
	for w := range m.writers {
		own[w.tmp] = true
	}
	removed := 0
	for _, name := range names {
		if path := tmpDir + "/" + name; !own[path] {
			if err := m.b.RemoveAll(path); err != nil {
				return removed, err
			}
			removed++
		}
	}
	return removed, nil
}
