// Package systemfs implements the file systems without a medium: system:, whose
// files are views of the state of the device, null:, and those that are only
// listed.
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

// MaxFile is the maximum length in bytes of the content a view accepts.
const MaxFile = 16 << 20

// View is a file whose content is made when it is opened.
type View struct {
	// Render returns the content. If nil, the file is empty.
	Render func(ctx context.Context) ([]byte, error)
	// Accept is called with the complete new content when a writer commits. Its
	// error is returned by Commit. If nil, the file is read-only.
	Accept func(ctx context.Context, content []byte) error
	// Perm is what dir prints; "" means "-rw-", "-r--" if Accept is nil, and "dr-x"
	// for a directory.
	Perm string
	// Date returns the time of the last change. If nil, or if it returns the zero
	// time, there is no date.
	Date func() time.Time
	// Index is the number that dir prints; 0 means that one is assigned.
	Index int
}

// FS shows views as files. Letter case in names is not significant.
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

// New returns a file system of views. A path may have directories ("memory/heap"),
// which are added automatically; one that ends in a slash is a directory with the
// Perm, Date and Index of its View.
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

// String returns the prefix with its colon, for logs.
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

// number assigns the next numbers after last to the entries without one, and
// returns the last number.
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

// Info returns the row of show file systems: opaque, without sizes.
func (f *FS) Info() ifs.Info {
	return ifs.Info{Size: -1, Free: -1, Type: ifs.Opaque, Access: ifs.ReadWrite}
}

// Open renders the view. Later changes do not affect the open file.
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

// Create starts writing to a view. The error is of KindReadOnly if the view has no
// Accept or does not exist, and of KindNoSpace beyond MaxFile. ctx is passed on to
// Accept.
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

// ReadDir lists a directory, sorted by name. The sizes are those of content
// rendered now, or -1 if that fails.
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

// wrap turns err into an *ifs.Error if it is not one.
func wrap(op ifs.Op, name ifs.Name, err error) error {
	if err == nil || ifs.KindOf(err) != ifs.KindUnknown {
		return err
	}
	return fail(op, name, ifs.KindIO, err)
}
