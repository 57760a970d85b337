package config

import (
	"slices"
	"strings"
)

// Diff writes how the configuration to differs from from: first what to has more,
// with "+", then what it lacks, with "-", each line below the heads of the sections
// that it stands in (show archive config differences). "" if nothing differs. Where
// the order of a section counts and is another, all its lines differ.
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

// whole writes a line with all below it.
func whole(w *strings.Builder, l *Section, sign byte, depth int) {
	w.WriteString(strings.Repeat(" ", depth) + string(sign) + l.Text + "\n")
	for _, s := range l.Sub {
		whole(w, s, sign, depth+1)
	}
}

// ordered reports whether the order of the lines below a head counts.
func ordered(head string) bool {
	return strings.HasPrefix(head, "ip access-list ") || strings.HasPrefix(head, "ipv6 access-list ")
}

// lists are the top-level lines whose order among themselves counts.
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

// disordered are the lines of a that belong to a list which b has in another order.
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

// inOrder reports whether the lines that a has of b stand in b's order, and that
// lines which only a has come behind all of b's.
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

// Missing writes the lines of more that base lacks, below the heads of their
// sections, as they would be entered (show archive config incremental-diffs).
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

// enter writes a line with all below it, as it is typed.
func enter(w *strings.Builder, l *Section, depth int) {
	w.WriteString(strings.Repeat(" ", depth) + l.Text + "\n")
	for _, s := range l.Sub {
		enter(w, s, depth+1)
	}
}
