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

// ClassB is a linear flash of the 2600's time: it has no directories and no dates;
// a file takes its size and a header of 64 bytes (ios-files.md 4.4), and keeps its
// room when it is deleted or replaced, until the flash is squeezed or erased.
//
// In the folder a deleted file is called "~deleted-N~NAME". It implements ifs.FS,
// ifs.DirReader, ifs.Statter, ifs.Remover, ifs.Renamer, ifs.Formatter, ifs.Keeper
// and ifs.Checker.
type ClassB struct {
	disk    *FS
	changed func(ifs.Change) // Options.Changed; nil: none

	mu     sync.RWMutex // held while names change, which takes two steps, and to look at them
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

// classBHeader is what a file takes beside its bytes (ios-files.md 4.4).
const classBHeader = 64

// classBName bounds a name in bytes [UNSOURCED].
const classBName = 63

const (
	deletedMark = "~deleted-"
	arrivedMark = "~arrived-" // committed, not yet under its name
)

// NewClassB is a flash whose files are those of backing; nil is an empty socket.
// Cluster and Header of o are those of class B, whatever it says.
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
	return f, f.settle(context.Background())
}

// settle gives the files that a killed process committed their names.
func (f *ClassB) settle(ctx context.Context) error {
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
			if err := f.place(ctx, r.Name, name); err != nil {
				return err
			}
		}
	}
	return nil
}

// unmark takes a marked name of the folder apart.
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

// marked is a new marked name; f.mu is held.
func (f *ClassB) marked(mark, name string) string {
	f.serial++
	return fmt.Sprintf("%s%d~%s", mark, f.serial, name)
}

// fileOf checks the name of a file. The kind is 0 if it is one.
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

// Info is the row of show file systems. Deleted files are not free.
func (f *ClassB) Info() ifs.Info { return f.disk.Info() }

// Insert puts the flash into its socket.
func (f *ClassB) Insert(backing afero.Fs) error {
	if err := f.disk.Insert(backing); err != nil {
		return err
	}
	return f.settle(context.Background())
}

// Eject takes the flash out.
func (f *ClassB) Eject() { f.disk.Eject() }

// Open opens a file for reading.
func (f *ClassB) Open(ctx context.Context, name ifs.Name) (ifs.File, error) {
	base, kind := fileOf(name)
	if kind != 0 {
		return nil, &ifs.Error{Op: ifs.OpOpen, Name: name, Kind: kind}
	}
	f.mu.RLock()
	defer f.mu.RUnlock()
	h, err := f.disk.Open(ctx, name.With(base))
	return h, about(name, err)
}

// about gives err, of a marked name, the name that the user knows.
func about(name ifs.Name, err error) error {
	var e *ifs.Error
	if errors.As(err, &e) {
		return &ifs.Error{Op: e.Op, Name: name, Kind: e.Kind, Err: e.Err}
	}
	return err
}

// ReadDir lists the files, undated, without the deleted ones.
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

// ReadAll lists the files with the deleted ones.
func (f *ClassB) ReadAll(ctx context.Context, dir ifs.Name) ([]ifs.Entry, error) {
	if len(dir.Elements()) > 0 {
		_, err := f.Stat(ctx, dir.With(strings.TrimRight(dir.Path, "/")))
		if err == nil {
			err = &ifs.Error{Op: ifs.OpOpen, Name: dir, Kind: ifs.KindNotDir}
		}
		return nil, about(dir, err)
	}
	f.mu.RLock()
	rows, err := f.rows(ctx)
	f.mu.RUnlock()
	if err != nil {
		return nil, about(dir, err)
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

// Stat describes a file.
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
	return e, about(name, err)
}

// Remove marks a file deleted: it keeps its room.
func (f *ClassB) Remove(ctx context.Context, name ifs.Name) error {
	base, kind := fileOf(name)
	if kind != 0 {
		return &ifs.Error{Op: ifs.OpDelete, Name: name, Kind: kind}
	}
	f.mu.Lock()
	err := about(name, f.forget(ctx, ifs.OpDelete, base))
	f.mu.Unlock()
	return f.tell(ifs.Change{Kind: ifs.Removed, Name: f.shown(base)}, err)
}

// forget marks the file deleted; f.mu is held.
func (f *ClassB) forget(ctx context.Context, op ifs.Op, base string) error {
	e, err := f.disk.Stat(ctx, f.name(base))
	if err == nil && e.Dir {
		err = &ifs.Error{Kind: ifs.KindNotExist}
	}
	if err == nil {
		err = f.disk.Rename(ctx, f.name(base), f.name(f.marked(deletedMark, e.Name)))
	}
	if err != nil {
		return &ifs.Error{Op: op, Name: f.name(base), Kind: ifs.KindOf(err), Err: err}
	}
	return nil
}

// Rename gives a file another name.
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
	err := about(from, f.disk.Rename(ctx, from.With(a), to.With(b)))
	f.mu.Unlock()
	return f.tell(ifs.Change{Kind: ifs.Renamed, Name: f.shown(a), To: f.shown(b)}, err)
}

// Format erases the flash.
func (f *ClassB) Format(ctx context.Context) error {
	return f.tell(ifs.Change{Kind: ifs.Formatted, Name: f.name("")}, f.disk.Format(ctx))
}

// Check is FS.Check.
func (f *ClassB) Check(ctx context.Context) (int, error) { return f.disk.Check(ctx) }

// Undelete brings a deleted file back.
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
		return ifs.Entry{}, about(f.name(""), err)
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

// Squeeze removes the deleted files.
func (f *ClassB) Squeeze(ctx context.Context) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	rows, err := f.rows(ctx)
	for _, r := range rows {
		if _, _, ok := unmark(r.Name, deletedMark); ok && err == nil {
			err = f.disk.Remove(ctx, f.name(r.Name))
		}
	}
	return about(f.name(""), err)
}
