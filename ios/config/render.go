package config

import "strings"

// Render returns the text of the configuration from the first section to "end". Groups and
// blocks are separated by "!" (ios-boot.md 11.2).
func (t *Tree) Render() string {
	var b strings.Builder
	t.mu.RLock()
	defer t.mu.RUnlock()
	var last *Line
	for _, l := range t.root.sub {
		if l.Spread && len(l.sub) == 0 {
			continue
		}
		if last != nil && (last.Block || l.Block || l.Unknown && last.opens() || l.Place/1000 != last.Place/1000) {
			b.WriteString("!\n")
		}
		if l.Spread {
			spread(&b, l)
		} else {
			render(&b, l, 0)
		}
		last = l
	}
	b.WriteString("!\nend\n")
	return b.String()
}

// spread writes the lines below l, each preceded by the words of l.
func spread(b *strings.Builder, l *Line) {
	for _, s := range l.sub {
		b.WriteString(l.Text)
		b.WriteByte(' ')
		b.WriteString(s.Text)
		b.WriteByte('\n')
	}
}

// opens reports whether a following line that is not indented might be read as one of the
// section of l.
func (l *Line) opens() bool { return l.Opens || !l.Unknown && len(l.sub) > 0 }

// Section returns the text of the section at, including its head, "" if there is none.
func (t *Tree) Section(at Path) string {
	t.mu.RLock()
	defer t.mu.RUnlock()
	s := t.find(at)
	if s == nil || len(at) == 0 {
		return ""
	}
	var b strings.Builder
	render(&b, s, 0)
	return b.String()
}

func render(b *strings.Builder, l *Line, depth int) {
	if depth > 0 && l.Block {
		indent(b, depth)
		b.WriteString("!\n")
	}
	indent(b, depth)
	b.WriteString(l.Text)
	if l.More != "" {
		b.WriteByte(' ')
		b.WriteString(l.More)
	}
	b.WriteByte('\n')
	for _, s := range l.sub {
		render(b, s, depth+1)
	}
	if l.Tail != "" {
		indent(b, depth)
		b.WriteString(l.Tail)
		b.WriteByte('\n')
	}
}

func indent(b *strings.Builder, depth int) {
	for range depth {
		b.WriteByte(' ')
	}
}
