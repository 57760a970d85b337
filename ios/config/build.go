package config

import "strings"

// Builder turns the values of lines into what they mean together.
type Builder interface {
	// Open makes what the lines below a line fill in; nil if its value opens nothing.
	Open(value any) any
	// Apply gives the value of a line to the section that it stands in.
	Apply(value, section any, place int)
	// Attach gives a section that is complete to the one around it.
	Attach(value, around, section any, place int)
}

// Build gives the values of all lines to b, in order; root is the section of the top
// level. A section below which nothing has changed since the last Build is attached as
// it is. One goroutine at a time may build. It returns the generation that was built.
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

// build is the section below l, nil if its value opens none.
func (l *Line) build(b Builder) any {
	if l.built == nil {
		if l.built = b.Open(l.Value); l.built != nil {
			build(b, l.sub, l.built)
		}
	}
	return l.built
}

// BuildLine gives the value of the one line of the top level with the key to root,
// without what stands below it; nothing if there is none.
func (t *Tree) BuildLine(b Builder, key string, root any) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	if l := t.root.child(key); l != nil && l.Value != nil {
		b.Apply(l.Value, root, l.Place)
	}
}

// BuildSection is Build of the one section of the top level whose head is given; nil
// if there is none, or its head has no value.
func (t *Tree) BuildSection(b Builder, head string) any {
	t.mu.RLock()
	defer t.mu.RUnlock()
	l := t.root.section(head)
	if l == nil || l.Value == nil {
		return nil
	}
	return l.build(b)
}

// BuildEach is Build of the sections of the top level whose heads begin with the text,
// one after the other until do returns false.
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
