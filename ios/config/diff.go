package config

import (
	"slices"
	"strings"
)

// Diff returns the differences of two configurations, as show archive config differences
// prints them: first the lines that only to has, with "+", then those that only from has,
// with "-", each below the heads of its sections. It returns "" if there are none. If the
// order of a section matters and differs, all its lines are listed.
func Diff(from, to []*Section) string {
	var b strings.Builder
	missing(&b, to, from, '+', 0)
	missing(&b, from, to, '-', 0)
	return b.String()
}

// missing writes the lines of a that b lacks.
func missing(w *strings.Builder, a, b []*Section, sign byte, depth int) {
	known := index(b)
	moved := disordered(a, b)
	for _, l := range a {
		other := known[l.Text]
		if other == nil || moved[l.Text] {
			whole(w, l, sign, depth)
			continue
		}
		var below strings.Builder
		if ordered(l.Text) && !slices.EqualFunc(l.Sub, other.Sub, sameText) {
			for _, s := range l.Sub {
				whole(&below, s, sign, depth+1)
			}
		} else {
			missing(&below, l.Sub, other.Sub, sign, depth+1)
		}
		if below.Len() > 0 {
			w.WriteString(strings.Repeat(" ", depth) + l.Text + "\n" + below.String())
		}
	}
}

func sameText(a, b *Section) bool { return a.Text == b.Text }

// whole writes a line with everything below it.
func whole(w *strings.Builder, l *Section, sign byte, depth int) {
	w.WriteString(strings.Repeat(" ", depth) + string(sign) + l.Text + "\n")
	for _, s := range l.Sub {
		whole(w, s, sign, depth+1)
	}
}

// ordered reports whether the order of the lines below a head matters.
func ordered(head string) bool {
	return strings.HasPrefix(head, "ip access-list ") || strings.HasPrefix(head, "ipv6 access-list ")
}

// lists returns the name of the list that a top-level line belongs to, if the order of its
// entries matters, and "" otherwise.
func lists(text string) string {
	f := strings.Fields(text)
	switch {
	case len(f) > 2 && f[0] == "boot" && f[1] == "system":
		return "boot system"
	case len(f) > 2 && f[0] == "access-list":
		return "access-list " + f[1]
	}
	return ""
}

// disordered returns the lines of a that belong to a list which has another order in b.
func disordered(a, b []*Section) map[string]bool {
	in := func(lines []*Section) map[string][]string {
		m := map[string][]string{}
		for _, l := range lines {
			if k := lists(l.Text); k != "" {
				m[k] = append(m[k], l.Text)
			}
		}
		return m
	}
	var out map[string]bool
	other := in(b)
	for k, mine := range in(a) {
		if inOrder(mine, other[k]) && inOrder(other[k], mine) {
			continue
		}
		for _, text := range mine {
			if out == nil {
				out = map[string]bool{}
			}
			out[text] = true
		}
	}
	return out
}

// inOrder reports whether the lines that both have are in the same order, and the lines
// that only a has follow those of b.
func inOrder(a, b []string) bool {
	last, fresh := -1, false
	for _, text := range a {
		i := slices.Index(b, text)
		switch {
		case i < 0:
			fresh = true
		case i < last || fresh:
			return false
		default:
			last = i
		}
	}
	return true
}

// Missing returns the lines of more that base lacks, below the heads of their sections, as
// they would be entered (show archive config incremental-diffs).
func Missing(more, base []*Section) string {
	var b strings.Builder
	added(&b, more, base, 0)
	return b.String()
}

func added(w *strings.Builder, a, b []*Section, depth int) {
	known := index(b)
	for _, l := range a {
		var below strings.Builder
		other := known[l.Text]
		if other == nil {
			enter(w, l, depth)
			continue
		}
		added(&below, l.Sub, other.Sub, depth+1)
		if below.Len() > 0 {
			w.WriteString(strings.Repeat(" ", depth) + l.Text + "\n" + below.String())
		}
	}
}

// enter writes a line with everything below it, as it is typed.
func enter(w *strings.Builder, l *Section, depth int) {
	w.WriteString(strings.Repeat(" ", depth) + l.Text + "\n")
	for _, s := range l.Sub {
		enter(w, s, depth+1)
	}
}
