// Package config is a configuration as an ordered tree of lines: the running-config. It
// knows where a line is placed and which line it replaces, but no commands: the command
// tables provide both.
//
//	t := config.New()
//	t.Set(nil, config.Line{Text: "hostname R2", Key: "hostname", Place: 200})
//	text := t.Render()
package config

import (
	"slices"
	"sort"
	"strings"
	"sync"
)

// Line is one line of a configuration.
type Line struct {
	Text string
	// Key identifies the line of the same section that it replaces; "" is Text.
	Key string
	// Place orders the lines of a section; equal places keep the order of entry. At the top
	// level, places that differ in their thousands are groups, separated by "!".
	Place int
	// Block makes a top-level line a section of its own, followed by "!"; below the top
	// level, a "!" precedes it.
	Block bool
	// Tail ends the section below the line: "exit-address-family".
	Tail string
	// More follows Text when the configuration is shown but does not identify the line:
	// "type tunnel" of "interface Virtual-Template1 type tunnel".
	More string
	// Fixed lines cannot be removed: "boot-start-marker".
	Fixed bool
	// Sorted orders lines with equal places by text, with digits compared as numbers:
	// "interface GigabitEthernet0/2" before "GigabitEthernet0/10".
	Sorted bool

	// Opens says that the line may have lines below it, even if it has none now.
	Opens bool

	// Many allows several lines with that text in the section.
	Many bool

	// Spread shows a top-level line as the lines below it, each preceded by its words:
	// "access-list 10 permit any". Without lines below it, it is not shown.
	Spread bool

	// Value is the meaning of the line for the readers of the configuration (package
	// running); nil if it has no effect.
	Value any

	// Unknown says that no command table knows the line. At the top level, "!" precedes it
	// where it would otherwise be read as a line of the section before it.
	Unknown bool

	sub   []*Line
	index map[string]*Line // sub by key, if there are many; nil: search
	built any              // the section as a Builder made it; nil after a change in it
}

// UnknownKey returns the Key of an Unknown line, which is different from those of all known
// lines. The number of blanks between words does not matter.
func UnknownKey(text string) string { return "\x00" + strings.Join(strings.Fields(text), " ") }

// indexFrom is the number of lines from which on a section has an index.
const indexFrom = 16

// child returns the line of the section with the key.
func (l *Line) child(key string) *Line {
	if l.index != nil {
		return l.index[key]
	}
	for _, s := range l.sub {
		if s.key() == key {
			return s
		}
	}
	return nil
}

// insert inserts n into the section at its place.
func (l *Line) insert(n *Line) {
	i := sort.Search(len(l.sub), func(i int) bool { return l.sub[i].Place > n.Place })
	for i > 0 && before(n, l.sub[i-1]) {
		i--
	}
	l.sub = slices.Insert(l.sub, i, n)
	switch {
	case l.index != nil:
		l.index[n.key()] = n
	case len(l.sub) >= indexFrom:
		l.index = make(map[string]*Line, 2*len(l.sub))
		for _, s := range l.sub {
			l.index[s.key()] = s
		}
	}
}

func (l *Line) key() string {
	if l.Key != "" {
		return l.Key
	}
	return l.Text
}

// Path identifies a section by the texts of its heads; nil is the top level.
type Path []string

// Tree is a configuration. It is safe for concurrent use.
type Tree struct {
	mu     sync.RWMutex
	root   Line
	gen    uint64
	latest *Line // the line that was set last, as stored
	within *Line // the section of latest
}

// New returns an empty configuration.
func New() *Tree { return &Tree{} }

// Generation returns the number of changes made so far.
func (t *Tree) Generation() uint64 {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.gen
}

// Clear removes all lines.
func (t *Tree) Clear() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.root.sub, t.root.index = nil, nil
	t.latest, t.within = nil, nil
	t.gen++
}

// Set adds a line to the section at, or replaces the line with its key. An existing section
// keeps the lines below its head. It reports whether anything changed; if the section at
// does not exist, nothing does.
func (t *Tree) Set(at Path, l Line) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := t.find(at)
	if s == nil {
		return false
	}
	if old := s.child(l.key()); old != nil && !l.Many {
		t.latest, t.within = old, s
		if old.Text == l.Text && (old.More == l.More || l.More == "") {
			return false
		}
		t.touch(at)
		old.Text, old.Value, old.built = l.Text, l.Value, nil
		if l.More != "" {
			old.More = l.More
		}
		t.gen++
		return true
	}
	n := l
	t.touch(at)
	s.insert(&n)
	t.latest, t.within = &n, s
	t.gen++
	return true
}

// Latest returns the place of the line that was last set, if that was in the section at and
// after the previous call of Latest.
func (t *Tree) Latest(at Path) (place int, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if ok = t.latest != nil && t.within == t.find(at); ok {
		place = t.latest.Place
	}
	t.latest, t.within = nil, nil
	return place, ok
}

// before reports whether a new line a is placed before b.
func before(a, b *Line) bool {
	if a.Place != b.Place {
		return a.Place < b.Place
	}
	return a.Sorted && b.Sorted && natural(a.Text, b.Text) < 0
}

