package ifs

import (
	"cmp"
	"slices"
	"sync/atomic"
)

// OpenFile is a file opened by a copy: a row of show file descriptors.
type OpenFile struct {
	FD       int
	Position int64 // bytes moved so far
	Mode     int   // 0 if open for reading, 01 for writing (printed in octal)
	Name     Name
}

// descriptor is an OpenFile whose position still changes.
type descriptor struct {
	fd   int
	mode int
	name Name
	pos  atomic.Int64
}

// acquire registers an open file under the lowest free number. It returns nil if
// the file is to be written exclusively and is being written already.
func (t *Table) acquire(name Name, mode int, exclusive bool) *descriptor {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.open == nil {
		t.open = map[int]*descriptor{}
	}
	for _, o := range t.open {
		if exclusive && o.mode != 0 && Same(o.name, name) {
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

// InUse reports whether a copy has the file called name open.
func (t *Table) InUse(name Name) bool {
	return slices.ContainsFunc(t.OpenFiles(), func(o OpenFile) bool { return Same(o.Name, name) })
}

// Busy reports whether a copy has any file of the file system called prefix open.
func (t *Table) Busy(prefix string) bool {
	return slices.ContainsFunc(t.OpenFiles(), func(o OpenFile) bool { return o.Name.Prefix == prefix })
}

func (t *Table) release(d *descriptor) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.open, d.fd)
}

// OpenFiles returns the files that copies have open, ordered by number.
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
