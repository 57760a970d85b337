package diskfs

import "github.com/iosim/iosim/ifs"

// clusters returns the bytes that a file of the given size occupies.
func (m *medium) clusters(size int64) int64 {
	c := m.o.Cluster
	return (size+c-1)/c*c + m.o.Header
}

// cost returns the bytes that n itself occupies, without what is below a directory.
func (m *medium) cost(n *node) int64 {
	if n.dir {
		return m.o.Cluster
	}
	return m.clusters(n.size)
}

// total returns the bytes that n occupies with all that is below it.
func (m *medium) total(n *node) int64 {
	sum := m.cost(n)
	for _, c := range n.slots {
		if c != nil {
			sum += m.total(c)
		}
	}
	return sum
}

// free returns the number of free bytes. It is not negative even if the folder
// holds more than the disk has space for.
func (m *medium) free() int64 { return max(0, m.o.Size-m.o.Reserved-m.used) }

// target is the directory entry that a writer will create or replace.
type target struct {
	dir *node
	key string // folded name
}

func (t target) old() *node { return t.dir.byName[t.key] }

// room returns the number of bytes that w may occupy: the free space and the space
// of the file it replaces, less what other writers have reserved beyond what they
// replace. A nil w stands for a new directory.
func (m *medium) room(w *writer) int64 {
	promised := map[target]int64{}
	for o := range m.writers {
		if o != w {
			promised[o.target] += o.reserved
		}
	}
	left := m.o.Size - m.o.Reserved - m.used
	for t, need := range promised {
		if w == nil || t != w.target {
			left -= max(0, need-m.replaced(t))
		}
	}
	if w != nil {
		left += m.replaced(w.target) - promised[w.target]
	}
	return left
}

func (m *medium) replaced(t target) int64 {
	if n := t.old(); n != nil && !n.dir {
		return m.cost(n)
	}
	return 0
}

// reserve raises w's reservation to size bytes. If there is not enough space it
// returns the kind full.
func (m *medium) reserve(w *writer, size int64, full ifs.Kind) error {
	if size > m.o.Size { // also keeps clusters from overflowing
		return kind(full)
	}
	need := m.clusters(size)
	if need > w.reserved && need > m.room(w) {
		return kind(full)
	}
	w.reserved = max(w.reserved, need)
	return nil
}
