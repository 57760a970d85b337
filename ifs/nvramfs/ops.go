package nvramfs

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"syscall"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/atomicfile"
	"github.com/iosim/iosim/internal/printable"
)

func fail(op ifs.Op, name ifs.Name, kind ifs.Kind, cause error) error {
	return &ifs.Error{Op: op, Name: name, Kind: kind, Err: cause}
}

// hostError turns an error of the folder into an *ifs.Error.
func hostError(op ifs.Op, name ifs.Name, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, syscall.ENOSPC):
		return fail(op, name, ifs.KindFull, err)
	}
	return fail(op, name, ifs.KindIO, err)
}

// validName reports whether NVRAM, and the folder behind it, can hold a file called
// name.
func validName(name string) bool {
	if name == "" || name[0] == '.' || len(name) > maxName || !printable.Is(name) {
		return false
	}
	for _, r := range name {
		if strings.ContainsRune(`\*?"<>|:/`, r) {
			return false
		}
	}
	return true
}

// begin checks ctx and the name and returns the key of the file. It returns with
// the lock held if there is no error.
func (f *FS) begin(ctx context.Context, op ifs.Op, name ifs.Name) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", fail(op, name, ifs.KindAborted, err)
	}
	k, kind := key(name)
	if kind != 0 {
		return "", fail(op, name, kind, nil)
	}
	f.mu.Lock()
	return k, nil
}

// Open opens a file for reading. The error is of KindNotExist if there is none or
// if it is an empty configuration.
func (f *FS) Open(ctx context.Context, name ifs.Name) (ifs.File, error) {
	k, err := f.begin(ctx, ifs.OpOpen, name)
	if err != nil {
		return nil, err
	}
	defer f.mu.Unlock()
	d := f.get(k)
	if d == nil {
		return nil, fail(ifs.OpOpen, name, ifs.KindNotExist, nil)
	}
	return file{bytes.NewReader(d.bytes)}, nil
}

// file is an open file with the content it had when opened.
type file struct{ *bytes.Reader }

var _ io.ReaderAt = file{}

func (file) Close() error { return nil }

