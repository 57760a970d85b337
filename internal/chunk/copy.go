package chunk

// Copy is a file system that holds what f holds now; neither sees what becomes of the
// other. It costs no memory but the names: both share chunks.
func (f *Fs) Copy() *Fs {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return &Fs{store: f.store, root: f.root.copy()}
}

// Restore makes f hold what from holds now, in place of all it held. Open handles keep
// what they have.
func (f *Fs) Restore(from *Fs) {
	c := from.Copy()
	f.mu.Lock()
	defer f.mu.Unlock()
	f.root = c.root
}

// copy is the node with all below it; the tree's lock is held.
func (n *node) copy() *node {
	c := &node{content: &content{store: n.store}}
	c.copyFrom(n.content)
	n.content.mu.RLock()
	c.mode, c.mtime = n.mode, n.mtime
	n.content.mu.RUnlock()
	if n.children != nil {
		c.children = make(map[string]*node, len(n.children))
		for name, child := range n.children {
			c.children[name] = child.copy()
		}
	}
	return c
}
