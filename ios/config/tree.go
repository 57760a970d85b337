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
	"sort"
	"strings"
	"sync"
)

// Line is one line of a configuration.
type Line struct {
	Text string
	// Key tells which line of the same section it replaces; "" is Text.
	Key string
	// Place orders the lines of a section; equal places keep the order of entry.
	// Places of the top level that differ in their thousands are groups, set apart
	// by "!".
	Place int
	// Block makes a top-level line a section of its own, followed by "!"; below the
	// top level, a "!" stands before it.
	Block bool
	// Tail ends the section below the line: "exit-address-family".
	Tail string
	// More stands behind Text where the configuration is shown, and names nothing:
	// "type tunnel" of "interface Virtual-Template1 type tunnel".
	More string
	// Fixed lines stay whatever is negated: "boot-start-marker".
	Fixed bool
	// Sorted orders lines of equal place by text, digits as numbers:
	// "interface GigabitEthernet0/2" before "GigabitEthernet0/10".
	Sorted bool

	// Opens: lines may stand below it, whether there are any or not.
	Opens bool

	// Many: several lines of that text may stand in the section.
	Many bool

	// Spread makes a top-level line be shown as the lines below it, each behind its
	// words: "access-list 10 permit any". With none below it, it is not shown.
	Spread bool

	// Value is what the line means, for those who read the configuration (package
	// running); nil if it has no effect.
	Value any

	// Unknown: no command table knows the line. At the top level, "!" stands before it
	// where it would else be read as one of the section before.
	Unknown bool

	sub   []*Line
	index map[string]*Line // sub by key, once it is long; nil: search
	built any              // what a Builder made of the section; nil after a change in it
}

// UnknownKey is the Key of an Unknown line: that of no line that a table knows.
// Blanks between its words do not count.
func UnknownKey(text string) string { return "\x00" + strings.Join(strings.Fields(text), " ") }

// indexFrom is how many lines a section has before its index pays.
const indexFrom = 16

// child is the line of the section with the key.
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

// insert puts n into the section at its place.
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

// Path names a section by the texts of its heads; nil is the top level.
type Path []string

// Tree is a configuration. It is safe for concurrent use.
type Tree struct {
	mu     sync.RWMutex
	root   Line
	gen    uint64
	byWord map[string]uint64 // changes of the top-level lines, and below them, by their first word
	all    uint64            // changes of any of them
	latest *Line             // that Set was given last, as it stands
	within *Line             // the section of latest
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
	t.root.sub, t.root.index = nil, nil
	t.latest, t.within = nil, nil
	t.gen++
	t.all++
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
	if old := s.child(l.key()); old != nil && !l.Many {
		t.latest, t.within = old, s
		if old.Text == l.Text && (old.More == l.More || l.More == "") {
			return false
		}
		t.touch(at, l.Text)
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
	t.latest, t.within = &n, s
	t.gen++
	return true
}

// Latest is the place of the line that Set was given last, if that was in the section
// at and since Latest was called last.
func (t *Tree) Latest(at Path) (place int, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if ok = t.latest != nil && t.within == t.find(at); ok {
		place = t.latest.Place
	}
	t.latest, t.within = nil, nil
	return place, ok
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
		s.index = nil
		t.touch(at, out...)
		t.gen++
	}
	return out
}

// Rewrite gives every line of the tree to f, with the head of its section, and
// keeps the text that it returns, which means the same. It reports whether anything
// changed.
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
	t.touch(to)
	t.gen++
}

// Clone is a copy of the tree.
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
	for _, l := range lines {
		word, _, _ := strings.Cut(l, " ")
		t.byWord[word]++
	}
	s := &t.root
	for _, head := range at {
		if s = s.section(head); s == nil {
			return
		}
		s.built = nil
	}
}

// find walks to a section; t.mu is held.
func (t *Tree) find(at Path) *Line {
	s := &t.root
	for _, head := range at {
		if s = s.section(head); s == nil {
			return nil
		}
	}
	return s
}

// section is the line below l whose text is head; nil if there is none.
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
