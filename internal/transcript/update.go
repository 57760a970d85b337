package transcript

import (
	"regexp"
	"slices"
	"strings"
)

// Update is the text of a transcript with what came of it in place of what does not
// match. Patterns stay where they still match.
func Update(old string, r Result) string { return keepPatterns(old, vary(r.Text)) }

// keepPatterns puts the lines of the old text that hold a pattern back in place of
// the lines that they still match, and the [[*]] at its beginning.
func keepPatterns(old, text string) string {
	var patterns []string
	for l := range strings.Lines(old) {
		if l = strings.TrimSuffix(l, "\n"); strings.Contains(l, "[[") && l != anyLines {
			patterns = append(patterns, l)
		}
	}
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		for j, p := range patterns {
			if lineMatches(p, l) {
				lines[i], patterns = p, patterns[j+1:]
				break
			}
		}
	}
	if rest, ok := strings.CutPrefix(old, anyLines+"\n"); ok {
		first, _, _ := strings.Cut(rest, "\n")
		if i := slices.Index(lines, first); i > 0 {
			lines = append([]string{anyLines}, lines[i:]...)
		}
	}
	return strings.Join(lines, "\n")
}

// vary puts the named patterns where an updated transcript has what they stand
// for.
func vary(text string) string {
	text = regexp.MustCompile(`\b09:\d\d:\d\d(\.\d{3})?`).ReplaceAllString(text, "[[time]]")
	return regexp.MustCompile(`\b\d+\.\d{3} secs \(\d+ bytes/sec\)`).ReplaceAllString(text, "[[rate]]")
}
