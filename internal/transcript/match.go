package transcript

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
)

const anyLines = "[[*]]"

var namedPatterns = map[string]string{
	"time": `\d\d:\d\d:\d\d(?:\.\d{3})?`,
	"rate": `\d+\.\d{3} secs \(\d+ bytes/sec\)`,
}

var compiled sync.Map // of patterns: text to *regexp.Regexp, nil for one that does not compile

// lineMatches compares a line of a transcript with one of the screen.
func lineMatches(want, got string) bool {
	if !strings.Contains(want, "[[") {
		return want == got
	}
	re, ok := compiled.Load(want)
	if !ok {
		re, _ = compiled.LoadOrStore(want, compile(want))
	}
	return re.(*regexp.Regexp) != nil && re.(*regexp.Regexp).MatchString(got)
}

func compile(want string) *regexp.Regexp {
	var re strings.Builder
	re.WriteString("^")
	for want != "" {
		before, rest, found := strings.Cut(want, "[[")
		re.WriteString(regexp.QuoteMeta(before))
		if !found {
			break
		}
		pattern, after, closed := strings.Cut(rest, "]]")
		if !closed {
			return nil
		}
		if named, ok := namedPatterns[pattern]; ok {
			pattern = named
		}
		re.WriteString("(?:" + pattern + ")")
		want = after
	}
	re.WriteString("$")
	c, err := regexp.Compile(re.String())
	if err != nil {
		return nil
	}
	return c
}

// prefix is the length of the beginning of a transcript's line that matches all of got,
// -1 without one.
func prefix(want, got string) int {
	pattern := strings.Index(want, "[[")
	switch {
	case strings.HasPrefix(want, got) && (pattern < 0 || len(got) <= pattern):
		return len(got)
	case pattern < 0 || !strings.HasPrefix(got, want[:pattern]):
		return -1
	}
	for n := len(want); n > pattern; n-- {
		if strings.LastIndex(want[:n], "[[") > strings.LastIndex(want[:n], "]]") {
			continue // in the middle of a pattern
		}
		if lineMatches(want[:n], got) {
			return n
		}
	}
	return -1
}

// compare compares what the screen shows with what it should, and returns the first
// difference.
func compare(want, got string) error {
	w := strings.Split(strings.TrimRight(want, "\n"), "\n")
	g := strings.Split(strings.TrimRight(got, "\n"), "\n")
	i := 0
	for j := 0; j < len(w); j++ {
		if w[j] == anyLines {
			if j == len(w)-1 {
				return nil
			}
			for i < len(g) && !lineMatches(w[j+1], g[i]) {
				i++
			}
			continue
		}
		if i >= len(g) {
			return fmt.Errorf("the session ends before:\n\t%q", w[j])
		}
		if !lineMatches(w[j], g[i]) {
			return fmt.Errorf("line %d:\n\twant %q\n\tgot  %q", j+1, w[j], g[i])
		}
		i++
	}
	if i < len(g) {
		return fmt.Errorf("the session goes on with:\n\t%q", g[i])
	}
	return nil
}
