package platform

import (
	"strconv"
	"strings"
)

// Release is the train of a version of IOS: {15, 2} of "15.2(4)M1". The zero Release
// is before all others.
type Release struct{ Major, Minor int }

// ParseRelease reads the two numbers that a version begins with; a text that begins
// otherwise is the zero Release.
func ParseRelease(version string) Release {
	major, rest, _ := strings.Cut(version, ".")
	minor := rest[:len(rest)-len(strings.TrimLeft(rest, "0123456789"))]
	a, err := strconv.Atoi(major)
	if err != nil {
		return Release{}
	}
	b, err := strconv.Atoi(minor)
	if err != nil {
		return Release{}
	}
	return Release{a, b}
}

// Before reports whether r came before other.
func (r Release) Before(other Release) bool {
	return r.Major < other.Major || r.Major == other.Major && r.Minor < other.Minor
}

// Era is how the software words things from a release on.
type Era struct {
	Since Release
	Texts Texts
}

// TextsOf returns the texts of the software of that version, "12.2(12e)": those of the
// latest era that had begun, Texts before the first.
func (m *Model) TextsOf(version string) Texts {
	release, t := ParseRelease(version), m.Texts
	for _, e := range m.Eras {
		if !release.Before(e.Since) {
			t = e.Texts
		}
	}
	return t
}
