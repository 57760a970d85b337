package diskfs

import (
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/spf13/afero"
)

// medium is what is in the slot. All but gone is guarded by FS.mu.
type medium struct {
	o       Options
	b       afero.Fs
	root    *node
	used    int64 // bytes, without Reserved
	writers map[*writer]struct{}
	journal journal
	serial  int      // of temporary names
	news    []record // entries that appeared in the folder, not yet in the journal
	halfway bool     // a format failed, and so did undoing it
	gone    atomic.Bool
}

// A file system tells two changes apart only if a tick of its clock lies between
// them: a directory that changed less than tick ago is read once more after it.
const tick = 50 * time.Millisecond

// smallDir is the number of entries up to which a listing looks at every file of
// the folder, to see what a person changed in place.
const smallDir = 256

func load(b afero.Fs, o Options) (*medium, error) {
	m := &medium{o: o, b: b, root: newDir("", time.Time{}), writers: map[*writer]struct{}{}}
	m.journal.b = b
	m.root.tail = o.Append
	if err := m.tidy(); err != nil {
		return nil, err
	}
	if _, err := m.lstat(formattedMark); err == nil {
		m.laidOut()
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
		_ = m.journal.compact(m.root) // it stays long otherwise
	}
	return m, nil
}

// tidy removes what an interrupted process left behind and undoes a format that
// did not come to its end.
func (m *medium) tidy() error {
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

// scan reads the directory d of the backing into the tree again.
func (m *medium) scan(d *node) error {
	err := m.read(d, nil)
	m.flush()
	return err
}

// flush writes the slots of entries that appeared in the folder into the journal.
// If that fails their places are chosen anew after a restart: no reason to refuse
// reading.
func (m *medium) flush() {
	if len(m.news) > 0 && m.o.Access != ifs.ReadOnly {
		_ = m.journal.append(m.news...)
	}
	m.news = nil
}

// read takes over what the folder of d holds. old is what the journal says of d,
// if d is new.
func (m *medium) read(d *node, old *order) error {
	began := time.Now()
	rows, stamp, err := m.list(d)
	if err != nil {
		return err
	}
	d.stamp, d.recheck = stamp, time.Time{}
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
	rows, err := f.Readdir(-1)
	return rows, info.ModTime(), err
}

// visible reports whether the disk can have the entry r of the folder d.
func (m *medium) visible(d *node, r os.FileInfo) bool {
	if !r.Mode().IsRegular() && !r.IsDir() {
		return false
	}
	return validName(r.Name()) && (d != m.root || fold(r.Name()) != metaDir)
}

// adopt adds entries that are new in the folder: first those whose slot the
// journal knows, then the others by name, at the end.
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
			continue // another spelling of a name that is there
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
		if o == nil || o.slot != slot {
			m.news = append(m.news, recordOf(n))
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

// update takes over what changed in the folder.
func (m *medium) update(n *node, r os.FileInfo) {
	if n.dir {
		return // a directory's own time is that of its making
	}
	m.used -= m.cost(n)
	n.size, n.time = r.Size(), deviceTime(r.ModTime())
	m.used += m.cost(n)
}

// refresh reads d again if the folder changed.
func (m *medium) refresh(d *node) error {
	info, err := m.b.Stat(d.path())
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return kind(ifs.KindNotDir)
	}
	if info.ModTime().Equal(d.stamp) && (d.recheck.IsZero() || time.Now().Before(d.recheck)) {
		return nil
	}
	return m.scan(d)
}

// own makes a change of the disk's own in the directories ds, so that it is not
// taken for one from outside.
func (m *medium) own(do func() error, ds ...*node) error {
	clean := make([]bool, len(ds))
	for i, d := range ds {
		info, err := m.b.Stat(d.path())
		clean[i] = err == nil && info.ModTime().Equal(d.stamp)
	}
	err := do()
	for i, d := range ds {
		info, serr := m.b.Stat(d.path())
		if serr != nil || !clean[i] {
			d.stamp = time.Time{}
			continue
		}
		d.stamp, d.recheck = info.ModTime(), time.Now().Add(tick)
	}
	return err
}

// dir finds a directory.
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

// find finds a file or directory; its entry is nil if only the last component is
// missing. The root has no directory.
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

// fatEpoch is the first date that FAT can hold.
var fatEpoch = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// deviceTime is the time of an entry whose file in the folder has the time t.
func deviceTime(t time.Time) time.Time {
	t = t.UTC().Truncate(2 * time.Second)
	if t.Before(fatEpoch) {
		return time.Time{}
	}
	return t
}

// hostTime is the time that a file in the folder gets for the device time t.
func hostTime(t time.Time) time.Time {
	if t.IsZero() {
		return time.Unix(0, 0)
	}
	return t
}
