package config

import (
	"slices"
	"strings"
)

// Builder combines the values of lines into the meaning of a configuration.
type Builder interface {
	// Open returns a new section that the lines below a line fill in; nil if the line's
	// value opens none.
	Open(value any) any
	// Apply applies the value of a line to the section that it is in.
	Apply(value, section any, place int)
	// Attach adds a completed section to the enclosing one.
	Attach(value, around, section any, place int)
}

// Build applies the values of all lines to b, in order; root is the section of the top
// level. A section in which nothing has changed since the last Build is attached as it is.
// Only one goroutine may build at a time. Build returns the generation that was built.
func (t *Tree) Build(b Builder, root any) (generation uint64) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	build(b, t.root.sub, root)
	return t.gen
}

func build(b Builder, lines []*Line, section any) {
	for _, l := range lines {
		if l.Value == nil {
			continue
		}
		if below := l.build(b); below != nil {
			b.Attach(l.Value, section, below, l.Place)
		} else {
			b.Apply(l.Value, section, l.Place)
		}
	}
}

// build returns the section below l, nil if its value opens none.
func (l *Line) build(b Builder) any {
	if l.built == nil {
		if l.built = b.Open(l.Value); l.built != nil {
			build(b, l.sub, l.built)
		}
	}
	return l.built
}

// BuildExcept is Build without the top-level lines whose first word is one of the given ones.
// It returns the number of changes of all other lines, as ChangesExcept does.
func (t *Tree) BuildExcept(b Builder, words []string, root any) (changes uint64) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	rest := make([]*Line, 0, 64)
	for _, l := range t.root.sub {
		if word, _, _ := strings.Cut(l.Text, " "); !slices.Contains(words, word) {
			rest = append(rest, l)
		}
	}
	build(b, rest, root)
	return t.changesExcept(words)
}

// BuildLine applies the value of the top-level line with the given key to root, without the
// lines below it. It does nothing if there is none.
func (t *Tree) BuildLine(b Builder, key string, root any) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	if l := t.root.child(key); l != nil && l.Value != nil {
		b.Apply(l.Value, root, l.Place)
	}
}

// BuildSection returns the one top-level section with the given head, built as Build does.
// It returns nil if there is none, or its head has no value.
func (t *Tree) BuildSection(b Builder, head string) any {
	t.mu.RLock()
	defer t.mu.RUnlock()
	l := t.root.section(head)
	if l == nil || l.Value == nil {
		return nil
	}
	return l.build(b)
}

// BuildEach calls do with each top-level section whose head begins with the text, built as
// Build does, until do returns false.
func (t *Tree) BuildEach(b Builder, head string, do func(section any) bool) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	for _, l := range t.root.sub {
		if l.Value == nil || !strings.HasPrefix(l.Text, head) {
			continue
		}
		if section := l.build(b); section != nil && !do(section) {
			return
		}
	}
}
