package images

import (
	"bytes"
	"github.com/iosim/iosim/internal/printable"
	"strings"
)

// maxTags is the maximum length in bytes of the CW_ strings of an image.
const maxTags = 16 << 10

var (
	tagsBegin = []byte("CW_BEGIN$")
	tagsEnd   = []byte("CW_END$")
)

// tagFinder looks for the CW_ strings in a stream of bytes.
type tagFinder struct {
	b    []byte // the bytes since CW_BEGIN$; before it is found, the last bytes seen
	in   bool   // CW_BEGIN$ was found
	done bool   // CW_END$ was found
}

func (f *tagFinder) write(p []byte) {
	for len(p) > 0 && !f.done {
		if f.in {
			p = f.collect(p)
			continue
		}
		p = f.search(p)
	}
}

// search looks for CW_BEGIN$ and returns what is left of p.
func (f *tagFinder) search(p []byte) []byte {
	// It may be split between two pieces.
	seam := append(f.b, p[:min(len(p), len(tagsBegin)-1)]...)
	if i := bytes.Index(seam, tagsBegin); i >= 0 {
		used := i + len(tagsBegin) - len(f.b)
		f.b, f.in = append([]byte(nil), tagsBegin...), true
		return p[used:]
	}
	if i := bytes.Index(p, tagsBegin); i >= 0 {
		f.b, f.in = append([]byte(nil), tagsBegin...), true
		return p[i+len(tagsBegin):]
	}
	if len(p) < len(tagsBegin)-1 {
		p = seam
	}
	f.b = append([]byte(nil), p[max(0, len(p)-len(tagsBegin)+1):]...)
	return nil
}

// collect adds p up to CW_END$.
func (f *tagFinder) collect(p []byte) []byte {
	take := min(len(p), maxTags-len(f.b))
	f.b = append(f.b, p[:take]...)
	switch i := bytes.Index(f.b, tagsEnd); {
	case i >= 0:
		f.b, f.done = f.b[:i], true
	case len(f.b) >= maxTags:
		// Too long: that was not the beginning of the tags. Look for the next one.
		f.b, f.in = nil, false
	}
	return p[take:]
}

// values returns the tags by their keys without "CW_", or nil if there are none. Of
// a repeated tag one value is kept.
func (f *tagFinder) values() map[string]string {
	if !f.done {
		return nil
	}
	out := map[string]string{}
	s := string(f.b)
	for {
		i := strings.Index(s, "CW_")
		if i < 0 {
			return out
		}
		key, rest, ok := strings.Cut(s[i+3:], "$")
		value, tail, ok2 := strings.Cut(rest, "$")
		if !ok || !ok2 {
			return out
		}
		if _, twice := out[key]; !twice {
			out[key] = value
		}
		s = tail
	}
}

// applyTags sets fields from the tags. It reports whether they have a version.
func (i *Info) applyTags(tags map[string]string) bool {
	text := tags["SYSDESCR"]
	i.Name, i.Family, i.Version = tags["IMAGE"], tags["FAMILY"], tags["VERSION"]
	if i.Name == "" {
		i.Name = between(text, "Software (", ")")
	}
	if v := between(text, "), Version ", ","); v != "" {
		i.Version = v // CW_VERSION may be cut off, or hold a build number
	}
	parts := strings.Split(i.Name, "-")
	if i.Family == "" {
		i.Family = parts[0]
	}
	if len(parts) >= 3 {
		i.Feature = strings.Join(parts[1:len(parts)-1], "-")
	}
	if i.Release = between(text, "RELEASE SOFTWARE (", ")"); i.Release == "" {
		i.Release = "fc1"
	}
	i.Compiled, i.Builder, _ = strings.Cut(firstLine(after(text, "Compiled ")), " by ")
	if i.CopyrightYears = strings.TrimSpace(between(text, "Copyright (c) ", " by ")); i.CopyrightYears == "" {
		i.CopyrightYears = copyrightYears(i.Compiled)
	}
	_, i.Simulated = tags["SIMULATION"]
	i.sanitize()
	return i.Name != "" && i.Version != ""
}

// sanitize makes the strings safe to show: they are of a file that may come from anywhere.
func (i *Info) sanitize() {
	for _, s := range []*string{&i.Family, &i.Feature, &i.Name, &i.Version, &i.Release, &i.Compiled, &i.CopyrightYears, &i.Builder} {
		*s = printable.ASCII(*s)
	}
}

func between(s, left, right string) string {
	_, rest, ok := strings.Cut(s, left)
	if !ok {
		return ""
	}
	v, _, ok := strings.Cut(rest, right)
	if !ok {
		return ""
	}
	return v
}

func after(s, left string) string {
	_, rest, _ := strings.Cut(s, left)
	return rest
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return strings.TrimSpace(line)
}
