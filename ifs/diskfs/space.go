package diskfs

import "github.com/iosim/iosim/ifs"

// clusters is what a file of size bytes takes on the medium.
func (m *medium) clusters(size int64) int64 {
	c := m.o.Cluster
	return (size+c-1)/c*c + m.o.Header
}

// cost is what n itself takes; what lies below a directory counts for itself.
func (m *medium) cost(n *node) int64 {
	if n.dir {
		return m.o.Cluster
	}
	return m.clusters(n.size)
}

// total is what n takes with all below it.
func (m *medium) total(n *node) int64 {
	sum := m.cost(n)
	for _, c := range n.slots {
		if c != nil {
			sum += m.total(c)
		}
	}
	return sum
}

// free is the number of free bytes; never below 0, though a person may put more
// into the folder than the disk has room for.
func (m *medium) free() int64 { return max(0, m.o.Size-m.o.Reserved-m.used) }

// target is the directory entry that a writer will make or replace.
type target struct {
	dir *node
	key string // folded name
}

func (t target) old() *node { return t.dir.byName[t.key] }

// room is the number of bytes that w may take: what is free and what it replaces,
// less what other writers were promised beyond what they replace. nil asks for a
// new directory.
func (m *medium) room(w *writer) int64 {
	promised := map[target]int64{}
	for o := range m.writers {
		if o != w {
			promised[o.target] += o.need
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

// reserve makes w's promise large enough for size bytes; full is the kind of
// the refusal.
func (m *medium) reserve(w *writer, size int64, full ifs.Kind) error {
	if size > m.o.Size { // also keeps clusters from overflowing
		return kind(full)
	}
	need := m.clusters(size)
	if need > w.need && need > m.room(w) {
		return kind(full)
	}
	w.need = max(w.need, need)
	return nil
}
