package ifs

import (
	"slices"
	"strings"
	"sync"
)

// Mount is one row of the mount table.
type Mount struct {
	Prefix  string   // without the colon
	Aliases []string // other prefixes of the mount, without the colon: "flash"
	FS      FS
}

// Can is a set of uses of a file name; see Prefixes.
type Can uint8

// The uses of a file name.
const (
	CanRead Can = 1 << iota
	CanWrite
	CanList // dir works on it
)

// Table is the mount table of a device. It is safe for concurrent use: media are
// inserted and removed while sessions work.
type Table struct {
	mu     sync.RWMutex
	mounts []Mount
	words  map[string]Name // keywords that stand for a name: "running-config"
	open   map[int]*descriptor

	quiet map[string]FS // mounted by MountQuietly
}

// NewTable returns an empty table.
func NewTable() *Table { return &Table{words: map[string]Name{}} }

// Mount adds a file system. Rows keep their order in show file systems; mounting a
// prefix again replaces its file system in place.
func (t *Table) Mount(prefix string, fs FS) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i := range t.mounts {
		if t.mounts[i].Prefix == prefix {
			t.mounts[i].FS = fs
			return
		}
	}
	t.mounts = append(t.mounts, Mount{Prefix: prefix, FS: fs})
}

// MountQuietly mounts a file system that is found by its prefix but not listed or
// offered anywhere.
func (t *Table) MountQuietly(prefix string, fs FS) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.quiet == nil {
		t.quiet = map[string]FS{}
	}
	t.quiet[prefix] = fs
}

// Quiet reports whether prefix was mounted by MountQuietly.
func (t *Table) Quiet(prefix string) bool {
	t.mu.RLock()
	defer t.mu.RUnlock()
	_, ok := t.quiet[prefix]
	return ok
}

// Unmount removes the row of prefix.
func (t *Table) Unmount(prefix string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.mounts = slices.DeleteFunc(t.mounts, func(m Mount) bool { return m.Prefix == prefix })
}

// Alias makes prefix another name for the mount target.
func (t *Table) Alias(prefix, target string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i := range t.mounts {
		if t.mounts[i].Prefix == target {
			t.mounts[i].Aliases = append(t.mounts[i].Aliases, prefix)
		}
	}
}

// Keyword makes word stand for a file name: running-config for
// system:running-config.
func (t *Table) Keyword(word string, name Name) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.words[word] = name
}

// KeywordName returns the file name that a keyword stands for.
func (t *Table) KeywordName(word string) (Name, bool) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	n, ok := t.words[word]
	return n, ok
}

// Mounts returns a copy of the rows, in order.
func (t *Table) Mounts() []Mount {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return slices.Clone(t.mounts)
}

// Prefixes returns, in alphabetical order, the prefixes and aliases, with their
// colons, of the file systems that support all uses in can. copy ?, dir ? and Tab
// offer exactly these.
func (t *Table) Prefixes(can Can) []string {
	var out []string
	for _, m := range t.Mounts() {
		info := m.FS.Info()
		if can&CanRead != 0 && info.Access == WriteOnly || can&CanWrite != 0 && info.Access == ReadOnly {
			continue
		}
		if _, ok := m.FS.(DirReader); can&CanList != 0 && !ok {
			continue
		}
		out = append(out, m.Prefix+":")
		for _, a := range m.Aliases {
			out = append(out, a+":")
		}
	}
	slices.Sort(out)
	return out
}

// Parse is ParseName with the prefix checked: the error is of KindInvalid with the
// cause ErrPrefix if nothing is mounted under it. It does not access the file
// system.
func (t *Table) Parse(s string) (Name, error) {
	n, err := ParseName(s)
	if err != nil {
		return n, err
	}
	if n.Prefix != "" {
		if _, _, ok := t.find(n.Prefix); !ok {
			return n, &Error{Op: OpParse, Name: n, Kind: KindInvalid, Err: ErrPrefix}
		}
	}
	return n, nil
}

// Abs returns n as an absolute name; cwd is the directory a relative n starts from.
func (t *Table) Abs(cwd, n Name) Name {
	if n.Prefix != "" {
		return n
	}
	path := n.Path
	if strings.HasPrefix(path, "/") {
		return cwd.With(path)
	}
	return cwd.Join(path)
}

// Resolve returns the file system of n and n's canonical name, in which an alias is
// replaced by the mount's own prefix. The error is of KindNoDevice with the cause
// ErrPrefix if nothing is mounted under the prefix.
func (t *Table) Resolve(n Name) (FS, Name, error) {
	prefix, fs, ok := t.find(n.Prefix)
	if !ok {
		return nil, n, &Error{Op: OpOpen, Name: n, Kind: KindNoDevice, Err: ErrPrefix}
	}
	n.Prefix = prefix
	return fs, n, nil
}

func (t *Table) find(prefix string) (string, FS, bool) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	for _, m := range t.mounts {
		if m.Prefix == prefix || slices.Contains(m.Aliases, prefix) {
			return m.Prefix, m.FS, true
		}
	}
	if fs, ok := t.quiet[prefix]; ok {
		return prefix, fs, true
	}
	return "", nil, false
}

func equalElements(a, b []string) bool {
	return slices.EqualFunc(a, b, strings.EqualFold)
}