// ReadDir lists the root, the only directory.
func (f *FS) ReadDir(ctx context.Context, dir ifs.Name) ([]ifs.Entry, error) {
	if err := ctx.Err(); err != nil {
		return nil, fail(ifs.OpOpen, dir, ifs.KindAborted, err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(dir.Elements()) == 0 {
		return f.rows(), nil
	}
	if k, kind := key(dir.With(strings.TrimRight(dir.Path, "/"))); kind == 0 && (f.get(k) != nil || fixed(k)) {
		return nil, fail(ifs.OpOpen, dir, ifs.KindNotDir, nil)
	}
	return nil, fail(ifs.OpOpen, dir, ifs.KindNotExist, nil)
}

// Stat describes a file or the root.
func (f *FS) Stat(ctx context.Context, name ifs.Name) (ifs.Entry, error) {
	if err := ctx.Err(); err != nil {
		return ifs.Entry{}, fail(ifs.OpOpen, name, ifs.KindAborted, err)
	}
	elems := name.Elements()
	if len(elems) == 0 {
		return ifs.Entry{Dir: true, Perm: "drw-"}, nil
	}
	if _, kind := key(name); kind != 0 {
		return ifs.Entry{}, fail(ifs.OpOpen, name, kind, nil)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, row := range f.rows() {
		if strings.EqualFold(row.Name, elems[0]) {
			return row, nil
		}
	}
	return ifs.Entry{}, fail(ifs.OpOpen, name, ifs.KindNotExist, nil)
}

// Remove deletes a file. A configuration becomes empty instead.
func (f *FS) Remove(ctx context.Context, name ifs.Name) error {
	k, err := f.begin(ctx, ifs.OpDelete, name)
	if err != nil {
		return err
	}
	defer f.unlock()
	d := f.get(k)
	switch {
	case d == nil:
		return fail(ifs.OpDelete, name, ifs.KindNotExist, nil)
	case k == StartupConfig:
		return hostError(ifs.OpDelete, name, f.eraseStartup())
	case k == PrivateConfig:
		return hostError(ifs.OpDelete, name, f.store(k, nil))
	}
	return hostError(ifs.OpDelete, name, f.remove(d))
}

func (f *FS) remove(d *data) error {
	err := remove(f.b, "/"+d.name)
	if !failed(err) {
		f.files = slices.DeleteFunc(f.files, func(o *data) bool { return o == d })
		f.note(ifs.Removed, d.name, 0)
	}
	return err
}

// Rename renames a file. The error is of KindInvalid for the three fixed files.
func (f *FS) Rename(ctx context.Context, from, to ifs.Name) error {
	k, err := f.begin(ctx, ifs.OpRename, from)
	if err != nil {
		return err
	}
	defer f.unlock()
	d := f.get(k)
	if d == nil {
		return fail(ifs.OpRename, from, ifs.KindNotExist, nil)
	}
	if fixed(k) {
		return fail(ifs.OpRename, from, ifs.KindInvalid, nil)
	}
	t, kind := key(to)
	if kind != 0 {
		return fail(ifs.OpRename, to, kind, nil)
	}
	if there := f.get(t); fixed(t) || there != nil && there != d {
		return fail(ifs.OpRename, to, ifs.KindExist, nil)
	}
	names := f.names()
	names[slices.Index(names, d.name)] = t
	if err := f.writeOrder(names); err != nil {
		return hostError(ifs.OpRename, from, err)
	}
	if err := f.b.Rename("/"+d.name, "/"+t); err != nil {
		return hostError(ifs.OpRename, from, err)
	}
	f.noteChange(ifs.Change{Kind: ifs.Renamed, Name: fileName(d.name), To: fileName(t)})
	d.name = t
	return hostError(ifs.OpRename, from, atomicfile.SyncDir(f.b, "/"))
}

// Format does the same as Erase.
func (f *FS) Format(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return fail(ifs.OpFormat, ifs.Name{Prefix: "nvram"}, ifs.KindAborted, err)
	}
	return f.Erase()
}

// Erase empties the configurations and keeps the other files, as erase nvram: and
// write erase do (ios-files.md 10).
func (f *FS) Erase() error {
	f.mu.Lock()
	defer f.unlock()
	return hostError(ifs.OpFormat, ifs.Name{Prefix: "nvram"}, f.erase())
}

func (f *FS) erase() error {
	if err := f.eraseStartup(); err != nil {
		return err
	}
	if len(f.private) == 0 {
		return nil
	}
	return f.store(PrivateConfig, nil)
}

// EraseAll empties the configurations and deletes all other files, as erase /all
// does.
func (f *FS) EraseAll() error {
	f.mu.Lock()
	defer f.unlock()
	err := f.erase()
	for len(f.files) > 0 && err == nil {
		err = f.remove(f.files[0])
	}
	return hostError(ifs.OpFormat, ifs.Name{Prefix: "nvram"}, err)
}

// Create starts writing a file. The error is of KindInvalid for a name with a
// directory, and of KindNoSpace if size is known and does not fit.
func (f *FS) Create(ctx context.Context, name ifs.Name, size int64) (ifs.Writer, error) {
	if len(name.Elements()) > 1 {
		return nil, fail(ifs.OpOpen, name, ifs.KindInvalid, nil)
	}
	if len(name.Elements()) == 1 && name.Base() == "" {
		return nil, fail(ifs.OpOpen, name, ifs.KindIsDir, nil)
	}
	k, err := f.begin(ctx, ifs.OpOpen, name)
	if err != nil {
		return nil, err
	}
	defer f.mu.Unlock()
	w := &writer{f: f, name: name, key: k, size: max(size, -1)}
	if f.packed(k) {
		w.maxText = maxPacked // the space needed is known only at the end
	} else {
		w.reserved = cost(k, max(size, 0))
	}
	if room := f.room(nil, k); max(size, 0) > max(room, w.maxText) || room < 0 {
		return nil, fail(ifs.OpOpen, name, ifs.KindNoSpace, nil)
	}
	f.writers[w] = struct{}{}
	return w, nil
}

// writer collects a file in memory; NVRAM is small.
type writer struct {
	f        *FS
	name     ifs.Name
	key      string
	size     int64
	reserved int64 // bytes reserved; guarded by f.mu
	maxText  int64 // maximum length of a file to be compressed; 0 if it will not be

	mu   sync.Mutex
	buf  []byte
	err  error
	done bool
}

// Write appends p. The error is of KindFull if the NVRAM is full, and of KindLength
// beyond an announced size.
func (w *writer) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := int64(len(w.buf) + len(p))
	switch {
	case w.err != nil:
	case w.done:
		return 0, fail(ifs.OpWrite, w.name, ifs.KindIO, io.ErrClosedPipe)
	case w.size >= 0 && n > w.size:
		w.err = fail(ifs.OpWrite, w.name, ifs.KindLength, nil)
	case w.size < 0 && !w.more(n):
		w.err = fail(ifs.OpWrite, w.name, ifs.KindFull, nil)
	default:
		w.buf = append(w.buf, p...)
		return len(p), nil
	}
	return 0, w.err
}

func (w *writer) more(n int64) bool {
	if w.maxText > 0 {
		return n <= w.maxText
	}
	w.f.mu.Lock()
	defer w.f.mu.Unlock()
	if n > w.f.room(w, w.key) {
		return false
	}
	w.reserved = cost(w.key, n)
	return true
}

// Commit stores the file.
func (w *writer) Commit() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.done {
		return nil
	}
	w.done = true
	w.f.mu.Lock()
	defer w.f.unlock()
	delete(w.f.writers, w)
	switch n := int64(len(w.buf)); {
	case w.err != nil:
		return w.err
	case w.size >= 0 && n != w.size:
		return fail(ifs.OpWrite, w.name, ifs.KindLength, nil)
	case w.f.length(w.key, w.buf) > w.f.room(nil, w.key):
		return fail(ifs.OpWrite, w.name, ifs.KindFull, nil)
	}
	return hostError(ifs.OpWrite, w.name, w.f.store(w.key, w.buf))
}

// Abort discards the file.
func (w *writer) Abort() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.done {
		w.done, w.buf = true, nil
		w.f.mu.Lock()
		delete(w.f.writers, w)
		w.f.mu.Unlock()
	}
	return nil
}
