package chunk

// Copy returns a file system with the present content of f; later changes of one do
// not affect the other. It costs memory only for the names, because the two share
// chunks.
func (f *Fs) Copy() *Fs {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return &Fs{store: f.store, root: f.root.copy()}
}

// Restore replaces the content of f by the present content of from. Open handles
// keep the old content.
func (f *Fs) Restore(from *Fs) {
	c := from.Copy()
	f.mu.Lock()
	defer f.mu.Unlock()
	f.root = c.root
}

// copy returns a copy of the node with all below it. The caller holds the lock of
// the tree.
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
