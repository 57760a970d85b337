package config

import (
	"slices"
	"strings"
)

// Rollback returns the commands that change the configuration from into to, first those
// that remove lines, then those that add lines (configure replace, ios-files.md 12). It
// returns "" if they are equal. permanent reports whether a head's section cannot be
// removed, as the ports of the router: it is emptied instead.
func Rollback(from, to []*Section, permanent func(head string) bool) string {
	var b strings.Builder
	takeOut(&b, from, to, permanent, 0)
	bringIn(&b, from, to, 0)
	return b.String()
}

// fixed reports whether a line can be neither entered nor removed.
func fixed(text string) bool {
	return strings.HasPrefix(text, "version ") || text == "boot-start-marker" || text == "boot-end-marker" || text == "control-plane"
}

// takeOut writes the commands that remove the lines of from that to lacks, the last line
// first.
func takeOut(w *strings.Builder, from, to []*Section, permanent func(string) bool, depth int) {
	wanted := index(to)
	moved := disordered(from, to)
	pad := strings.Repeat(" ", depth)
	for _, l := range from {
		if fixed(l.Text) {
			continue
		}
		other := wanted[l.Text]
		switch {
		case moved[l.Text], other == nil && !(depth == 0 && permanent(l.Text)):
			if text, ok := negate(l.Text); ok {
				w.WriteString(pad + text + "\n")
			}
		case other != nil && ordered(l.Text):
			if !slices.EqualFunc(l.Sub, other.Sub, sameText) {
				w.WriteString(pad + "no " + l.Text + "\n")
			}
		default:
			var below strings.Builder
			var sub []*Section
			if other != nil {
				sub = other.Sub
			}
			takeOut(&below, l.Sub, sub, permanent, depth+1)
			if below.Len() > 0 {
				w.WriteString(pad + l.Text + "\n" + below.String())
			}
		}
	}
}

// negate returns the command that removes a line. A line with "no" is removed when the
// other configuration adds the positive form; otherwise it is a default, which a
// configuration need not contain.
func negate(text string) (string, bool) {
	text, _, _ = strings.Cut(text, "\n") // of a banner
	if strings.HasPrefix(text, "no ") {
		return "", false
	}
	if f := strings.Fields(text); len(f) > 2 && f[0] == "banner" {
		return "no banner " + f[1], true
	}
	return "no " + text, true
}

// bringIn writes the lines of to that from lacks.
func bringIn(w *strings.Builder, from, to []*Section, depth int) {
	known := index(from)
	moved := disordered(to, from)
	pad := strings.Repeat(" ", depth)
	for _, l := range to {
		other := known[l.Text]
		switch {
		case fixed(l.Text):
		case other == nil || moved[l.Text]:
			enter(w, l, depth)
		case ordered(l.Text):
			if !slices.EqualFunc(l.Sub, other.Sub, sameText) {
				enter(w, l, depth)
			}
		default:
			var below strings.Builder
			bringIn(&below, other.Sub, l.Sub, depth+1)
			if below.Len() > 0 {
				w.WriteString(pad + l.Text + "\n" + below.String())
			}
		}
	}
}
