package ifs

import (
	"cmp"
	"slices"
	"sync/atomic"
)

// OpenFile is a file that a copy has open: a row of show file descriptors.
type OpenFile struct {
	FD       int
	Position int64 // bytes moved
	Mode     int   // how it was opened: 0 to read, 01 to write (octal, as printed)
	Name     Name
}

// descriptor is an OpenFile whose position moves.
type descriptor struct {
	fd   int
	mode int
	name Name
	pos  atomic.Int64
}

// hold notes that a file is open, under the lowest number that is free. A file that
// is written alone must not be written already: nil.
func (t *Table) hold(name Name, mode int, alone bool) *descriptor {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.open == nil {
		t.open = map[int]*descriptor{}
	}
	for _, o := range t.open {
		if alone && o.mode != 0 && Same(o.name, name) {
			return nil
		}
	}
	d := &descriptor{mode: mode, name: name}
	for t.open[d.fd] != nil {
		d.fd++
	}
	t.open[d.fd] = d
	return d
}

// InUse reports whether a copy has the file open.
func (t *Table) InUse(name Name) bool {
	return slices.ContainsFunc(t.OpenFiles(), func(o OpenFile) bool { return Same(o.Name, name) })
}

// Busy reports whether a copy has a file of that file system open.
func (t *Table) Busy(prefix string) bool {
	return slices.ContainsFunc(t.OpenFiles(), func(o OpenFile) bool { return o.Name.Prefix == prefix })
}

func (t *Table) release(d *descriptor) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.open, d.fd)
}

// OpenFiles are the files that copies have open now, by number.
func (t *Table) OpenFiles() []OpenFile {
	t.mu.RLock()
	defer t.mu.RUnlock()
	var out []OpenFile
	for _, d := range t.open {
		out = append(out, OpenFile{FD: d.fd, Position: d.pos.Load(), Mode: d.mode, Name: d.name})
	}
	slices.SortFunc(out, func(a, b OpenFile) int { return cmp.Compare(a.FD, b.FD) })
	return out
}
