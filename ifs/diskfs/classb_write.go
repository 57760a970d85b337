package diskfs

import (
	"context"
	"time"

	"github.com/iosim/iosim/ifs"
)

// arrival is a file being written to a class B flash: it arrives under a marked
// name, and an older file of its name is marked deleted only then. A process
// killed between the two steps has them done at the next start.
type arrival struct {
	ifs.Writer
	f            *ClassB
	name         ifs.Name
	marked, base string
	done         bool
}

// Create starts writing a file. What it replaces keeps its room.
func (f *ClassB) Create(ctx context.Context, name ifs.Name, size int64) (ifs.Writer, error) {
	base, kind := fileOf(name)
	if kind == ifs.KindNotExist {
		kind = ifs.KindInvalid // there are no directories
	}
	if kind != 0 {
		return nil, &ifs.Error{Op: ifs.OpOpen, Name: name, Kind: kind}
	}
	f.mu.Lock()
	marked := f.marked(arrivedMark, base)
	f.mu.Unlock()
	w, err := f.disk.Create(ctx, name.With(marked), size)
	if err != nil {
		return nil, about(name, err)
	}
	return &arrival{Writer: w, f: f, name: name, marked: marked, base: base}, nil
}

func (a *arrival) Write(p []byte) (int, error) {
	n, err := a.Writer.Write(p)
	return n, about(a.name, err)
}

// Clone implements ifs.Cloner.
func (a *arrival) Clone(src ifs.File) (int64, bool, error) {
	n, ok, err := a.Writer.(ifs.Cloner).Clone(src)
	return n, ok, about(a.name, err)
}

// SetModTime implements ifs.Dater.
func (a *arrival) SetModTime(t time.Time) { ifs.SetModTime(a.Writer, t) }

func (a *arrival) Commit() error {
	if a.done {
		return nil
	}
	a.done = true
	if err := a.Writer.Commit(); err != nil {
		return about(a.name, err)
	}
	c, err := a.settle()
	return a.f.tell(c, err)
}

// settle gives the committed file its name, and says what has changed.
func (a *arrival) settle() (ifs.Change, error) {
	a.f.mu.Lock()
	defer a.f.mu.Unlock()
	ctx, c := context.Background(), ifs.Change{Name: a.f.shown(a.base)}
	if _, err := a.f.disk.Stat(ctx, a.f.name(a.base)); err == nil {
		c.Kind = ifs.Replaced
	}
	err := a.f.place(ctx, a.marked, a.base)
	if e, serr := a.f.disk.Stat(ctx, a.f.name(a.base)); serr == nil {
		c.Size = e.Size
	}
	return c, about(a.name, err)
}

func (a *arrival) Abort() error {
	a.done = true
	return about(a.name, a.Writer.Abort())
}

// place gives an arrived file its name; f.mu is held, or nobody else knows f.
func (f *ClassB) place(ctx context.Context, marked, base string) error {
	err := f.forget(ctx, ifs.OpWrite, base)
	if err != nil && ifs.KindOf(err) != ifs.KindNotExist {
		return err
	}
	return f.disk.Rename(ctx, f.name(marked), f.name(base))
}
