package diskfs

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/spf13/afero"
)

// ClassB is a linear (class B) flash, as on a 2600. It has no directories and no
// dates. A file occupies its size and a header of 64 bytes (ios-files.md 4.4), and
// goes on doing so after it is deleted or replaced, until the flash is squeezed or
// erased.
//
// In the host's folder a deleted file is called "~deleted-N~NAME". ClassB
// implements ifs.FS, ifs.DirReader, ifs.Statter, ifs.Remover, ifs.Renamer,
// ifs.Formatter, ifs.Undeleter and ifs.Checker.
type ClassB struct {
	disk    *FS
	changed func(ifs.Change) // Options.Changed; nil: none

	mu     sync.RWMutex // held to change names, which takes two steps, and to read them
	serial int
}

var _ interface {
	ifs.FS
	ifs.DirReader
	ifs.Statter
	ifs.Remover
	ifs.Renamer
	ifs.Formatter
	ifs.Undeleter
	ifs.Checker
} = (*ClassB)(nil)

// classBHeader is the size in bytes of the header of a file (ios-files.md 4.4).
const classBHeader = 64

// classBName is the maximum length of a name in bytes [UNSOURCED].
const classBName = 63

const (
	deletedMark = "~deleted-"
	arrivedMark = "~arrived-" // committed, but not yet renamed to its own name
)

// NewClassB returns a flash whose files are those of backing; nil makes an empty
// socket. The Cluster, Header and Append of o are ignored: class B has its own.
func NewClassB(backing afero.Fs, o Options) (*ClassB, error) {
	o.Cluster, o.Header, o.Append = 1, classBHeader, true
	f := &ClassB{changed: o.Changed}
	o.Changed = nil // the names on the disk are marked ones
	f.disk = Empty(o)
	if backing == nil {
		return f, nil
	}
	if err := f.disk.Insert(backing); err != nil {
		return nil, err
	}
	return f, f.recoverCommits(context.Background())
}

// recoverCommits renames the files that a killed process had committed.
func (f *ClassB) recoverCommits(ctx context.Context) error {
	rows, err := f.rows(ctx)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if n, _, ok := unmark(r.Name, deletedMark); ok {
			f.serial = max(f.serial, n)
		}
		if n, name, ok := unmark(r.Name, arrivedMark); ok {
			f.serial = max(f.serial, n)
			if err := f.commitName(ctx, r.Name, name); err != nil {
				return err
			}
		}
	}
	return nil
}

// unmark splits a marked name into its number and the name proper.
func unmark(name, mark string) (n int, rest string, ok bool) {
	tail, ok := strings.CutPrefix(name, mark)
	if !ok {
		return 0, "", false
	}
	number, rest, ok := strings.Cut(tail, "~")
	n, err := strconv.Atoi(number)
	return n, rest, ok && err == nil && rest != ""
}

// tell tells of a change if it was made: if err is nil. It returns err.
func (f *ClassB) tell(c ifs.Change, err error) error {
	if err == nil && f.changed != nil {
		f.changed(c)
	}
	return err
}

// shown is the name of a file as users see it.
func (f *ClassB) shown(base string) ifs.Name { return f.name("/" + base) }

func (f *ClassB) name(path string) ifs.Name { return ifs.Name{Prefix: f.disk.o.Prefix, Path: path} }

// newMark returns a new marked name. The caller holds f.mu.
func (f *ClassB) newMark(mark, name string) string {
	f.serial++
	return fmt.Sprintf("%s%d~%s", mark, f.serial, name)
}

// fileOf checks a file name and returns its only component. The kind is 0 if it is
// valid.
func fileOf(n ifs.Name) (string, ifs.Kind) {
	e := n.Elements()
	switch {
	case len(e) == 0:
		return "", ifs.KindIsDir
	case fold(e[0]) == metaDir:
		return "", ifs.KindInvalid
	case len(e) > 1 || n.Base() == "":
		return "", ifs.KindNotExist
	case len(e[0]) > classBName, !validName(e[0]), strings.HasPrefix(e[0], deletedMark), strings.HasPrefix(e[0], arrivedMark):
		return "", ifs.KindInvalid
	}
	return e[0], 0
}

