// Package config is a configuration as an ordered tree of lines: the
// running-config. It knows where a line stands and which line it replaces, and
// no command: the command tables tell it both.
//
//	t := config.New()
//	t.Set(nil, config.Line{Text: "hostname R2", Key: "hostname", Place: 200})
//	text := t.Render()
package config

import (
	"slices"
	"strings"
	"sync"
)

// Line is one line of a configuration.
type Line struct {
	Text string
	// Key tells which line of the same section it replaces; "" is Text.
	Key string
	// Place orders the lines of a section; equal places keep the order of entry.
	// Places that differ in their hundreds are groups, set apart by "!".
	Place int
	// Block makes a top-level line a section of its own, followed by "!".
	Block bool
	// Fixed lines stay whatever is negated: "boot-start-marker".
	Fixed bool
	// Sorted orders lines of equal place by text, digits as numbers:
	// "interface GigabitEthernet0/2" before "GigabitEthernet0/10".
	Sorted bool

	sub []*Line
}

func (l *Line) key() string {
	if l.Key != "" {
		return l.Key
	}
	return l.Text
}

// Path names a section by the texts of its heads; nil is the top level.
type Path []string

// Tree is a configuration. It is safe for concurrent use.
type Tree struct {
	mu   sync.RWMutex
	root Line
	gen  uint64
}

// New is an empty configuration.
func New() *Tree { return &Tree{} }

// Generation counts the changes made so far.
func (t *Tree) Generation() uint64 {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.gen
}

// Clear empties the tree.
func (t *Tree) Clear() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.root.sub = nil
	t.gen++
}

// Set puts a line into the section at, in the place of the line with its key. A
// section head that is there already keeps what stands below it. It reports
// whether anything changed; a section that does not exist changes nothing.
func (t *Tree) Set(at Path, l Line) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := t.find(at)
	if s == nil {
		return false
	}
	for _, old := range s.sub {
		if old.key() != l.key() {
			continue
		}
		if old.Text == l.Text {
			return false
		}
		old.Text = l.Text
		t.gen++
		return true
	}
	n := l
	i := len(s.sub)
	for i > 0 && before(&n, s.sub[i-1]) {
		i--
	}
	s.sub = slices.Insert(s.sub, i, &n)
	t.gen++
	return true
}

// before reports whether a new line a stands before b.
func before(a, b *Line) bool {
	if a.Place != b.Place {
		return a.Place < b.Place
	}
	return a.Sorted && b.Sorted && natural(a.Text, b.Text) < 0
}

// Remove takes out the lines of the section at for which match holds, with all
// below them, and returns their texts. Fixed lines stay.
func (t *Tree) Remove(at Path, match func(l Line) bool) []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := t.find(at)
	if s == nil {
		return nil
	}
	var out []string
	s.sub = slices.DeleteFunc(s.sub, func(l *Line) bool {
		if l.Fixed || !match(*l) {
			return false
		}
		out = append(out, l.Text)
		return true
	})
	if out != nil {
		t.gen++
	}
	return out
}

// HasPrefix reports whether words begin the line's text word by word: "boot
// system" begins "boot system flash:x". It is what `no` with the first part of a
// line matches.
func (l Line) HasPrefix(words string) bool {
	return l.Text == words || strings.HasPrefix(l.Text, words+" ")
}

// Get is the line with the key in the section at.
func (t *Tree) Get(at Path, key string) (string, bool) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	if s := t.find(at); s != nil {
		for _, l := range s.sub {
			if l.key() == key {
				return l.Text, true
			}
		}
	}
	return "", false
}

// Value is what follows the key on its line, "" if there is no such line.
func (t *Tree) Value(at Path, key string) string {
	text, _ := t.Get(at, key)
	return strings.TrimPrefix(strings.TrimPrefix(text, key), " ")
}

// Lines are the texts of the section at, in order.
func (t *Tree) Lines(at Path) []string {
	t.mu.RLock()
	defer t.mu.RUnlock()
	s := t.find(at)
	if s == nil {
		return nil
	}
	out := make([]string, len(s.sub))
	for i, l := range s.sub {
		out[i] = l.Text
	}
	return out
}

// Has reports whether the section at exists.
func (t *Tree) Has(at Path) bool {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.find(at) != nil
}

// find walks to a section; t.mu is held.
func (t *Tree) find(at Path) *Line {
	s := &t.root
	for _, head := range at {
		i := slices.IndexFunc(s.sub, func(l *Line) bool { return l.Text == head })
		if i < 0 {
			return nil
		}
		s = s.sub[i]
	}
	return s
}

// natural compares texts with runs of digits as numbers.
func natural(a, b string) int {
	for a != "" && b != "" {
		da, db := digits(a), digits(b)
		if da > 0 && db > 0 {
			na, nb := strings.TrimLeft(a[:da], "0"), strings.TrimLeft(b[:db], "0")
			if c := len(na) - len(nb); c != 0 {
				return c
			}
			if c := strings.Compare(na, nb); c != 0 {
				return c
			}
			a, b = a[da:], b[db:]
			continue
		}
		if a[0] != b[0] {
			return int(a[0]) - int(b[0])
		}
		a, b = a[1:], b[1:]
	}
	return len(a) - len(b)
}

func digits(s string) int {
	i := 0
	for i < len(s) && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	return i
}
