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
	texts map[string]*Line // sub by text, if there is an index; of equal ones the first that was set
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
	if n.Sorted && i > 0 && before(n, l.sub[i-1]) { // not at the end: among many lines a step at a time takes long
		i = sort.Search(i, func(i int) bool { return before(n, l.sub[i]) })
	}
	for i > 0 && before(n, l.sub[i-1]) {
		i--
	}
	l.sub = slices.Insert(l.sub, i, n)
	switch {
	case l.index != nil:
		l.index[n.key()] = n
		if l.texts[n.Text] == nil {
			l.texts[n.Text] = n
		}
	case len(l.sub) >= indexFrom:
		l.index, l.texts = make(map[string]*Line, 2*len(l.sub)), make(map[string]*Line, 2*len(l.sub))
		for _, s := range l.sub {
			l.index[s.key()] = s
			if l.texts[s.Text] == nil {
				l.texts[s.Text] = s
			}
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
	mu      sync.RWMutex
	root    Line
	gen     uint64
	counts  counts
	byWord  map[string]uint64 // changes of the top-level lines, and below them, by their first word
	touched uint64            // the sum of byWord
	all     uint64            // changes of any of them
	heads   map[string]heads  // of TakeChanged, by first word
	latest  *Line             // that Set was given last, as it stands
	within  *Line             // the section of latest
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
	t.root.sub, t.root.index, t.counts = nil, nil, counts{}
	t.latest, t.within = nil, nil
	t.gen++
	t.all++
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
		t.touch(at, l.Text)
		if s.index != nil && old.Text != l.Text {
			delete(s.texts, old.Text)
			s.texts[l.Text] = old
		}
		old.Text, old.Value, old.built = l.Text, l.Value, nil
		if l.More != "" {
			old.More = l.More
		}
		t.gen++
		return true
	}
	n := l
	t.touch(at, l.Text)
	s.insert(&n)
	t.counted(at, l.Text, 1, 1)
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
		t.counted(at, l.Text, -1, -l.count())
		return true
	})
	if out != nil {
		s.index = nil
		t.touch(at, out...)
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
		t.all++
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

// HasPrefix reports whether words begin the line's text word by word: "boot
// system" begins "boot system flash:x". It is what `no` with the first part of a
// line matches.
func (l Line) HasPrefix(words string) bool {
	return l.Text == words || strings.HasPrefix(l.Text, words+" ")
}

// Copy gives the section to what stands below the section from, whatever it had
// before. A section that does not exist changes nothing.
func (t *Tree) Copy(from, to Path) {
	t.mu.Lock()
	defer t.mu.Unlock()
	a, b := t.find(from), t.find(to)
	if a == nil || b == nil {
		return
	}
	b.sub, b.index = clone(a.sub), nil
	t.recount()
	t.touch(to)
	t.gen++
}

// Clone returns a copy of the tree.
func (t *Tree) Clone() *Tree {
	t.mu.RLock()
	defer t.mu.RUnlock()
	c := &Tree{root: Line{sub: clone(t.root.sub)}}
	c.recount()
	return c
}

func clone(lines []*Line) []*Line {
	out := make([]*Line, len(lines))
	for i, l := range lines {
		c := *l
		c.sub, c.index, c.texts, c.built = clone(l.sub), nil, nil, nil
		out[i] = &c
	}
	return out
}

// Changes counts the changes of the top-level lines whose first word is given, and of
// what stands below them: what was derived from them holds as long as it stays.
func (t *Tree) Changes(word string) uint64 {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.all + t.byWord[word]
}

// touch notes a change of lines of the section at, and forgets what was built of the
// sections on the path; t.mu is held.
func (t *Tree) touch(at Path, lines ...string) {
	if t.byWord == nil {
		t.byWord = map[string]uint64{}
	}
	if len(at) > 0 {
		lines = at[:1]
	}
	if len(lines) == 0 {
		t.all++ // of the top level as a whole
	}
	for _, l := range lines {
		word, _, _ := strings.Cut(l, " ")
		t.byWord[word]++
		t.touched++
		t.noteChanged(word, l)
	}
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
	if l.index != nil {
		return l.texts[head]
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
