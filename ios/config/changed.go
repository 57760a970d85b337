package config

// heads are the top-level lines of a first word that have changed, or below which something
// has, since they were last taken.
type heads struct {
	texts map[string]bool
	all   uint64 // changes of the whole tree at that time
}

// maxHeads bounds how many heads are noted before all count as changed.
const maxHeads = 256

// TakeChanged returns the top-level lines with the first word that have been set, removed or
// changed, or below which something has, since the last call with that word; all says that
// any of them may have, as at the first call. Only one reader may take the changes of a word.
func (t *Tree) TakeChanged(word string) (changed []string, all bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	h, known := t.heads[word]
	all = !known || h.all != t.all || len(h.texts) > maxHeads
	for text := range h.texts {
		changed = append(changed, text)
	}
	if t.heads == nil {
		t.heads = map[string]heads{}
	}
	t.heads[word] = heads{texts: map[string]bool{}, all: t.all}
	return changed, all
}

// noteChanged notes a change of a top-level line; t.mu is held.
func (t *Tree) noteChanged(word, head string) {
	if h, ok := t.heads[word]; ok && len(h.texts) <= maxHeads {
		h.texts[head] = true
	}
}

// ChangesExcept counts the changes of the configuration but for those of the top-level lines
// whose first word is one of the given ones, and below them.
func (t *Tree) ChangesExcept(words []string) uint64 {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.changesExcept(words)
}

func (t *Tree) changesExcept(words []string) uint64 {
	n := t.all + t.touched
	for _, w := range words {
		n -= t.byWord[w]
	}
	return n
}