// Remove removes the lines of the section at for which match returns true, with all lines
// below them, and returns their texts. Fixed lines are kept.
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
		s.index = nil
		t.touch(at)
		t.gen++
	}
	return out
}

// Rewrite calls f with every line of the tree and the head of its section, and replaces the
// text by the one that f returns, which must have the same meaning. It reports whether
// anything changed.
func (t *Tree) Rewrite(f func(head, text string) string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	changed := t.root.rewrite(f)
	if changed {
		t.gen++
	}
	return changed
}

func (l *Line) rewrite(f func(head, text string) string) bool {
	changed := false
	for _, s := range l.sub {
		if text := f(l.Text, s.Text); text != s.Text {
			s.Text, changed = text, true
		}
		changed = s.rewrite(f) || changed
	}
	if changed {
		l.index = nil
	}
	return changed
}

// Places returns the places of the lines of the section at, in the order of Lines.
func (t *Tree) Places(at Path) []int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	s := t.find(at)
	if s == nil {
		return nil
	}
	out := make([]int, len(s.sub))
	for i, l := range s.sub {
		out[i] = l.Place
	}
	return out
}

// LastPlace returns the place of the last line of the section at; 0 if it has none.
func (t *Tree) LastPlace(at Path) int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	s := t.find(at)
	if s == nil || len(s.sub) == 0 {
		return 0
	}
	return s.sub[len(s.sub)-1].Place
}

// At returns the texts of the lines of the section at that have the place, in order.
func (t *Tree) At(at Path, place int) []string {
	t.mu.RLock()
	defer t.mu.RUnlock()
	s := t.find(at)
	if s == nil {
		return nil
	}
	var out []string
	for i := sort.Search(len(s.sub), func(i int) bool { return s.sub[i].Place >= place }); i < len(s.sub) && s.sub[i].Place == place; i++ {
		out = append(out, s.sub[i].Text)
	}
	return out
}

// HasPrefix reports whether the line's text begins with the given words: "boot system" is a
// prefix of "boot system flash:x". This is how `no` with the first part of a line finds the
// lines.
func (l Line) HasPrefix(words string) bool {
	return l.Text == words || strings.HasPrefix(l.Text, words+" ")
}

// Get returns the text of the line with the key in the section at; ok is false if there is
// none.
func (t *Tree) Get(at Path, key string) (string, bool) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	if s := t.find(at); s != nil {
		if l := s.child(key); l != nil {
			return l.Text, true
		}
	}
	return "", false
}

// Value returns the text after the key in its line, "" if there is no such line.
func (t *Tree) Value(at Path, key string) string {
	text, _ := t.Get(at, key)
	return strings.TrimPrefix(strings.TrimPrefix(text, key), " ")
}

// Each calls do for every top-level section whose head begins with the words, with the rest
// of the head and a function that looks up the lines below it by key. For "interface", the
// rest is the name. It stops when do returns false.
func (t *Tree) Each(words string, do func(name string, get func(key string) string) bool) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	words += " "
	for _, l := range t.root.sub {
		name, ok := strings.CutPrefix(l.Text, words)
		if ok && !do(name, l.text) {
			return
		}
	}
}

// text returns the text of the line of the section with the key, "" if there is none.
func (l *Line) text(key string) string {
	if s := l.child(key); s != nil {
		return s.Text
	}
	return ""
}

// Lines returns the texts of the section at, in order.
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

// Copy replaces the lines below the section to by copies of those below the section from.
// If a section does not exist, nothing changes.
func (t *Tree) Copy(from, to Path) {
	t.mu.Lock()
	defer t.mu.Unlock()
	a, b := t.find(from), t.find(to)
	if a == nil || b == nil {
		return
	}
	b.sub, b.index = clone(a.sub), nil
	t.touch(to)
	t.gen++
}

// Clone returns a copy of the tree.
func (t *Tree) Clone() *Tree {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return &Tree{root: Line{sub: clone(t.root.sub)}}
}

func clone(lines []*Line) []*Line {
	out := make([]*Line, len(lines))
	for i, l := range lines {
		c := *l
		c.sub, c.index, c.built = clone(l.sub), nil, nil
		out[i] = &c
	}
	return out
}

// Has reports whether the section at exists.
func (t *Tree) Has(at Path) bool {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.find(at) != nil
}

// touch discards what was built of the sections on a path; t.mu is held.
func (t *Tree) touch(at Path) {
	s := &t.root
	for _, head := range at {
		if s = s.section(head); s == nil {
			return
		}
		s.built = nil
	}
}

// find returns the section with the path, nil if there is none; t.mu is held.
func (t *Tree) find(at Path) *Line {
	s := &t.root
	for _, head := range at {
		if s = s.section(head); s == nil {
			return nil
		}
	}
	return s
}

// section returns the line below l whose text is head; nil if there is none.
func (l *Line) section(head string) *Line {
	if s := l.child(head); s != nil && s.Text == head {
		return s
	}
	if s := l.child(UnknownKey(head)); s != nil && s.Text == head {
		return s
	}
	if i := slices.IndexFunc(l.sub, func(s *Line) bool { return s.Text == head }); i >= 0 {
		return l.sub[i]
	}
	return nil
}

// natural compares texts, with runs of digits compared as numbers.
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
