// Package systemfs has the file systems that are not on a medium: system:, whose
// files are the live state of the device, null:, and the ones that are only listed.
//
//	system := systemfs.New("system", map[string]systemfs.View{
//		"running-config": {Render: render, Accept: merge, Index: 1},
//		"memory/":        {Index: 4},
//	})
package systemfs

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/iosim/iosim/ifs"
)

// MaxFile bounds in bytes what a view accepts.
const MaxFile = 16 << 20

// View is a file whose content is made when it is opened.
type View struct {
	// Render makes the content. nil: the file is empty.
	Render func(ctx context.Context) ([]byte, error)
	// Accept takes new content, whole, when its writer commits; its error is the
	// copy's. nil: the file is read-only.
	Accept func(ctx context.Context, content []byte) error
	// Perm is what dir prints; "" is "-rw-", or "-r--" without Accept, or "dr-x".
	Perm string
	// Date is the time of the last change; nil or the zero time: no date.
	Date func() time.Time
	// Index is the number that dir prints; 0: one is chosen.
	Index int
}

// FS shows views as files. Names do not tell letter case apart.
type FS struct {
	prefix string
	root   *entry
}

var _ interface {
	ifs.FS
	ifs.DirReader
	ifs.Statter
	ifs.Remover
	ifs.DirMaker
	ifs.Renamer
} = (*FS)(nil)

type entry struct {
	name     string
	view     View
	dir      bool
	children []*entry // sorted by name, as dir system: shows them (ios-files.md 3.3)
}

// New makes a file system of views. A path may have directories ("memory/heap"),
// which come by themselves; one that ends in a slash is a directory of its own,
// with the Perm, Date and Index of its View.
func New(prefix string, views map[string]View) *FS {
	f := &FS{prefix: prefix, root: &entry{dir: true}}
	for _, path := range slices.Sorted(maps.Keys(views)) {
		n := ifs.Name{Path: path}
		e := f.root
		for _, elem := range n.Elements() {
			e.dir = true
			e = e.add(elem)
		}
		if e != f.root {
			e.view = views[path]
			e.dir = e.dir || strings.HasSuffix(path, "/")
		}
	}
	f.root.number(f.root.highest())
	return f
}

// String is the prefix with its colon, for logs.
func (f *FS) String() string { return f.prefix + ":" }

func (e *entry) add(name string) *entry {
	if c := e.child(name); c != nil {
		return c
	}
	c := &entry{name: name}
	e.children = append(e.children, c)
	slices.SortFunc(e.children, func(a, b *entry) int { return cmp.Compare(a.name, b.name) })
	return c
}

func (e *entry) child(name string) *entry {
	for _, c := range e.children {
		if strings.EqualFold(c.name, name) {
			return c
		}
	}
	return nil
}

func (e *entry) highest() int {
	h := e.view.Index
	for _, c := range e.children {
		h = max(h, c.highest())
	}
	return h
}

// number gives those that have no index one above last, and returns the last.
func (e *entry) number(last int) int {
	for _, c := range e.children {
		if c.view.Index == 0 {
			last++
			c.view.Index = last
		}
		last = c.number(last)
	}
	return last
}

func (f *FS) find(name ifs.Name) *entry {
	e := f.root
	for _, elem := range name.Elements() {
		if e = e.child(elem); e == nil {
			return nil
		}
	}
	return e
}

// Info is the row of show file systems: opaque, without sizes.
func (f *FS) Info() ifs.Info {
	return ifs.Info{Size: -1, Free: -1, Type: ifs.Opaque, Access: ifs.ReadWrite}
}

// Open renders the view. The content stays that of this moment.
func (f *FS) Open(ctx context.Context, name ifs.Name) (ifs.File, error) {
	if err := ctx.Err(); err != nil {
		return nil, fail(ifs.OpOpen, name, ifs.KindAborted, err)
	}
	e := f.find(name)
	switch {
	case e == nil:
		return nil, fail(ifs.OpOpen, name, ifs.KindNotExist, nil)
	case e.dir:
		return nil, fail(ifs.OpOpen, name, ifs.KindIsDir, nil)
	case name.Base() == "":
		return nil, fail(ifs.OpOpen, name, ifs.KindNotDir, nil)
	}
	b, err := e.render(ctx)
	if err != nil {
		return nil, wrap(ifs.OpOpen, name, err)
	}
	return newFile(b), nil
}