// Info returns the row of show file systems. The space of deleted files is not
// free.
func (f *ClassB) Info() ifs.Info { return f.disk.Info() }

// Insert puts a flash into the empty socket. The error is of KindExist if there is
// one already.
func (f *ClassB) Insert(backing afero.Fs) error {
	if err := f.disk.Insert(backing); err != nil {
		return err
	}
	return f.recoverCommits(context.Background())
}

// Eject removes the flash; see FS.Eject.
func (f *ClassB) Eject() { f.disk.Eject() }

// Open opens a file for reading. The error is of KindNotExist if there is none.
func (f *ClassB) Open(ctx context.Context, name ifs.Name) (ifs.File, error) {
	base, kind := fileOf(name)
	if kind != 0 {
		return nil, &ifs.Error{Op: ifs.OpOpen, Name: name, Kind: kind}
	}
	f.mu.RLock()
	defer f.mu.RUnlock()
	h, err := f.disk.Open(ctx, name.With(base))
	return h, renameError(name, err)
}

// renameError replaces the file name in err, which may be a marked one, by name.
func renameError(name ifs.Name, err error) error {
	var e *ifs.Error
	if errors.As(err, &e) {
		return &ifs.Error{Op: e.Op, Name: name, Kind: e.Kind, Err: e.Err}
	}
	return err
}

// ReadDir lists the files that are not deleted. Entries have no dates.
func (f *ClassB) ReadDir(ctx context.Context, dir ifs.Name) ([]ifs.Entry, error) {
	all, err := f.ReadAll(ctx, dir)
	live := all[:0]
	for _, e := range all {
		if !e.Deleted {
			live = append(live, e)
		}
	}
	return live, err
}

// ReadAll lists the files including the deleted ones. Entries have no dates.
func (f *ClassB) ReadAll(ctx context.Context, dir ifs.Name) ([]ifs.Entry, error) {
	if len(dir.Elements()) > 0 {
		_, err := f.Stat(ctx, dir.With(strings.TrimRight(dir.Path, "/")))
		if err == nil {
			err = &ifs.Error{Op: ifs.OpOpen, Name: dir, Kind: ifs.KindNotDir}
		}
		return nil, renameError(dir, err)
	}
	f.mu.RLock()
	rows, err := f.rows(ctx)
	f.mu.RUnlock()
	if err != nil {
		return nil, renameError(dir, err)
	}
	out := rows[:0]
	for _, r := range rows {
		if r.Dir || strings.HasPrefix(r.Name, arrivedMark) {
			continue
		}
		if _, name, ok := unmark(r.Name, deletedMark); ok {
			r.Name, r.Deleted = name, true
		}
		r.ModTime = time.Time{}
		out = append(out, r)
	}
	return out, nil
}

func (f *ClassB) rows(ctx context.Context) ([]ifs.Entry, error) {
	return f.disk.ReadDir(ctx, f.name("/"))
}

// Stat describes a file or the root.
func (f *ClassB) Stat(ctx context.Context, name ifs.Name) (ifs.Entry, error) {
	if len(name.Elements()) == 0 {
		return f.disk.Stat(ctx, name)
	}
	base, kind := fileOf(name)
	if kind != 0 {
		return ifs.Entry{}, &ifs.Error{Op: ifs.OpOpen, Name: name, Kind: kind}
	}
	f.mu.RLock()
	e, err := f.disk.Stat(ctx, name.With(base))
	f.mu.RUnlock()
	if err == nil && e.Dir {
		err = &ifs.Error{Op: ifs.OpOpen, Name: name, Kind: ifs.KindNotExist}
	}
	e.ModTime = time.Time{}
	return e, renameError(name, err)
}

