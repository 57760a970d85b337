package config

import (
	"slices"
	"sort"
	"strings"
)

// Places are the places of the lines of the section at, in order: next to Lines.
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

// LastPlace is the place of the last line of the section at; 0 if it has none.
func (t *Tree) LastPlace(at Path) int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	s := t.find(at)
	if s == nil || len(s.sub) == 0 {
		return 0
	}
	return s.sub[len(s.sub)-1].Place
}

// At are the texts of the lines of the section at that have the place, in order.
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

// Get is the line with the key in the section at.
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

// Any reports whether match is true for a line of the section at.
func (t *Tree) Any(at Path, match func(l Line) bool) bool {
	t.mu.RLock()
	defer t.mu.RUnlock()
	s := t.find(at)
	return s != nil && slices.ContainsFunc(s.sub, func(l *Line) bool { return match(*l) })
}
