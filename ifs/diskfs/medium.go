package diskfs

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/spf13/afero"
)

// medium is the medium in a slot. All fields but ejected are guarded by FS.mu.
type medium struct {
	o          Options
	b          afero.Fs
	root       *node
	used       int64 // bytes, not counting Reserved
	writers    map[*writer]struct{}
	journal    journal
	serial     int      // number of the last temporary file
	unrecorded []record // entries found in the folder that are not in the journal yet
	undoFailed bool     // a format failed, and undoing it failed too
	ejected    atomic.Bool
}

// tick is the resolution of modification times assumed of the backing: two changes
// of a directory within one tick may have the same time. A directory changed less
// than tick ago is therefore read once more afterwards.
const tick = 50 * time.Millisecond

// The bounds of a folder of the host that stands for a medium: a folder that was given by
// mistake, as "/", is no reason to read all of this machine's disk.
const (
	maxEntries = 1 << 17 // files and directories
	maxDepth   = 64      // directories below each other
)

var errEntries = fmt.Errorf("the folder has more than %d files or %d directories below each other", maxEntries, maxDepth)

// smallDir is the number of entries up to which a listing checks every file of the
// folder for changes made in place.
const smallDir = 256

func load(b afero.Fs, o Options) (*medium, error) {
	m := &medium{o: o, b: b, root: newDir("", time.Time{}), writers: map[*writer]struct{}{}}
	m.journal.b = b
	m.root.appendOnly = o.Append
	if err := m.cleanUp(); err != nil {
		return nil, err
	}
	if _, err := m.lstat(formattedMark); err == nil {
		m.setFormattedSize()
	}
	old, err := m.journal.load()
	if err != nil {
		return nil, err
	}
	if err := m.read(m.root, old); err != nil {
		return nil, err
	}
	m.flush()
	if o.Access != ifs.ReadOnly {
		_ = m.journal.compact(m.root) // on failure it merely stays long
	}
	return m, nil
}

// cleanUp removes what an interrupted process left behind and undoes an incomplete
// format.
func (m *medium) cleanUp() error {
	info, err := m.lstat("/" + metaDir)
	if err == nil && !info.IsDir() {
		return kind(ifs.KindInvalid) // a link would lead out of the folder
	}
	if m.o.Access == ifs.ReadOnly {
		return nil
	}
	if errors.Is(err, fs.ErrNotExist) {
		return m.b.MkdirAll("/", 0o755)
	}
	if err := m.unformat(); err != nil {
		return err
	}
	return m.b.RemoveAll(tmpDir)
}

// scan reads the directory d of the backing into the tree.
func (m *medium) scan(d *node) error {
	err := m.read(d, nil)
	m.flush()
	return err
}

// flush adds the entries found in the folder to the journal. A failure does not
// prevent reading: it affects only their order after a restart.
func (m *medium) flush() {
	if len(m.unrecorded) > 0 && m.o.Access != ifs.ReadOnly {
		_ = m.journal.append(m.unrecorded...)
	}
	m.unrecorded = nil
}

// read brings d up to date with the folder. old is what the journal says about d,
// if d is new.
func (m *medium) read(d *node, old *order) error {
	began := time.Now()
	rows, stamp, err := m.list(d)
	if err != nil {
		return err
	}
	d.modTime, d.recheck = stamp, time.Time{}
	if began.Sub(stamp) < tick {
		d.recheck = began.Add(tick)
	}
	found := make(map[string]os.FileInfo, len(rows))
	for _, r := range rows {
		if m.visible(d, r) {
			found[r.Name()] = r
		}
	}
	for _, n := range d.children() {
		r, ok := found[n.name]
		if !ok || r.IsDir() != n.dir {
			m.drop(n)
			continue
		}
		m.update(n, r)
		delete(found, n.name)
	}
	return m.adopt(d, found, old)
}

func (m *medium) list(d *node) ([]os.FileInfo, time.Time, error) {
	f, err := m.b.Open(d.path())
	if err != nil {
		return nil, time.Time{}, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, time.Time{}, err
	}
	rows, err := f.Readdir(maxEntries + 1)
	switch {
	case err == io.EOF: // it is empty
		err = nil
	case len(rows) > maxEntries:
		err = errEntries
	}
	return rows, info.ModTime(), err
}