func (e *entry) render(ctx context.Context) ([]byte, error) {
	if e.view.Render == nil {
		return nil, nil
	}
	return e.view.Render(ctx)
}

// Create starts writing to a view that accepts: KindReadOnly for others and for
// new names, KindNoSpace beyond MaxFile. ctx is also that of Accept.
func (f *FS) Create(ctx context.Context, name ifs.Name, size int64) (ifs.Writer, error) {
	if err := ctx.Err(); err != nil {
		return nil, fail(ifs.OpOpen, name, ifs.KindAborted, err)
	}
	e := f.find(name)
	switch {
	case e != nil && e.dir || name.Base() == "":
		return nil, fail(ifs.OpOpen, name, ifs.KindIsDir, nil)
	case e == nil || e.view.Accept == nil:
		return nil, fail(ifs.OpOpen, name, ifs.KindReadOnly, nil)
	case size > MaxFile:
		return nil, fail(ifs.OpOpen, name, ifs.KindNoSpace, nil)
	}
	return &writer{name: name, size: size, accept: func(b []byte) error { return e.view.Accept(ctx, b) }}, nil
}

// ReadDir lists a directory by name. The sizes are those of the content rendered
// now; -1 where that fails.
func (f *FS) ReadDir(ctx context.Context, dir ifs.Name) ([]ifs.Entry, error) {
	if err := ctx.Err(); err != nil {
		return nil, fail(ifs.OpOpen, dir, ifs.KindAborted, err)
	}
	e := f.find(dir)
	if e == nil {
		return nil, fail(ifs.OpOpen, dir, ifs.KindNotExist, nil)
	}
	if !e.dir {
		return nil, fail(ifs.OpOpen, dir, ifs.KindNotDir, nil)
	}
	rows := make([]ifs.Entry, 0, len(e.children))
	for _, c := range e.children {
		rows = append(rows, c.row(ctx))
	}
	return rows, nil
}

// Stat describes a view or directory.
func (f *FS) Stat(ctx context.Context, name ifs.Name) (ifs.Entry, error) {
	if err := ctx.Err(); err != nil {
		return ifs.Entry{}, fail(ifs.OpOpen, name, ifs.KindAborted, err)
	}
	e := f.find(name)
	if e == nil {
		return ifs.Entry{}, fail(ifs.OpOpen, name, ifs.KindNotExist, nil)
	}
	if !e.dir && name.Base() == "" {
		return ifs.Entry{}, fail(ifs.OpOpen, name, ifs.KindNotDir, nil)
	}
	return e.row(ctx), nil
}

func (e *entry) row(ctx context.Context) ifs.Entry {
	row := ifs.Entry{Name: e.name, Dir: e.dir, Perm: e.view.Perm, Index: e.view.Index}
	if e.view.Date != nil {
		row.ModTime = e.view.Date()
	}
	if !e.dir {
		b, err := e.render(ctx)
		row.Size = int64(len(b))
		if err != nil {
			row.Size = -1
		}
	}
	if row.Perm == "" {
		switch {
		case e.dir:
			row.Perm = "dr-x"
		case e.view.Accept != nil:
			row.Perm = "-rw-"
		default:
			row.Perm = "-r--"
		}
	}
	return row
}

func fail(op ifs.Op, name ifs.Name, kind ifs.Kind, cause error) error {
	return &ifs.Error{Op: op, Name: name, Kind: kind, Err: cause}
}

// wrap makes err an *ifs.Error if it is none.
func wrap(op ifs.Op, name ifs.Name, err error) error {
	if err == nil || ifs.KindOf(err) != ifs.KindUnknown {
		return err
	}
	return fail(op, name, ifs.KindIO, err)
}
