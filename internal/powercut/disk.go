package powercut

import (
	"bytes"
	"maps"
	"math/rand/v2"
	"path"
	"slices"
	"strings"
)

// Disk is a model of a disk: what programs see, and what is safe from a power cut. A name is
// safe when its folder was synced behind it, bytes when their file was.
type Disk struct {
	root *inode
	open map[int]*handle
}

// inode is a file, or a folder if names is not nil.
type inode struct {
	bytes, safeBytes []byte
	names, safeNames map[string]*inode
}

type handle struct {
	file   *inode
	at     int64
	append bool
}

func newFolder() *inode { return &inode{names: map[string]*inode{}, safeNames: map[string]*inode{}} }

// NewDisk returns an empty disk.
func NewDisk() *Disk { return &Disk{root: newFolder(), open: map[int]*handle{}} }

// find is what stands under a name; nil if nothing does.
func (d *Disk) find(name string) *inode {
	n := d.root
	for e := range strings.SplitSeq(strings.Trim(name, "/"), "/") {
		if e == "" {
			continue
		}
		if n = n.names[e]; n == nil {
			return nil
		}
	}
	return n
}

// parent is the folder of a name, which is made if it is not there: it was before the record.
func (d *Disk) parent(name string) *inode {
	n := d.root
	for e := range strings.SplitSeq(strings.Trim(path.Dir(name), "/"), "/") {
		if e == "" {
			continue
		}
		c := n.names[e]
		if c == nil {
			c = newFolder()
			n.names[e], n.safeNames[e] = c, c
		}
		n = c
	}
	return n
}

// Add puts a file on the disk that was there, and safe, before the record.
func (d *Disk) Add(name string, content []byte) {
	f := &inode{bytes: content, safeBytes: content}
	p := d.parent(name)
	p.names[path.Base(name)], p.safeNames[path.Base(name)] = f, f
}

// Do does what a call did.
func (d *Disk) Do(op Op) {
	switch op.Call {
	case "openat":
		d.doOpen(op)
	case "close":
		delete(d.open, op.FD)
	case "write", "pwrite64":
		if h := d.open[op.FD]; h != nil && h.file.names == nil {
			h.write(op)
		}
	case "ftruncate":
		if h := d.open[op.FD]; h != nil && h.file.names == nil {
			b := make([]byte, op.Offset)
			copy(b, h.file.bytes)
			h.file.bytes = b
		}
	case "fsync", "fdatasync":
		if h := d.open[op.FD]; h != nil {
			h.file.sync()
		}
	case "rename", "renameat", "renameat2":
		from, to := d.parent(op.Path), d.parent(op.To)
		if n := from.names[path.Base(op.Path)]; n != nil {
			delete(from.names, path.Base(op.Path))
			to.names[path.Base(op.To)] = n
		}
	case "unlink", "unlinkat", "rmdir":
		delete(d.parent(op.Path).names, path.Base(op.Path))
	case "mkdir", "mkdirat":
		if op.Path != "/" {
			d.parent(op.Path).names[path.Base(op.Path)] = newFolder()
		}
	}
}

func (d *Disk) doOpen(op Op) {
	n := d.find(op.Path)
	if n == nil {
		if !op.Create {
			return
		}
		n = &inode{}
		d.parent(op.Path).names[path.Base(op.Path)] = n
	}
	if op.Truncate {
		n.bytes = nil
	}
	d.open[op.FD] = &handle{file: n, append: op.Append}
}

func (h *handle) write(op Op) {
	at := h.at
	switch {
	case op.Call == "pwrite64":
		at = op.Offset
	case h.append:
		at = int64(len(h.file.bytes))
	}
	end := at + int64(len(op.Data))
	b := make([]byte, max(end, int64(len(h.file.bytes))))
	copy(b, h.file.bytes)
	copy(b[at:], op.Data)
	h.file.bytes = b
	if op.Call == "write" {
		h.at = end
	}
}

func (n *inode) sync() {
	if n.names == nil {
		n.safeBytes = n.bytes
		return
	}
	n.safeNames = make(map[string]*inode, len(n.names))
	for name, c := range n.names {
		n.safeNames[name] = c
	}
}

// Fate is what a power cut does to what was not synced.
type Fate int

// The fates.
const (
	Kept Fate = iota // it had reached the disk
	Lost             // it had not
	Half             // of bytes: the first half had; of names: as Kept
)

// Model is how a power cut treats each folder's names and each file's bytes.
type Model struct{ Names, Bytes func() Fate }

func always(f Fate) func() Fate { return func() Fate { return f } }

// The models: nothing survives that was not synced; all names survive, but the bytes do not
// (ext4 with delayed allocation, XFS); all names survive and the bytes in part.
var (
	AllLost   = Model{always(Lost), always(Lost)}
	NamesKept = Model{always(Kept), always(Lost)}
	Torn      = Model{always(Kept), always(Half)}
)

// Mixed lets chance decide for every folder and every file.
func Mixed(r *rand.Rand) Model {
	return Model{func() Fate { return Fate(r.IntN(int(Half))) }, func() Fate { return Fate(r.IntN(int(Half) + 1)) }}
}

// Seen is every file that programs see, by its name. The contents must not be changed.
func (d *Disk) Seen() map[string][]byte { return d.Cut(Model{always(Kept), always(Kept)}) }

// Cut is every file that a power cut now leaves, by its name; folders have a "/" at the end
// of their names, and no content. The contents must not be changed.
func (d *Disk) Cut(m Model) map[string][]byte {
	out := map[string][]byte{}
	d.root.cut("", m, map[*inode]bool{}, out)
	return out
}

func (n *inode) cut(name string, m Model, above map[*inode]bool, out map[string][]byte) {
	if n.names == nil {
		out[name] = n.left(m.Bytes())
		return
	}
	if above[n] {
		return // a folder that was moved below itself by half of a rename
	}
	above[n] = true
	defer delete(above, n)
	out[name+"/"] = nil
	names := n.names
	if m.Names() == Lost {
		names = n.safeNames
	}
	for _, e := range slices.Sorted(maps.Keys(names)) { // in order, so that a seed gives the same again
		names[e].cut(name+"/"+e, m, above, out)
	}
}

// left is what a file has after a power cut.
func (n *inode) left(f Fate) []byte {
	switch {
	case f == Kept || bytes.Equal(n.bytes, n.safeBytes):
		return n.bytes
	case f == Lost:
		return n.safeBytes
	}
	half := len(n.bytes) / 2
	b := bytes.Clone(n.bytes[:half])
	if len(n.safeBytes) > half {
		b = append(b, n.safeBytes[half:]...)
	}
	return b
}
