package chunk

// Used returns how many bytes the files of f hold in memory, those that are linked not
// counted and those that share chunks counted each, and how many files and directories there
// are.
func (f *Fs) Used() (bytes int64, names int) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return f.root.used()
}

func (n *node) used() (bytes int64, names int) {
	if n.children == nil {
		n.content.mu.RLock()
		defer n.content.mu.RUnlock()
		if n.link != nil {
			return 0, 1
		}
		return n.size, 1
	}
	names = 1
	for _, c := range n.children {
		b, m := c.used()
		bytes, names = bytes+b, names+m
	}
	return bytes, names
}
