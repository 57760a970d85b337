package diskfs

import (
	"context"
	"time"

	"github.com/iosim/iosim/ifs"
)

// classBWriter writes a file to a class B flash. The file is first committed under
// a marked name; then an older file of its name is marked as deleted and the new
// one renamed. If the process is killed in between, recoverCommits does the rest at
// the next start.
type classBWriter struct {
	ifs.Writer
	f            *ClassB
	name         ifs.Name
	marked, base string
	done         bool
}

// Create starts writing a file. The space of a file that it replaces is not freed
// before Squeeze. Errors are those of FS.Create.
func (f *ClassB) Create(ctx context.Context, name ifs.Name, size int64) (ifs.Writer, error) {
	base, kind := fileOf(name)
	if kind == ifs.KindNotExist {
		kind = ifs.KindInvalid // there are no directories
	}
	if kind != 0 {
		return nil, &ifs.Error{Op: ifs.OpOpen, Name: name, Kind: kind}
	}
	f.mu.Lock()
	marked := f.newMark(arrivedMark, base)
	f.mu.Unlock()
	w, err := f.disk.Create(ctx, name.With(marked), size)
	if err != nil {
		return nil, renameError(name, err)
	}
	return &classBWriter{Writer: w, f: f, name: name, marked: marked, base: base}, nil
}

func (a *classBWriter) Write(p []byte) (int, error) {
	n, err := a.Writer.Write(p)
	return n, renameError(a.name, err)
}

// Clone implements ifs.Cloner.
func (a *classBWriter) Clone(src ifs.File) (int64, bool, error) {
	n, ok, err := a.Writer.(ifs.Cloner).Clone(src)
	return n, ok, renameError(a.name, err)
}

// SetModTime implements ifs.ModTimeSetter.
func (a *classBWriter) SetModTime(t time.Time) { ifs.SetModTime(a.Writer, t) }

func (a *classBWriter) Commit() error {
	if a.done {
		return nil
	}
	a.done = true
	if err := a.Writer.Commit(); err != nil {
		return renameError(a.name, err)
	}
	c, err := a.settle()
	return a.f.tell(c, err)
}

// settle gives the committed file its name, and says what has changed.
func (a *classBWriter) settle() (ifs.Change, error) {
	a.f.mu.Lock()
	defer a.f.mu.Unlock()
	ctx, c := context.Background(), ifs.Change{Name: a.f.shown(a.base)}
	if _, err := a.f.disk.Stat(ctx, a.f.name(a.base)); err == nil {
		c.Kind = ifs.Replaced
	}
	err := a.f.commitName(ctx, a.marked, a.base)
	if e, serr := a.f.disk.Stat(ctx, a.f.name(a.base)); serr == nil {
		c.Size = e.Size
	}
	return c, renameError(a.name, err)
}

func (a *classBWriter) Abort() error {
	a.done = true
	return renameError(a.name, a.Writer.Abort())
}

// commitName renames a committed file to its own name. The caller holds f.mu,
// unless f is not shared yet.
func (f *ClassB) commitName(ctx context.Context, marked, base string) error {
	err := f.markDeleted(ctx, ifs.OpWrite, base)
	if err != nil && ifs.KindOf(err) != ifs.KindNotExist {
		return err
	}
	return f.disk.Rename(ctx, f.name(marked), f.name(base))
}
