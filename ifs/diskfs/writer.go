package diskfs

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/atomicfile"
	"github.com/iosim/iosim/internal/chunk"
	"github.com/spf13/afero"
)

// writer writes a file: a temporary file and a reservation of space.
type writer struct {
	fs    *FS
	m     *medium
	name  ifs.Name
	elems []string

	// Guarded by FS.mu.
	target   target
	reserved int64 // bytes reserved, in whole clusters

	mu   sync.Mutex // guards the fields below
	f    afero.File
	tmp  string
	size int64 // as announced, or -1
	n    int64 // bytes written
	// flushed is how many of them were handed to writeBack.
	flushed  int64
	date     time.Time // modification time; zero means that of the commit
	writable int64     // bytes that may be written before the reservation must grow
	err      error     // the first failure; a writer that failed cannot be committed
	done     bool
}

// Create starts writing a file. The error is of KindNoSpace if size is known and
// does not fit, and of KindIsDir if the name is that of a directory.
func (f *FS) Create(ctx context.Context, name ifs.Name, size int64) (ifs.Writer, error) {
	w := &writer{fs: f, name: name, size: max(size, -1)}
	err := f.change(ctx, ifs.OpOpen, name, func(m *medium) error {
		elems, err := elements(name)
		if err != nil {
			return err
		}
		if len(elems) == 0 || name.Base() == "" {
			return kind(ifs.KindIsDir)
		}
		w.m, w.elems = m, elems
		if w.target, err = m.resolve(elems); err != nil {
			return err
		}
		if err := m.reserve(w, max(size, 0), ifs.KindNoSpace); err != nil {
			return err
		}
		w.writable = max(size, 0)
		w.tmp = m.temp()
		if w.f, err = m.journal.open(w.tmp, os.O_WRONLY|os.O_CREATE|os.O_TRUNC); err != nil {
			return err
		}
		m.writers[w] = struct{}{}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return w, nil
}

func (m *medium) temp() string {
	m.serial++
	return fmt.Sprintf("%s/%d", tmpDir, m.serial)
}

// resolve returns the directory entry for a new file called elems. It fails if that
// is not a file.
func (m *medium) resolve(elems []string) (target, error) {
	d, n, err := m.find(elems)
	if err != nil {
		return target{}, err
	}
	base := elems[len(elems)-1]
	if n == nil {
		if n, err = m.checkHidden(d, base); err != nil {
			return target{}, err
		}
	}
	if n != nil && n.dir {
		return target{}, kind(ifs.KindIsDir)
	}
	return target{dir: d, key: fold(base)}, nil
}

// checkHidden looks in the folder for an entry of a name that is free on the disk.
// It returns an entry that has just appeared, and KindExist for one the disk does
// not show, such as a link, which must not be overwritten.
func (m *medium) checkHidden(d *node, base string) (*node, error) {
	_, err := m.lstat(d.childPath(base))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if err := m.scan(d); err != nil {
		return nil, err
	}
	if n := d.child(base); n != nil {
		return n, nil
	}
	return nil, kind(ifs.KindExist)
}

// SetModTime implements ifs.ModTimeSetter.
func (w *writer) SetModTime(t time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.date = t
}

// Write appends p. The error is of KindFull if the size was not announced and the
// disk is full, and of KindLength beyond an announced size.
func (w *writer) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.checkWrite(int64(len(p))); err != nil {
		return 0, err
	}
	n, err := w.f.Write(p)
	w.n += int64(n)
	if err != nil {
		w.err = fail(ifs.OpWrite, w.name, err)
	}
	if w.n-w.flushed >= writeBackStep {
		w.startWriteBack()
	}
	return n, w.err
}

// writeBackStep is the number of bytes handed to writeBack at a time.
const writeBackStep = 4 << 20

// startWriteBack hands the bytes written since the last call to writeBack. The
// caller holds w.mu.
func (w *writer) startWriteBack() {
	if f := osFile(w.f); f != nil {
		writeBack(f, w.flushed, w.n-w.flushed)
	}
	w.flushed = w.n
}

// checkWrite checks that n more bytes may be written, and reserves space for them.
func (w *writer) checkWrite(n int64) error {
	switch {
	case w.err != nil:
		return w.err
	case w.done:
		return fail(ifs.OpWrite, w.name, fs.ErrClosed)
	case w.m.ejected.Load():
		w.err = fail(ifs.OpWrite, w.name, errEjected)
	case w.size >= 0 && w.n+n > w.size:
		w.err = fail(ifs.OpWrite, w.name, kind(ifs.KindLength))
	case w.n+n > w.writable:
		w.err = fail(ifs.OpWrite, w.name, w.growReservation(w.n+n))
	}
	return w.err
}

func (w *writer) growReservation(size int64) error {
	w.fs.mu.Lock()
	defer w.fs.mu.Unlock()
	if err := w.m.reserve(w, size, ifs.KindFull); err != nil {
		return err
	}
	w.writable = w.reserved - w.m.o.Header
	return nil
}

// Clone implements ifs.Cloner if both files are in memory: they then share their
// chunks.
func (w *writer) Clone(src ifs.File) (int64, bool, error) {
	from, ok := src.(*file)
	if !ok {
		return 0, false, nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.n > 0 || from.m.ejected.Load() {
		return 0, false, nil
	}
	if err := w.checkWrite(from.size); err != nil {
		return 0, true, err
	}
	n, ok := chunk.Clone(w.f, from.f)
	if !ok {
		return 0, false, nil
	}
	w.n = n
	if n != from.size {
		w.err = fail(ifs.OpRead, from.name, kind(ifs.KindLength))
	}
	return n, true, w.err
}

// Commit makes the file visible. If only the last step fails, the fsync of the
// directory, the new content is in place although the error is of KindIO.
func (w *writer) Commit() error {
	w.mu.Lock()
	if w.done {
		w.mu.Unlock()
		return nil
	}
	c, err := w.commit()
	w.mu.Unlock()
	return w.fs.changed(c, err)
}

// commit is Commit with w.mu held. It says what has changed.
func (w *writer) commit() (ifs.Change, error) {
	w.done = true
	t := w.date
	if t.IsZero() {
		t = w.m.o.Now()
	}
	err := w.finish(deviceTime(t))
	w.fs.mu.Lock()
	defer w.fs.mu.Unlock()
	c := ifs.Change{Size: w.n}
	if err == nil {
		c.Kind, c.Name, err = w.m.put(w, deviceTime(t))
	}
	delete(w.m.writers, w)
	if err != nil {
		_ = w.m.b.Remove(w.tmp) // already renamed if only the fsync failed
	}
	return c, fail(ifs.OpWrite, w.name, err)
}

// finish makes the temporary file complete and durable.
func (w *writer) finish(t time.Time) error {
	err := w.err
	if err == nil && w.size >= 0 && w.n != w.size {
		err = kind(ifs.KindLength)
	}
	if err == nil {
		err = w.m.b.Chtimes(w.tmp, hostTime(t), hostTime(t))
	}
	if err == nil {
		err = w.f.Sync()
	}
	if cerr := w.f.Close(); err == nil {
		err = cerr
	}
	return err
}

// put gives the finished temporary file of w its name.
func (m *medium) put(w *writer, t time.Time) (change ifs.ChangeKind, name ifs.Name, err error) {
	if m.ejected.Load() {
		return 0, name, errEjected
	}
	if err := m.finishUndo(); err != nil {
		return 0, name, err
	}
	if w.target, err = m.resolve(w.elems); err != nil {
		return 0, name, err
	}
	n := &node{name: w.elems[len(w.elems)-1], size: w.n, time: t}
	if c := m.cost(n); c > 0 && c > m.room(w) {
		return 0, name, kind(ifs.KindFull)
	}
	d, old := w.target.dir, w.target.old()
	slot := d.freeSlot()
	if old != nil {
		n.name, slot, change = old.name, old.slot, ifs.Replaced
	} else if err := m.journal.append(record{Path: d.childPath(n.name), Slot: slot}); err != nil {
		return 0, name, err
	}
	name = w.fs.name(d.childPath(n.name))
	if err := m.ownChange(func() error { return m.b.Rename(w.tmp, name.Path) }, d); err != nil {
		return 0, name, err
	}
	if old != nil {
		m.drop(old)
	}
	d.attach(n, slot)
	m.used += m.cost(n)
	_ = m.journal.compact(m.root)
	return change, name, atomicfile.SyncDir(m.b, d.path())
}

// Abort removes the temporary file.
func (w *writer) Abort() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.done {
		return nil
	}
	w.done = true
	w.fs.mu.Lock()
	delete(w.m.writers, w)
	w.fs.mu.Unlock()
	w.f.Close() // the file is removed next: its error does not matter
	return fail(ifs.OpWrite, w.name, w.m.b.Remove(w.tmp))
}

func isClosed(err error) bool { return errors.Is(err, fs.ErrClosed) }