// Remove marks a file as deleted. Its space is not freed before Squeeze.
func (f *ClassB) Remove(ctx context.Context, name ifs.Name) error {
	base, kind := fileOf(name)
	if kind != 0 {
		return &ifs.Error{Op: ifs.OpDelete, Name: name, Kind: kind}
	}
	f.mu.Lock()
	err := renameError(name, f.markDeleted(ctx, ifs.OpDelete, base))
	f.mu.Unlock()
	return f.tell(ifs.Change{Kind: ifs.Removed, Name: f.shown(base)}, err)
}

// markDeleted renames a file to a deleted name. The caller holds f.mu.
func (f *ClassB) markDeleted(ctx context.Context, op ifs.Op, base string) error {
	e, err := f.disk.Stat(ctx, f.name(base))
	if err == nil && e.Dir {
		err = &ifs.Error{Kind: ifs.KindNotExist}
	}
	if err == nil {
		err = f.disk.Rename(ctx, f.name(base), f.name(f.newMark(deletedMark, e.Name)))
	}
	if err != nil {
		return &ifs.Error{Op: op, Name: f.name(base), Kind: ifs.KindOf(err), Err: err}
	}
	return nil
}

// Rename renames a file. The error is of KindExist if the new name is taken.
func (f *ClassB) Rename(ctx context.Context, from, to ifs.Name) error {
	a, kind := fileOf(from)
	b, bad := fileOf(to)
	if kind == 0 {
		kind = bad
	}
	if kind == ifs.KindIsDir {
		kind = ifs.KindInvalid
	}
	if kind != 0 {
		return &ifs.Error{Op: ifs.OpRename, Name: from, Kind: kind}
	}
	f.mu.Lock()
	err := renameError(from, f.disk.Rename(ctx, from.With(a), to.With(b)))
	f.mu.Unlock()
	return f.tell(ifs.Change{Kind: ifs.Renamed, Name: f.shown(a), To: f.shown(b)}, err)
}

// Format erases the flash.
func (f *ClassB) Format(ctx context.Context) error {
	return f.tell(ifs.Change{Kind: ifs.Formatted, Name: f.name("")}, f.disk.Format(ctx))
}

// Check repairs the flash as FS.Check does.
func (f *ClassB) Check(ctx context.Context) (int, error) { return f.disk.Check(ctx) }

// Undelete restores the deleted file with the given index (see ifs.Undeleter).
func (f *ClassB) Undelete(ctx context.Context, index int) error {
	e, err := f.undelete(ctx, index)
	return f.tell(ifs.Change{Kind: ifs.Created, Name: f.shown(e.Name), Size: e.Size}, err)
}

// undelete is Undelete without what it tells: the file's entry with its own name.
func (f *ClassB) undelete(ctx context.Context, index int) (ifs.Entry, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	rows, err := f.rows(ctx)
	if err != nil {
		return ifs.Entry{}, renameError(f.name(""), err)
	}
	for _, r := range rows {
		_, name, ok := unmark(r.Name, deletedMark)
		if !ok || r.Index != index {
			continue
		}
		if err := f.disk.Rename(ctx, f.name(r.Name), f.name(name)); err != nil {
			return ifs.Entry{}, &ifs.Error{Op: ifs.OpUndelete, Name: f.name(name), Kind: ifs.KindOf(err), Err: err}
		}
		r.Name = name
		return r, nil
	}
	return ifs.Entry{}, &ifs.Error{Op: ifs.OpUndelete, Name: f.name(strconv.Itoa(index)), Kind: ifs.KindNotExist}
}

// Squeeze removes the deleted files and frees their space.
func (f *ClassB) Squeeze(ctx context.Context) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	rows, err := f.rows(ctx)
	for _, r := range rows {
		if _, _, ok := unmark(r.Name, deletedMark); ok && err == nil {
			err = f.disk.Remove(ctx, f.name(r.Name))
		}
	}
	return renameError(f.name(""), err)
}
