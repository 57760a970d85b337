package diskfs

import (
	"slices"
	"time"
)

// node is a file or directory of the medium as it is known. The tree mirrors the
// backing; medium.refresh keeps it so.
type node struct {
	name   string
	parent *node
	dir    bool
	size   int64     // files
	time   time.Time // of files and directories; zero: the zero date
	slot   int       // in parent.slots

	// Directories only.
	slots   []*node // in directory order; nil is a free slot
	byName  map[string]*node
	hole    int       // no slot below it is free
	tail    bool      // new entries go behind all others
	below   int       // files and directories in the whole subtree
	stamp   time.Time // of the backing directory when it was last read
	recheck time.Time // when to read it again although its time has not changed; zero: never
}

func newDir(name string, t time.Time) *node {
	return &node{name: name, dir: true, time: t, byName: map[string]*node{}}
}

func (d *node) child(name string) *node { return d.byName[fold(name)] }

// path is the node's path in the backing.
func (n *node) path() string {
	if n.parent == nil {
		return "/"
	}
	if n.parent.parent == nil {
		return "/" + n.name
	}
	return n.parent.path() + "/" + n.name
}

// under is the path in the backing of the entry name of d.
func (d *node) under(name string) string {
	if d.parent == nil {
		return "/" + name
	}
	return d.path() + "/" + name
}

// within reports whether n is d or lies below it.
func (n *node) within(d *node) bool {
	for ; n != nil; n = n.parent {
		if n == d {
			return true
		}
	}
	return false
}

// freeSlot is the first free slot, as FAT takes it, or the one behind all others.
func (d *node) freeSlot() int {
	if d.tail {
		return len(d.slots)
	}
	for d.hole < len(d.slots) && d.slots[d.hole] != nil {
		d.hole++
	}
	return d.hole
}

func (d *node) slotFree(slot int) bool {
	return slot >= len(d.slots) || d.slots[slot] == nil
}

// attach puts n, with all below it, into a free slot of d.
func (d *node) attach(n *node, slot int) {
	for slot >= len(d.slots) {
		d.slots = append(d.slots, nil)
	}
	d.slots[slot] = n
	d.byName[fold(n.name)] = n
	n.parent, n.slot = d, slot
	for p := d; p != nil; p = p.parent {
		p.below += n.below + 1
	}
}

// detach takes n, with all below it, out of its directory.
func (n *node) detach() {
	d := n.parent
	d.slots[n.slot] = nil
	d.hole = min(d.hole, n.slot)
	for len(d.slots) > 0 && d.slots[len(d.slots)-1] == nil {
		d.slots = d.slots[:len(d.slots)-1]
	}
	delete(d.byName, fold(n.name))
	n.parent = nil
	for p := d; p != nil; p = p.parent {
		p.below -= n.below + 1
	}
}

// index is the node's number over all files of the device, depth first in slot
// order, from 1 on (ios-files.md 3.1). The root is 0.
func (n *node) index() int {
	if n.parent == nil {
		return 0
	}
	i := n.parent.index() + 1
	for _, s := range n.parent.slots[:n.slot] {
		if s != nil {
			i += s.below + 1
		}
	}
	return i
}

// children are the entries in slot order.
func (d *node) children() []*node {
	out := make([]*node, 0, len(d.byName))
	for _, n := range d.slots {
		if n != nil {
			out = append(out, n)
		}
	}
	return slices.Clip(out)
}