// visible reports whether the disk can show the entry r of the folder d.
func (m *medium) visible(d *node, r os.FileInfo) bool {
	if !r.Mode().IsRegular() && !r.IsDir() {
		return false
	}
	return validName(r.Name()) && (d != m.root || fold(r.Name()) != metaDir)
}

// adopt adds entries that are new in the folder: first those with a slot in the
// journal, then the others at the end, sorted by name.
func (m *medium) adopt(d *node, found map[string]os.FileInfo, old *order) error {
	names := make([]string, 0, len(found))
	for name := range found {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		sa, sb := old.slotOf(a), old.slotOf(b)
		if sa != sb {
			return sa - sb
		}
		return strings.Compare(a, b)
	})
	for _, name := range names {
		if d.child(name) != nil {
			continue // another spelling of an existing name
		}
		r, slot, o := found[name], old.slotOf(name), old.child(name)
		if slot == noSlot || !d.slotFree(slot) {
			slot = len(d.slots)
		}
		n := &node{name: name, size: r.Size(), time: deviceTime(r.ModTime())}
		if r.IsDir() {
			n = newDir(name, n.time)
			if o != nil {
				n.time = o.time
			}
		}
		d.attach(n, slot)
		m.used += m.cost(n)
		if m.root.descendants > maxEntries || n.depth() > maxDepth {
			m.drop(n)
			return errEntries
		}
		if o == nil || o.slot != slot {
			m.unrecorded = append(m.unrecorded, recordOf(n))
		}
		if n.dir {
			if err := m.read(n, o); err != nil {
				m.drop(n)
				return err
			}
		}
	}
	return nil
}

func (m *medium) drop(n *node) {
	m.used -= m.total(n)
	n.detach()
}

// update brings the size and time of n up to date with the folder.
func (m *medium) update(n *node, r os.FileInfo) {
	if n.dir {
		return // the time of a directory is that of its creation
	}
	m.used -= m.cost(n)
	n.size, n.time = r.Size(), deviceTime(r.ModTime())
	m.used += m.cost(n)
}

// refresh reads d again if its folder changed.
func (m *medium) refresh(d *node) error {
	info, err := m.b.Stat(d.path())
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return kind(ifs.KindNotDir)
	}
	if info.ModTime().Equal(d.modTime) && (d.recheck.IsZero() || time.Now().Before(d.recheck)) {
		return nil
	}
	return m.scan(d)
}

// ownChange calls do, which changes the directories ds of the backing, and marks
// them as up to date, so that the change is not taken for one from outside.
func (m *medium) ownChange(do func() error, ds ...*node) error {
	clean := make([]bool, len(ds))
	for i, d := range ds {
		info, err := m.b.Stat(d.path())
		clean[i] = err == nil && info.ModTime().Equal(d.modTime)
	}
	err := do()
	for i, d := range ds {
		info, serr := m.b.Stat(d.path())
		if serr != nil || !clean[i] {
			d.modTime = time.Time{}
			continue
		}
		d.modTime, d.recheck = info.ModTime(), time.Now().Add(tick)
	}
	return err
}

// dir returns the directory with the given path.
func (m *medium) dir(elems []string) (*node, error) {
	d := m.root
	for _, e := range elems {
		if err := m.refresh(d); err != nil {
			return nil, err
		}
		c := d.child(e)
		switch {
		case c == nil:
			return nil, kind(ifs.KindNotExist)
		case !c.dir:
			return nil, kind(ifs.KindNotDir)
		}
		d = c
	}
	return d, m.refresh(d)
}

// find returns a file or directory and the directory it is in. n is nil if only the
// last component is missing; d is nil for the root.
func (m *medium) find(elems []string) (d, n *node, err error) {
	if len(elems) == 0 {
		return nil, m.root, m.refresh(m.root)
	}
	last := len(elems) - 1
	d, err = m.dir(elems[:last])
	if err != nil {
		return nil, nil, err
	}
	return d, d.child(elems[last]), nil
}

// fatEpoch is the earliest date FAT can represent.
var fatEpoch = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// deviceTime returns the device time for the modification time t of a file in the
// folder.
func deviceTime(t time.Time) time.Time {
	t = t.UTC().Truncate(2 * time.Second)
	if t.Before(fatEpoch) {
		return time.Time{}
	}
	return t
}

// hostTime returns the modification time in the folder for the device time t.
func hostTime(t time.Time) time.Time {
	if t.IsZero() {
		return time.Unix(0, 0)
	}
	return t
}
