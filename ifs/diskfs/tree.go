package diskfs

import (
	"slices"
	"time"
)

// node is a file or directory of the medium. The tree mirrors the backing;
// medium.refresh keeps it up to date.
type node struct {
	name   string
	parent *node
	dir    bool
	size   int64     // files only
	time   time.Time // of files and directories; the zero time is the zero date
	slot   int       // index in parent.slots

	// Directories only.
	slots       []*node // in directory order; nil is a free slot
	byName      map[string]*node
	firstFree   int       // no slot below this one is free
	appendOnly  bool      // new entries go after all others
	descendants int       // number of files and directories in the whole subtree
	modTime     time.Time // modification time of the backing directory when it was last read
	recheck     time.Time // when to read it again even if its modification time is unchanged; zero means never
}

func newDir(name string, t time.Time) *node {
	return &node{name: name, dir: true, time: t, byName: map[string]*node{}}
}

func (d *node) child(name string) *node { return d.byName[fold(name)] }

// path returns the node's path in the backing.
func (n *node) path() string {
	if n.parent == nil {
		return "/"
	}
	if n.parent.parent == nil {
		return "/" + n.name
	}
	return n.parent.path() + "/" + n.name
}

// childPath returns the path in the backing of the entry name of d.
func (d *node) childPath(name string) string {
	if d.parent == nil {
		return "/" + name
	}
	return d.path() + "/" + name
}

// depth is how many directories n is below; 1 for an entry of the root.
func (n *node) depth() (depth int) {
	for ; n.parent != nil; n = n.parent {
		depth++
	}
	return depth
}

// within reports whether n is d or is below it.
func (n *node) within(d *node) bool {
	for ; n != nil; n = n.parent {
		if n == d {
			return true
		}
	}
	return false
}

// freeSlot returns the slot for a new entry: the first free one, as on FAT, or the
// one after all others.
func (d *node) freeSlot() int {
	if d.appendOnly {
		return len(d.slots)
	}
	for d.firstFree < len(d.slots) && d.slots[d.firstFree] != nil {
		d.firstFree++
	}
	return d.firstFree
}

func (d *node) slotFree(slot int) bool {
	return slot >= len(d.slots) || d.slots[slot] == nil
}

// attach adds n, with all below it, to d in a free slot.
func (d *node) attach(n *node, slot int) {
	for slot >= len(d.slots) {
		d.slots = append(d.slots, nil)
	}
	d.slots[slot] = n
	d.byName[fold(n.name)] = n
	n.parent, n.slot = d, slot
	for p := d; p != nil; p = p.parent {
		p.descendants += n.descendants + 1
	}
}

// detach removes n, with all below it, from its directory.
func (n *node) detach() {
	d := n.parent
	d.slots[n.slot] = nil
	d.firstFree = min(d.firstFree, n.slot)
	for len(d.slots) > 0 && d.slots[len(d.slots)-1] == nil {
		d.slots = d.slots[:len(d.slots)-1]
	}
	delete(d.byName, fold(n.name))
	n.parent = nil
	for p := d; p != nil; p = p.parent {
		p.descendants -= n.descendants + 1
	}
}

// index returns the node's number among all files of the device, depth first in
// slot order, starting at 1 (ios-files.md 3.1). The root is 0.
func (n *node) index() int {
	if n.parent == nil {
		return 0
	}
	i := n.parent.index() + 1
	for _, s := range n.parent.slots[:n.slot] {
		if s != nil {
			i += s.descendants + 1
		}
	}
	return i
}

// children returns the entries in slot order.
func (d *node) children() []*node {
	out := make([]*node, 0, len(d.byName))
	for _, n := range d.slots {
		if n != nil {
			out = append(out, n)
		}
	}
	return slices.Clip(out)
}
